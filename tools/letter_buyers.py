"""The shipped letters to buyers: what is late, changes to the design, news of the building."""

from __future__ import annotations

from collections.abc import Mapping

from letter_parts import Pairs, Part, Signatures, Table, Text
from letter_spec import Letter


def _letters(
    titles: Mapping[str, str],
    facts: tuple[tuple[str, str], ...],
    money: tuple[Part, ...],
    formality: tuple[Part, ...],
    notice: tuple[Part, ...],
    signed: Signatures,
    sincerely: Text,
) -> tuple[Letter, ...]:
    """The four of one language: all begin with whose home it is, and end alike."""
    head = (sincerely, Pairs(facts, columns=2, label=2.8))
    return (
        Letter("demand_money", titles["demand_money"], (*head, *money, Text("{{ note }}"), signed)),
        Letter("demand_formality", titles["demand_formality"], (*head, *formality, Text("{{ note }}"), signed)),
        Letter("design_change", titles["design_change"], (*head, *notice, Text("{{ note }}"), signed)),
        Letter("buyer_notice", titles["buyer_notice"], (*head, *notice, Text("{{ note }}"), signed)),
    )


ZH = _letters(
    {
        "demand_money": "催款函",
        "demand_formality": "催办函",
        "design_change": "设计变更通知书",
        "buyer_notice": "告知书",
    },
    (
        ("项目", "{{ project }}"), ("房号", "{{ room }}"),
        ("合同编号", "{{ contract_number }}"), ("签约日期", "{{ signed_on }}"),
    ),
    (
        Text(
            "您签订的《商品房买卖合同》约定的下列房款已逾期，截至 {{ day }} 尚欠 {{ owed }}（大写：{{ owed_words }}）。"
        ),
        Table(
            "lines",
            (
                ("序号", "no", 1.3), ("款项", "text", 4.2), ("应付日期", "due_on", 2.8), ("应付", "amount", 3),
                ("已付", "paid", 2.8), ("尚欠", "open", 2.8), ("逾期天数", "days", 2),
            ),
        ),
        Text(
            "{% if penalty %}按合同约定，逾期付款违约金截至今日暂计 {{ penalty }}，以实际付清之日计算为准。"
            "{% endif %}"
        ),
        Text(
            "请于 {{ pay_by }} 前付清。如已付款，请携凭证与我们核对；如有困难，请及时联系协商。"
            "联系部门：{{ department }}。"
        ),
    ),
    (
        Text("您购买的房屋尚有下列手续逾期未办："),
        Table(
            "lines",
            (
                ("序号", "no", 1.3), ("手续", "text", 6), ("应办日期", "due_on", 3), ("逾期天数", "days", 2.2),
                ("说明", "note", 4.5),
            ),
        ),
        Text("请于 {{ pay_by }} 前到柜台办理，以免影响您的权益。联系部门：{{ department }}。"),
    ),
    (
        Text("{{ title }}", bold=True, indent=False),
        Text("{{ text }}"),
        Text("{% if answer_by %}请于 {{ answer_by }} 前书面答复。{% endif %}"),
    ),
    Signatures((("签收人", "（签名、日期）", ""), ("{{ office_name }}", "（盖章）", "{{ clerk }}"))),
    Text("{{ customer_name }}：", indent=False),
)  # fmt: skip

