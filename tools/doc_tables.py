"""The tables of the documents that the program itself declares: keys, columns, codes. Run it to write them anew.

In a document they stand between ``<!-- table: NAME -->`` and ``<!-- end -->``; ``NAME`` is ``keys zh``,
``columns units``, ``codes`` or the like. A test compares them with what the program declares.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from textual.binding import Binding
from textual.dom import DOMNode

import deskapp
from deskapp.locale import LANGUAGES, words
from deskapp.messages.letter_kinds import LETTERS, letter_title
from deskapp.ui.commands import DECLARED, Command, key_name
from deskapp.wiring import sheet_kinds

REPOSITORY = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*REPOSITORY.glob("*.md"), *REPOSITORY.glob("docs/**/*.md")])

_TABLE = re.compile(r"(<!-- table: ([\w -]+) -->\n).*?(<!-- end -->)", re.DOTALL)
_KEY_HEADINGS = {
    "zh": ("界面", "按键", "命令", "作用"),
    "vi": ("Ở đâu", "Phím", "Lệnh", "Tác dụng"),
    "en": ("Where", "Key", "Command", "What it does"),
}
_PLACES = {
    "app": {"zh": "任何界面", "vi": "mọi màn hình", "en": "everywhere"},
    "screen": {"zh": "各界面", "vi": "các màn hình", "en": "screens"},
    "form": {"zh": "表单", "vi": "biểu mẫu", "en": "forms"},
    "search": {"zh": "查找", "vi": "tìm", "en": "search"},
    "page": {"zh": "房屋、客户页", "vi": "trang căn hộ, khách hàng", "en": "pages"},
    "table": {"zh": "名单", "vi": "danh sách", "en": "lists"},
    "settings": {"zh": "设置", "vi": "cài đặt", "en": "settings"},
    "imports": {"zh": "导入", "vi": "nhập bảng", "en": "imports"},
    "merge": {"zh": "合并", "vi": "gộp", "en": "merging"},
    "case": {"zh": "办件页", "vi": "trang hồ sơ", "en": "case page"},
    "today": {"zh": "今日", "vi": "hôm nay", "en": "today"},
    "dayend": {"zh": "日终", "vi": "cuối ngày", "en": "day end"},
    "answer": {"zh": "答复单", "vi": "phiếu trả lời", "en": "answer sheet"},
    "enquiry": {"zh": "咨询登记", "vi": "hỏi đáp", "en": "enquiry"},
    "queue": {"zh": "排队叫号", "vi": "số thứ tự", "en": "queue"},
    "quote": {"zh": "报价", "vi": "báo giá", "en": "quotation"},
    "contract": {"zh": "服务合同", "vi": "hợp đồng", "en": "service contract"},
    "papers": {"zh": "资料", "vi": "giấy tờ", "en": "papers"},
    "privacy": {"zh": "个人信息", "vi": "dữ liệu cá nhân", "en": "personal data"},
    "custody": {"zh": "原件去向", "vi": "bản chính", "en": "originals"},
    "outbox": {"zh": "通知", "vi": "tin nhắn", "en": "messages"},
    "prints": {"zh": "打印", "vi": "in ấn", "en": "prints"},
    "cash": {"zh": "收付款", "vi": "thu chi", "en": "money"},
    "daybook": {"zh": "现金日记账", "vi": "sổ quỹ", "en": "day-book"},
    "sale": {"zh": "合同页", "vi": "trang hợp đồng", "en": "contract page"},
    "sale_list": {"zh": "合同名单", "vi": "danh sách hợp đồng", "en": "contracts"},
    "filing": {"zh": "待备案", "vi": "chờ lưu hồ sơ", "en": "to be filed"},
    "accounts": {"zh": "备案系统账号", "vi": "tài khoản lưu hồ sơ", "en": "filing accounts"},
    "staff": {"zh": "人员", "vi": "nhân viên", "en": "staff"},
    "loan": {"zh": "按揭", "vi": "khoản vay", "en": "loan"},
    "keys": {"zh": "钥匙", "vi": "chìa khóa", "en": "keys"},
    "key_moves": {"zh": "钥匙去向", "vi": "lịch sử chìa khóa", "en": "moves of keys"},
    "giving": {"zh": "移交清单", "vi": "giao nhận", "en": "what is handed over"},
    "inspection": {"zh": "验房", "vi": "kiểm tra căn hộ", "en": "inspection"},
    "defect": {"zh": "缺陷整改", "vi": "lỗi", "en": "defects"},
    "acceptances": {"zh": "验收", "vi": "nghiệm thu", "en": "acceptances"},
    "batches": {"zh": "交房批次", "vi": "đợt bàn giao", "en": "batches"},
    "batch": {"zh": "批次页", "vi": "trang đợt", "en": "page of a batch"},
    "deliveries": {"zh": "交房名单", "vi": "danh sách bàn giao", "en": "deliveries"},
    "posted": {"zh": "通知寄送", "vi": "thông báo đã gửi", "en": "posted notices"},
    "plan_list": {"zh": "批次安排", "vi": "lịch đợt", "en": "plan of a batch"},
    "slots": {"zh": "时段", "vi": "khung giờ", "en": "slots"},
    "groups": {"zh": "交房小组", "vi": "nhóm bàn giao", "en": "groups"},
    "items": {"zh": "资料与费用", "vi": "giấy tờ và phí", "en": "papers and fees"},
    "way": {"zh": "窗口顺序", "vi": "thứ tự quầy", "en": "order of stations"},
    "form_library": {"zh": "表格库", "vi": "thư viện biểu mẫu", "en": "form library"},
    "order": {"zh": "派工与工单", "vi": "điều thợ, phiếu việc", "en": "dispatch and orders"},
    "technician": {"zh": "维修任务", "vi": "việc của thợ", "en": "technician's list"},
    "rounds": {"zh": "空置巡查", "vi": "kiểm tra căn trống", "en": "rounds"},
    "registers": {"zh": "意见与缺陷登记", "vi": "sổ góp ý", "en": "registers"},
    "delivery": {"zh": "交房页", "vi": "trang bàn giao", "en": "page of a delivery"},
    "dues": {"zh": "应缴款项", "vi": "khoản phải nộp", "en": "what is to be paid"},
    "titles": {"zh": "产权资料", "vi": "giấy tờ GCN", "en": "title papers"},
    "station": {"zh": "交房现场", "vi": "ngày bàn giao", "en": "handover day"},
    "complaint": {"zh": "投诉页", "vi": "trang phản ánh", "en": "page of a complaint"},
    "calls": {"zh": "回访", "vi": "gọi xác nhận", "en": "follow-up calls"},
    "told": {"zh": "已提醒未确认", "vi": "đã báo, chưa xác nhận", "en": "told, not noted"},
    "contacts": {"zh": "危机通知名单", "vi": "danh sách báo khẩn", "en": "who is paged in a crisis"},
    "improvement": {"zh": "改进台账", "vi": "sổ cải tiến", "en": "improvements"},
    "loan_board": {"zh": "按揭看板", "vi": "bảng khoản vay", "en": "loans"},
    "facts": {"zh": "项目资料", "vi": "thông tin dự án", "en": "fact sheet"},
    "notes": {"zh": "公告栏", "vi": "bảng tin", "en": "notice board"},
    "suggestions": {"zh": "意见建议", "vi": "góp ý", "en": "suggestions"},
    "listings": {"zh": "转让出租", "vi": "chuyển nhượng, cho thuê", "en": "listings"},
    "chase": {"zh": "催收", "vi": "đôn đốc", "en": "asking"},
    "notice": {"zh": "通知", "vi": "thông báo", "en": "notice"},
    "custody_out": {"zh": "原件在外", "vi": "bản gốc ở ngoài", "en": "originals out"},
    "complaint_log": {"zh": "登记投诉", "vi": "ghi phản ánh", "en": "logging a complaint"},
    "mass_events": {"zh": "群体事件", "vi": "sự việc chung", "en": "mass events"},
    "moves": {"zh": "流转记录", "vi": "nhật ký giao nhận", "en": "moves of a paper"},
}


def filled(text: str) -> str:
    """A document with its tables as the program declares them now."""
    return _TABLE.sub(lambda found: f"{found[1]}\n{_table(found[2])}\n\n{found[3]}", text)


def _table(name: str) -> str:
    what, _, which = name.partition(" ")
    if what == "codes":
        return codes_table()
    if what == "letters":
        return letters_table()
    return keys_table(which) if what == "keys" else columns_table(which)


def commands_bound() -> list[Command]:
    """The commands that some screen or part binds, by group and key, whatever was loaded first."""
    for module in pkgutil.walk_packages(deskapp.__path__, "deskapp."):
        if module.name.startswith("deskapp.ui.") or ".screens." in module.name:
            importlib.import_module(module.name)
    bound = {binding.id for node in _heirs(DOMNode) for binding in _own_bindings(node)}
    groups = list(_PLACES)
    return sorted(
        (command for command in DECLARED.values() if command.id in bound),
        key=lambda command: (groups.index(command.group), len(command.key), command.key, command.id),
    )


def _heirs(kind: type[DOMNode]) -> Iterator[type[DOMNode]]:
    for heir in kind.__subclasses__():
        yield heir
        yield from _heirs(heir)


def _own_bindings(node: type[DOMNode]) -> Iterable[Binding]:
    if not node.__module__.startswith("deskapp."):
        return ()
    return (binding for binding in vars(node).get("BINDINGS", ()) if isinstance(binding, Binding))


def keys_table(language: str) -> str:
    """Every key of the counter, with its word and sentence."""
    said = words(language).text
    rows = [
        (
            _PLACES[command.group][language],
            " ".join(f"`{_key(key)}`" for key in command.key.split(",")),
            said(command.label_key),
            said(command.help_key),
        )
        for command in commands_bound()
    ]
    return _rows(_KEY_HEADINGS[language], rows)


def _key(key: str) -> str:
    """A key as documents write it: the counter's ``^P`` is Ctrl+P."""
    return key_name(key).replace("^", "Ctrl+")


