"""The shipped letters of a handover's plan: the notice that calls an owner, and the roster of its days."""

from __future__ import annotations

from collections.abc import Mapping

from letter_parts import Heading, Pairs, Part, Signatures, Table, Text
from letter_spec import Letter


def _letters(titles: Mapping[str, str], notice: tuple[Part, ...], roster: tuple[Part, ...]) -> tuple[Letter, ...]:
    """Both of one language."""
    return (
        Letter("handover_notice", titles["handover_notice"], notice),
        Letter("handover_roster", titles["handover_roster"], roster),
    )


ZH = _letters(
    {"handover_notice": "收房通知书", "handover_roster": "交房人员安排表"},
    (
        Text("{{ customer_name }}：", indent=False, bold=True),
        Text("{{ customer_address }}", indent=False),
        Text(
            "您购买的 {{ project }} {{ room }} 房屋已具备合同约定的交付条件。{{ again }}请按下列时间前来办理收房手续。"
        ),
        Pairs(
            (
                ("通知编号", "{{ case_number }}（{{ round }}）"), ("房号", "{{ room }}"),
                ("收房时间", "{{ come_on }} {{ come_at }}"), ("办理期间", "{{ period }}"),
                ("地点", "{{ batch_place }}"), ("咨询电话", "{{ contact }}"),
            ),
            columns=2,
            label=2.4,
        ),
        Heading("请携带"),
        Table("bring", (("序号", "no", 1.3), ("资料", "text", 10), ("说明", "note", 7))),
        Heading("应交款项"),
        Table("payable", (("序号", "no", 1.3), ("款项", "text", 6), ("金额", "amount", 4), ("说明", "why", 7))),
        Text("{% if total %}以上合计 {{ total }}，以办理当日核算为准。{% else %}应交金额于办理当日核算。{% endif %}"),
        Text(
            "{% if risk_on %}请按时前来。如无正当理由逾期未办理，自 {{ risk_on }} 起视为房屋已交付，"
            "房屋毁损、灭失的风险及相应费用自该日起由您承担。{% endif %}"
        ),
        Text("如需改期或委托他人办理，请提前与我们联系。"),
        Signatures((("", "", ""), ("{{ office_name }}", "（盖章）", "{{ clerk }}")), room=24),
    ),
    (
        Pairs(
            (
                ("项目", "{{ project }}"), ("批次", "{{ batch }}"),
                ("日期", "{{ period }}"), ("地点", "{{ batch_place }}"),
            ),
            columns=2,
            label=2.2,
        ),
        Text("办理流程：{{ stations }}", indent=False),
        Table(
            "groups",
            (
                ("序号", "no", 1.2), ("组", "group", 3.2), ("类别", "kind", 1.5), ("负责人", "leader", 3.4),
                ("组员", "people", 5), ("人数", "heads", 1.5), ("职责", "duty", 4),
            ),
        ),
        Text("{% if contact %}现场联系：{{ contact }}{% endif %}", indent=False),
    ),
)  # fmt: skip

