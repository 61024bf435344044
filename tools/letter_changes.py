"""The shipped applications to buyers' contracts: a change of parties, a home returned or exchanged."""

from __future__ import annotations

from collections.abc import Mapping

from letter_parts import Heading, Pairs, Signatures, Table, Text
from letter_spec import Letter

_FACTS = ("room", "contract_number", "signed_on", "price", "paid", "loan")
_RETURN = ("new_room", "penalty", "refund_to", "leader", "opinion", "opinion_on", "conditions")


def _letters(titles: tuple[str, str], says: Mapping[str, str], signed: Signatures) -> tuple[Letter, ...]:
    """Both of one language: whose contract it is, what is asked for, who approved it."""

    def pairs(*names: str) -> tuple[tuple[str, str], ...]:
        return tuple((says[name], f"{{{{ {name} }}}}") for name in names)

    def people(name: str) -> tuple[Heading, Table]:
        columns = ((says["no"], "no", 1.4), (says["name"], "name", 5.6), (says["document"], "document", 6.9))
        return Heading(says[name]), Table(name, (*columns, (says["share"], "share", 3.4)))

    customer = pairs("customer_name", "customer_document", "customer_phone", "representative")
    approvals = (
        Heading(says["approvals"]),
        Table(
            "approvals",
            (
                (says["step"], "step", 4.2), (says["clerk"], "clerk", 3.2), (says["on"], "on", 3.2),
                (says["told"], "told", 6.7),
            ),
        ),
    )  # fmt: skip
    head = (Pairs(customer, columns=2, label=2.8), Pairs(pairs(*_FACTS), columns=2, label=2.8))
    end = (*approvals, Text("{{ note }}"), signed)
    return (
        Letter(
            "party_change",
            titles[0],
            (
                *head, *people("before"), *people("after"),
                Pairs(pairs("grounds", "tax_effect"), label=3.6), Text(says["promise"]), *end,
            ),
        ),
        Letter(
            "home_return",
            titles[1],
            (
                Text("{{ procedure }}", bold=True, indent=False), *head,
                Pairs(pairs("grounds", *_RETURN), label=3.6), Text(says["promise"]), *end,
            ),
        ),
    )  # fmt: skip


ZH = _letters(
    ("更名申请表", "退房、换房申请表"),
    {
        "customer_name": "申请人", "customer_document": "证件号", "customer_phone": "电话", "representative": "代办人",
        "room": "房号", "contract_number": "合同编号", "signed_on": "签约日期", "price": "合同价", "paid": "已付",
        "loan": "贷款", "no": "序号", "name": "姓名（名称）", "document": "证件号", "share": "份额",
        "before": "原买受人", "after": "新买受人", "grounds": "原因", "tax_effect": "涉税说明",
        "approvals": "审批", "step": "环节", "clerk": "经办人", "on": "日期", "told": "意见",
        "new_room": "换入房号", "penalty": "违约金", "refund_to": "退款账户", "leader": "签意见的领导",
        "opinion": "意见",
        "opinion_on": "签署日", "conditions": "条件",
        "promise": "申请人承诺：以上内容及所交资料真实有效，各方均已知悉并同意，由此产生的责任由申请人承担。",
    },
    Signatures((("原买受人（签字）", "", "{{ customer_name }}"), ("新买受人（签字）", "", ""),
                ("受理人", "", "{{ clerk }}"))),
)  # fmt: skip
VI = _letters(
    ("ĐƠN XIN SANG TÊN HỢP ĐỒNG", "ĐƠN XIN TRẢ NHÀ, ĐỔI NHÀ"),
    {
        "customer_name": "Người làm đơn:", "customer_document": "Số giấy tờ:", "customer_phone": "Điện thoại:",
        "representative": "Người đại diện:", "room": "Căn:", "contract_number": "Số hợp đồng:",
        "signed_on": "Ngày ký:", "price": "Giá hợp đồng:", "paid": "Đã trả:", "loan": "Khoản vay:", "no": "STT",
        "name": "Họ tên (tên tổ chức)", "document": "Số giấy tờ", "share": "Tỷ lệ", "before": "Bên mua cũ",
        "after": "Bên mua mới", "grounds": "Lý do:", "tax_effect": "Ảnh hưởng thuế:", "approvals": "Phê duyệt",
        "step": "Bước", "clerk": "Người duyệt", "on": "Ngày", "told": "Ý kiến", "new_room": "Căn đổi sang:",
        "penalty": "Tiền phạt:", "refund_to": "Tài khoản nhận tiền:", "leader": "Lãnh đạo cho ý kiến:",
        "opinion": "Ý kiến:", "opinion_on": "Ngày ký ý kiến:", "conditions": "Điều kiện:",
        "promise": (
            "Người làm đơn cam kết nội dung và giấy tờ là đúng sự thật, các bên đều biết và đồng ý, xin chịu "
            "trách nhiệm."
        ),
    },
    Signatures((("BÊN MUA CŨ", "(Ký, ghi rõ họ tên)", "{{ customer_name }}"),
                ("BÊN MUA MỚI", "(Ký, ghi rõ họ tên)", ""),
                ("NGƯỜI TIẾP NHẬN", "(Ký, ghi rõ họ tên)", "{{ clerk }}"))),
)  # fmt: skip
EN = _letters(
    ("Application for a change of parties", "Application to return or exchange a home"),
    {
        "customer_name": "Applicant:", "customer_document": "Document:", "customer_phone": "Phone:",
        "representative": "Representative:", "room": "Unit:", "contract_number": "Contract no.:",
        "signed_on": "Signed on:", "price": "Price:", "paid": "Paid:", "loan": "Loan:", "no": "No.",
        "name": "Name", "document": "Document", "share": "Share", "before": "Buyers before", "after": "Buyers after",
        "grounds": "Reason:", "tax_effect": "Effect on taxes:", "approvals": "Approvals", "step": "Step",
        "clerk": "By", "on": "On", "told": "Opinion", "new_room": "New unit:", "penalty": "Penalty:",
        "refund_to": "Refund to:", "leader": "Leader:", "opinion": "Opinion:", "opinion_on": "Day of the opinion:",
        "conditions": "Conditions:",
        "promise": "The applicant declares that all of this is true, and that every party knows of it and agrees.",
    },
    Signatures((("Buyers before", "(signature)", "{{ customer_name }}"), ("Buyers after", "(signature)", ""),
                ("Taken in by", "(signature)", "{{ clerk }}"))),
)  # fmt: skip
