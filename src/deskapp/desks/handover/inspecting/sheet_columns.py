"""The columns of the sheet of defects: unit, place and fault in the words of the checklists, whose it is, when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from deskapp.cases.procedure import Texts
from deskapp.desks.handover.inspecting.lists import shipped_lists
from deskapp.desks.handover.inspecting.model import ORIGINS, SEVERITIES
from deskapp.errors import Fault
from deskapp.locale import LANGUAGES
from deskapp.locale import words as texts
from deskapp.office.property.sheet import PLACE, PROJECT
from deskapp.sheets.column import Coded, Column, Context, Layout, Own
from deskapp.sheets.columns import choice_column, day_column, money_column, text_column
from deskapp.values.text import clean, fold, is_masked

LINE_LIMIT: Final = 200
ROOMS: Final = {
    "客厅": "living", "餐厅": "living", "起居室": "living", "玄关": "entrance", "门厅": "entrance",
    "主卧室": "bedroom1", "次卧室": "bedroom2", "客卧": "bedroom2", "主卫生间": "bath1", "次卫": "bath2",
    "客卫": "bath2", "公共卫生间": "bath2", "生活阳台": "balcony", "phòng ngủ chính": "bedroom1",
}  # fmt: skip
ITEMS: Final = {
    "入户门锁": "entry_door", "防盗门": "entry_door", "房门": "door", "窗户": "window", "门窗": "window", "墙": "wall",
    "墙体": "wall", "内墙": "wall", "天花": "ceiling", "天花板": "ceiling", "地坪": "floor", "地板": "floor",
    "地砖": "tiles", "墙砖": "tiles", "开关": "socket", "插座": "socket", "强电箱": "breaker_box", "水管": "water_pipe",
    "地漏": "drain", "马桶": "toilet", "洗手盆": "basin", "龙头": "sink", "花洒": "shower", "护栏": "railing",
    "tường": "wall", "cửa sổ": "window",
}  # fmt: skip
FAULTS: Final = {
    "开裂": "crack", "裂纹": "crack", "渗水": "seepage", "发霉": "damp", "积水": "slope", "脱落": "peeling",
    "污渍": "stain", "划痕": "scratched", "破裂": "broken", "脱胶": "sealant", "没电": "dead", "不通": "blocked",
    "未安装": "missing", "thấm": "seepage",
}  # fmt: skip
TRADES: Final = {"装修": "finishing", "装饰": "finishing", "水电": "water", "电": "electric", "水": "water"}


def _column(name: str, words: str, also: Mapping[str, str], *headings: str, **more: Any) -> Column:
    """A column whose cell is a code of the checklists, or its word in any of the languages."""

    def parse(text: str, _context: Context) -> tuple[str | None, Fault | None]:
        if is_masked(text):
            return None, None
        code = _words(words, also).get(_folded(text))
        return (code, None) if code is not None else (None, Fault("defect.no_word", {"value": clean(text)}))

    rows: Mapping[str, Any] = getattr(shipped_lists(), words)
    label = f"column.defect_{name}"
    named = Own(Texts(**{language: texts(language).text(label) for language in LANGUAGES}), _texts(rows))
    return Column(name, "choice", parse, headings, label=label, choices=tuple(rows), own=named, **more)


def _texts(rows: Mapping[str, Any]) -> dict[str, Texts]:
    return {code: row.text for code, row in rows.items()}


def _words(words: str, also: Mapping[str, str]) -> dict[str, str]:
    rows: Mapping[str, Any] = getattr(shipped_lists(), words)
    found = {_folded(word): code for word, code in also.items()}
    return found | {_folded(said): code for code, row in rows.items() for said in (code, *_said(row.text))}


def _said(text: Texts) -> Iterator[str]:
    return (text.say(language) for language in LANGUAGES)


def _folded(text: str) -> str:
    return fold(text).replace(" ", "")


def coded(words: str, code: str) -> Coded | None:
    """A code with its words, as exports write it; one that no list has stands for itself."""
    row = getattr(shipped_lists(), words).get(code)
    return Coded(code, row.text if row is not None else Texts(code, code, code)) if code else None


def _day(name: str, *headings: str, **more: Any) -> Column:
    return day_column(name, *headings, label=f"column.defect_{name}", **more)


LAYOUT: Final = Layout(
    "defects",
    (
        PROJECT,
        text_column("number", "编号", "问题编号", "缺陷编号", "整改编号", "Mã lỗi", "Số lỗi", shape="code", limit=60,
                    width=20, label="column.defect_number", example="QX-20261122-0001|"),
        *(Column(one.name, one.shape, one.parse, one.headings, one.width, carries_down=one.carries_down,
                 example=one.example) for one in PLACE),
        _column("place", "rooms", ROOMS, "部位", "位置", "房间部位", "问题部位", "检查部位", "Vị trí",
                "Vị trí kiểm tra", width=12,
                example="bedroom1|kitchen"),
        _column("item", "items", ITEMS, "项目部位", "检查项", "检查项目", "分项", "Hạng mục", width=12,
                example="wall|window"),
        _column("fault", "faults", FAULTS, "问题", "问题类型", "缺陷", "缺陷类型", "Lỗi", width=12,
                example="hollow|wont_close"),
        text_column("text", "问题描述", "描述", "说明", "Mô tả", width=28, label="column.defect_text"),
        _column("trade", "trades", TRADES, "专业", "工种", "Bộ môn", width=12),
        choice_column("severity", SEVERITIES, "severity", "严重程度", "等级", "级别", "Mức độ", width=12,
                      also={"安全": "safety", "严重": "major", "一般": "minor", "轻微": "minor"},
                      label="column.defect_severity"),
        choice_column("wish", ("yes", "no"), "answer", "业主意见", "是否建议", "Đề nghị", label="column.defect_wish"),
        choice_column("origin", ORIGINS, "defect_origin", "来源", "检查阶段", "Nguồn", width=12,
                      also={"预验": "pre", "内部预验": "pre", "开放日": "open_day", "交房": "handover",
                            "业主验房": "handover", "承接查验": "take_over", "保修": "warranty"},
                      label="column.defect_origin"),
        _day("found_on", "发现日期", "检查日期", "验房日期", "Ngày phát hiện", example="2026-11-10|2026-11-11"),
        text_column("contractor", "责任单位", "整改单位", "施工单位", "分包单位", "Nhà thầu", limit=LINE_LIMIT,
                    width=18, label="column.defect_contractor", example="渝建装饰|宏远门窗"),
        _day("agreed_on", "整改期限", "限期", "要求完成日期", "约定日期", "Hạn sửa"),
        _day("fixed_on", "整改日期", "整改完成日期", "完成日期", "Ngày sửa xong"),
        _day("accepted_on", "复验日期", "复验通过日期", "验收通过日期", "销项日期", "Ngày nghiệm thu lại"),
        money_column("charged_back", "扣款", "扣款金额", "反索赔", "Khấu trừ", label="column.defect_charged_back"),
        text_column("remark", "备注", "整改说明", "Ghi chú", width=24, label="column.defect_remark"),
    ),
    (("number", "room"),),
)  # fmt: skip