VI = _letters(
    {"handover_notice": "THÔNG BÁO NHẬN NHÀ", "handover_roster": "BẢNG PHÂN CÔNG BÀN GIAO"},
    (
        Text("Kính gửi: {{ customer_name }}", indent=False, bold=True),
        Text("{{ customer_address }}", indent=False),
        Text(
            "Căn hộ {{ room }} thuộc dự án {{ project }} của Quý khách đã đủ điều kiện bàn giao theo hợp đồng. "
            "{{ again }}{% if again %} {% endif %}Kính mời Quý khách đến làm thủ tục nhận nhà theo lịch sau."
        ),
        Pairs(
            (
                ("Số thông báo", "{{ case_number }} ({{ round }})"), ("Căn hộ", "{{ room }}"),
                ("Giờ nhận nhà", "{{ come_on }} {{ come_at }}"), ("Thời gian đợt", "{{ period }}"),
                ("Địa điểm", "{{ batch_place }}"), ("Điện thoại", "{{ contact }}"),
            ),
            columns=2,
            label=2.8,
        ),
        Heading("Giấy tờ cần mang theo"),
        Table("bring", (("STT", "no", 1.3), ("Giấy tờ", "text", 10), ("Ghi chú", "note", 7))),
        Heading("Các khoản phải nộp"),
        Table("payable", (("STT", "no", 1.3), ("Khoản", "text", 6), ("Số tiền", "amount", 4), ("Lý do", "why", 7))),
        Text(
            "{% if total %}Tổng cộng {{ total }}; số tiền chính thức tính vào ngày làm thủ tục.{% else %}"
            "Số tiền phải nộp được tính vào ngày làm thủ tục.{% endif %}"
        ),
        Text(
            "{% if risk_on %}Nếu Quý khách không đến nhận mà không có lý do chính đáng, kể từ ngày {{ risk_on }} căn "
            "hộ được coi như đã bàn giao; rủi ro và các chi phí liên quan do Quý khách chịu từ ngày đó.{% endif %}"
        ),
        Text("Nếu cần đổi lịch hoặc ủy quyền cho người khác, xin Quý khách báo trước cho chúng tôi."),
        Signatures((("", "", ""), ("{{ office_name }}", "(ký, đóng dấu)", "{{ clerk }}")), room=24),
    ),
    (
        Pairs(
            (
                ("Dự án", "{{ project }}"), ("Đợt", "{{ batch }}"),
                ("Thời gian", "{{ period }}"), ("Địa điểm", "{{ batch_place }}"),
            ),
            columns=2,
            label=2.4,
        ),
        Text("Quy trình: {{ stations }}", indent=False),
        Table(
            "groups",
            (
                ("STT", "no", 1.2), ("Tổ", "group", 3.2), ("Loại", "kind", 1.7), ("Phụ trách", "leader", 3.4),
                ("Thành viên", "people", 5), ("Số người", "heads", 1.6), ("Nhiệm vụ", "duty", 4),
            ),
        ),
        Text("{% if contact %}Liên hệ tại chỗ: {{ contact }}{% endif %}", indent=False),
    ),
)  # fmt: skip

EN = _letters(
    {"handover_notice": "Notice: your home is ready", "handover_roster": "Roster of the handover"},
    (
        Text("{{ customer_name }}", indent=False, bold=True),
        Text("{{ customer_address }}", indent=False),
        Text(
            "Your home {{ room }} of {{ project }} is ready to be handed over as the contract says. "
            "{{ again }}{% if again %} {% endif %}"
            "Please come as follows."
        ),
        Pairs(
            (
                ("Notice", "{{ case_number }} ({{ round }})"), ("Home", "{{ room }}"),
                ("Please come", "{{ come_on }} {{ come_at }}"), ("Days of the handover", "{{ period }}"),
                ("Place", "{{ batch_place }}"), ("Questions", "{{ contact }}"),
            ),
            columns=2,
            label=2.8,
        ),
        Heading("Please bring"),
        Table("bring", (("No.", "no", 1.3), ("Paper", "text", 10), ("Note", "note", 7))),
        Heading("To be paid"),
        Table("payable", (("No.", "no", 1.3), ("For", "text", 6), ("Amount", "amount", 4), ("Why", "why", 7))),
        Text(
            "{% if total %}{{ total }} in all; what is due on the day counts.{% else %}"
            "What is to be paid is worked out on the day.{% endif %}"
        ),
        Text(
            "{% if risk_on %}If you stay away without good reason, the home counts as delivered from {{ risk_on }} on, "
            "and its risk and costs are yours from that day.{% endif %}"
        ),
        Text("If you need another time, or somebody comes for you, please tell us beforehand."),
        Signatures((("", "", ""), ("{{ office_name }}", "(seal)", "{{ clerk }}")), room=24),
    ),
    (
        Pairs(
            (
                ("Project", "{{ project }}"), ("Batch", "{{ batch }}"),
                ("Days", "{{ period }}"), ("Place", "{{ batch_place }}"),
            ),
            columns=2,
            label=2.2,
        ),
        Text("Way: {{ stations }}", indent=False),
        Table(
            "groups",
            (
                ("No.", "no", 1.2), ("Group", "group", 3.2), ("Kind", "kind", 1.6), ("Answers", "leader", 3.4),
                ("People", "people", 5), ("Count", "heads", 1.5), ("Duty", "duty", 4),
            ),
        ),
        Text("{% if contact %}On the spot: {{ contact }}{% endif %}", indent=False),
    ),
)  # fmt: skip