VI = _letters(
    {
        "demand_money": "THƯ NHẮC THANH TOÁN",
        "demand_formality": "THƯ NHẮC HOÀN TẤT THỦ TỤC",
        "design_change": "THÔNG BÁO THAY ĐỔI THIẾT KẾ",
        "buyer_notice": "THÔNG BÁO",
    },
    (
        ("Dự án", "{{ project }}"), ("Căn hộ", "{{ room }}"),
        ("Số hợp đồng", "{{ contract_number }}"), ("Ngày ký", "{{ signed_on }}"),
    ),
    (
        Text(
            "Theo hợp đồng mua bán, các khoản sau đã quá hạn. Tính đến {{ day }} Quý khách còn nợ {{ owed }} "
            "(bằng chữ: {{ owed_words }})."
        ),
        Table(
            "lines",
            (
                ("STT", "no", 1.3), ("Khoản", "text", 4.2), ("Hạn trả", "due_on", 2.8), ("Phải trả", "amount", 3),
                ("Đã trả", "paid", 2.8), ("Còn nợ", "open", 2.8), ("Số ngày trễ", "days", 2),
            ),
        ),
        Text("{% if penalty %}Tiền phạt chậm trả theo hợp đồng tạm tính đến hôm nay: {{ penalty }}.{% endif %}"),
        Text(
            "Xin Quý khách thanh toán trước ngày {{ pay_by }}. Nếu đã trả, xin mang chứng từ để đối chiếu; nếu có khó "
            "khăn, xin liên hệ với chúng tôi. Bộ phận phụ trách: {{ department }}."
        ),
    ),
    (
        Text("Căn nhà Quý khách mua còn các thủ tục quá hạn sau:"),
        Table(
            "lines",
            (
                ("STT", "no", 1.3), ("Thủ tục", "text", 6), ("Hạn", "due_on", 3), ("Số ngày trễ", "days", 2.2),
                ("Ghi chú", "note", 4.5),
            ),
        ),
        Text("Xin Quý khách đến quầy trước ngày {{ pay_by }}. Bộ phận phụ trách: {{ department }}."),
    ),
    (
        Text("{{ title }}", bold=True, indent=False),
        Text("{{ text }}"),
        Text("{% if answer_by %}Xin Quý khách trả lời bằng văn bản trước ngày {{ answer_by }}.{% endif %}"),
    ),
    Signatures((("Người nhận", "(ký, ghi ngày)", ""), ("{{ office_name }}", "(ký, đóng dấu)", "{{ clerk }}"))),
    Text("Kính gửi: {{ customer_name }}", bold=True, indent=False),
)  # fmt: skip

EN = _letters(
    {
        "demand_money": "Payment overdue",
        "demand_formality": "Formalities overdue",
        "design_change": "Notice of a change to the design",
        "buyer_notice": "Notice",
    },
    (
        ("Project", "{{ project }}"), ("Home", "{{ room }}"),
        ("Contract", "{{ contract_number }}"), ("Signed", "{{ signed_on }}"),
    ),
    (
        Text(
            "Of the price that your contract of sale agrees on, the following is overdue. On {{ day }} you owe "
            "{{ owed }} ({{ owed_words }})."
        ),
        Table(
            "lines",
            (
                ("No.", "no", 1.3), ("For", "text", 4.2), ("Due", "due_on", 2.8), ("Amount", "amount", 3),
                ("Paid", "paid", 2.8), ("Open", "open", 2.8), ("Days late", "days", 2),
            ),
        ),
        Text(
            "{% if penalty %}The contract's penalty for late payment comes to {{ penalty }} by today, as an estimate."
            "{% endif %}"
        ),
        Text(
            "Please pay by {{ pay_by }}. If you have paid, bring the proof; if you cannot, please talk to us. "
            "In charge: {{ department }}."
        ),
    ),
    (
        Text("The following formalities for your home are overdue:"),
        Table(
            "lines",
            (
                ("No.", "no", 1.3), ("Formality", "text", 6), ("Due", "due_on", 3), ("Days late", "days", 2.2),
                ("Remark", "note", 4.5),
            ),
        ),
        Text("Please come to the counter by {{ pay_by }}. In charge: {{ department }}."),
    ),
    (
        Text("{{ title }}", bold=True, indent=False),
        Text("{{ text }}"),
        Text("{% if answer_by %}Please answer in writing by {{ answer_by }}.{% endif %}"),
    ),
    Signatures((("Received by", "(signature, day)", ""), ("{{ office_name }}", "(stamp)", "{{ clerk }}"))),
    Text("To {{ customer_name }}", bold=True, indent=False),
)  # fmt: skip