def columns_table(kind: str) -> str:
    """The fields of a kind of sheet and the headings an import knows for each."""
    layout = sheet_kinds()[kind].layout
    one_of = {name for group in layout.alternatives for name in group}
    rows = []
    for column in layout.columns:
        told = [words(language).text(column.label_key) for language in LANGUAGES]
        headings = dict.fromkeys((*told, *column.headings))
        need = "required" if column.required else "one of these" if column.name in one_of else ""
        rows.append((f"`{column.name}`", need, column.shape, ", ".join(headings)))
    return _rows(("Field", "", "Kind of value", "Headings"), rows)


def codes_table() -> str:
    """The codes of the columns that choose among some, with their words."""
    columns = {column.choice_key: column for kind in sheet_kinds().values() for column in kind.layout.columns}
    rows = []
    for choice_key, column in columns.items():
        for code in column.choices:
            told = [words(language).text(f"{choice_key}.{code}") for language in LANGUAGES]
            rows.append((f"`{column.name}`", f"`{code}`", *told))
    return _rows(("Field", "Code", "中文", "Tiếng Việt", "English"), rows)


def letters_table() -> str:
    """The letters with what each may ask for beside the common placeholders."""
    rows = []
    for kind in LETTERS.values():
        title = letter_title(kind.name, words(kind.languages[0]))
        tables = (f"`{name}` ({', '.join(columns)})" for name, columns in kind.tables.items())
        own = ", ".join((*(f"`{name}`" for name in kind.texts), *tables))
        rows.append((f"`{kind.name}`", title, ", ".join(kind.languages), own))
    return _rows(("Letter", "Title", "Shipped in", "Its own placeholders"), rows)


def _rows(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = (headings, ["---"] * len(headings), *rows)
    return "\n".join(f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def main() -> None:
    for path in DOCUMENTS:
        text = path.read_text(encoding="utf-8")
        if filled(text) != text:
            path.write_text(filled(text), encoding="utf-8")
            print(f"wrote {path.relative_to(REPOSITORY)}")


if __name__ == "__main__":
    main()
