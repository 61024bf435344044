"""The shipped letters of a handover day: the flow sheet that an owner carries, and the slip to take home."""

from __future__ import annotations

from collections.abc import Mapping

from letter_parts import Heading, Pairs, Part, Signatures, Table, Text
from letter_spec import Letter


def _letters(titles: Mapping[str, str], flow: tuple[Part, ...], slip: tuple[Part, ...]) -> tuple[Letter, ...]:
    """Both of one language."""
    return Letter("flow_sheet", titles["flow_sheet"], flow), Letter("handover_slip", titles["handover_slip"], slip)


ZH = _letters(
    {"flow_sheet": "接房流程书", "handover_slip": "交房告知单"},
    (
        Text("排队号　{{ ticket }}", bold=True, indent=False),
        Pairs(
            (
                ("项目", "{{ project }}"), ("房号", "{{ room }}"),
                ("业主", "{{ customer_name }}"), ("来人", "{{ came }}"),
                ("到达", "{{ arrived_at }}"), ("地点", "{{ batch_place }}"),
            ),
            columns=2,
            label=2.2,
        ),
        Text("请按下列顺序办理，每处办完由工作人员签字。途中如有意见，可到投诉处，排队位置为您保留。"),
        Table(
            "stations",
            (
                ("序号", "no", 1.3), ("窗口", "name", 3.5), ("办理事项", "what", 8), ("办理情况", "done", 2.6),
                ("签字", "sign", 2.6),
            ),
        ),
        Text("{% if bring %}尚缺的材料：{% endif %}", bold=True, indent=False),
        Text("{{ bring }}"),
        Text("{% if payable %}应交的款项：{% endif %}", bold=True, indent=False),
        Table("payable", (("序号", "no", 1.3), ("款项", "text", 6), ("金额", "amount", 4), ("说明", "why", 7))),
        Text("{% if contact %}联系电话：{{ contact }}{% endif %}", indent=False),
    ),
    (
        Pairs(
            (
                ("项目", "{{ project }}"), ("房号", "{{ room }}"),
                ("业主", "{{ customer_name }}"), ("今日办理结果", "{{ state }}"),
            ),
            columns=2,
            label=2.8,
        ),
        Text("{{ told }}"),
        Heading("尚待整改的问题"),
        Table(
            "defects",
            (
                ("序号", "no", 1.3), ("编号", "number", 3.6), ("部位和问题", "what", 7),
                ("责任单位", "contractor", 3.6), ("约定完成", "agreed_on", 2.8),
            ),
        ),
        Text("{% if recheck %}复验时间：{{ recheck }}，请届时到场。{% endif %}"),
        Heading("还需交的款项及原因"),
        Table("payable", (("序号", "no", 1.3), ("款项", "text", 6), ("金额", "amount", 4), ("说明", "why", 7))),
        Text("{% if given %}今日交给您：{{ given }}。{% endif %}"),
        Text("{% if contact %}有问题请致电 {{ contact }}，报房号和上面的编号即可。{% endif %}"),
        Signatures(
            (("业主（代理人）", "（签名、日期）", ""), ("{{ office_name }}", "（经办人）", "{{ clerk }}")), room=30
        ),
    ),
)  # fmt: skip

VI = _letters(
    {"flow_sheet": "PHIẾU HƯỚNG DẪN NHẬN NHÀ", "handover_slip": "PHIẾU THÔNG TIN SAU BÀN GIAO"},
    (
        Text("Số thứ tự: {{ ticket }}", bold=True, indent=False),
        Pairs(
            (
                ("Dự án", "{{ project }}"), ("Căn hộ", "{{ room }}"),
                ("Chủ sở hữu", "{{ customer_name }}"), ("Người đến", "{{ came }}"),
                ("Đến lúc", "{{ arrived_at }}"), ("Địa điểm", "{{ batch_place }}"),
            ),
            columns=2,
            label=2.6,
        ),
        Text(
            "Xin Quý khách lần lượt đến các quầy sau; xong ở quầy nào, nhân viên quầy đó ký xác nhận. Nếu có ý kiến, "
            "xin đến quầy tiếp nhận phản ánh, lượt của Quý khách vẫn được giữ."
        ),
        Table(
            "stations",
            (
                ("STT", "no", 1.3), ("Quầy", "name", 3.8), ("Việc cần làm", "what", 7.8), ("Kết quả", "done", 2.6),
                ("Ký tên", "sign", 2.6),
            ),
        ),
        Text("{% if bring %}Giấy tờ còn thiếu:{% endif %}", bold=True, indent=False),
        Text("{{ bring }}"),
        Text("{% if payable %}Các khoản phải nộp:{% endif %}", bold=True, indent=False),
        Table("payable", (("STT", "no", 1.3), ("Khoản", "text", 6), ("Số tiền", "amount", 4), ("Lý do", "why", 7))),
        Text("{% if contact %}Điện thoại liên hệ: {{ contact }}{% endif %}", indent=False),
    ),
    (
        Pairs(
            (
                ("Dự án", "{{ project }}"), ("Căn hộ", "{{ room }}"),
                ("Chủ sở hữu", "{{ customer_name }}"), ("Kết quả hôm nay", "{{ state }}"),
            ),
            columns=2,
            label=3.2,
        ),
        Text("{{ told }}"),
        Heading("Lỗi còn phải khắc phục"),
        Table(
            "defects",
            (
                ("STT", "no", 1.3), ("Mã số", "number", 3.6), ("Vị trí và lỗi", "what", 7),
                ("Đơn vị chịu trách nhiệm", "contractor", 3.6), ("Hẹn xong", "agreed_on", 2.8),
            ),
        ),
        Text("{% if recheck %}Hẹn kiểm tra lại: {{ recheck }}, kính mời Quý khách có mặt.{% endif %}"),
        Heading("Khoản còn phải nộp và lý do"),
        Table("payable", (("STT", "no", 1.3), ("Khoản", "text", 6), ("Số tiền", "amount", 4), ("Lý do", "why", 7))),
        Text("{% if given %}Hôm nay Quý khách đã nhận: {{ given }}.{% endif %}"),
        Text("{% if contact %}Cần hỏi thêm, xin gọi {{ contact }} và đọc số căn hộ cùng mã số ở trên.{% endif %}"),
        Signatures(
            (
                ("Chủ sở hữu (người được ủy quyền)", "(ký, ghi ngày)", ""),
                ("{{ office_name }}", "(người lập)", "{{ clerk }}"),
            ),
            room=30,
        ),
    ),
)  # fmt: skip

EN = _letters(
    {"flow_sheet": "Handover flow sheet", "handover_slip": "After the handover: what to know"},
    (
        Text("Queue number {{ ticket }}", bold=True, indent=False),
        Pairs(
            (
                ("Project", "{{ project }}"), ("Home", "{{ room }}"),
                ("Owner", "{{ customer_name }}"), ("Came", "{{ came }}"),
                ("Arrived", "{{ arrived_at }}"), ("Place", "{{ batch_place }}"),
            ),
            columns=2,
            label=2.2,
        ),
        Text(
            "Please go to these stations in this order; each signs when it is done. If something troubles you, go to "
            "the complaint station: your place in the queue is kept."
        ),
        Table(
            "stations",
            (
                ("No.", "no", 1.3), ("Station", "name", 3.8), ("What is done there", "what", 7.8),
                ("Done", "done", 2.6), ("Signed", "sign", 2.6),
            ),
        ),
        Text("{% if bring %}Papers still missing:{% endif %}", bold=True, indent=False),
        Text("{{ bring }}"),
        Text("{% if payable %}To pay:{% endif %}", bold=True, indent=False),
        Table("payable", (("No.", "no", 1.3), ("For", "text", 6), ("Amount", "amount", 4), ("Why", "why", 7))),
        Text("{% if contact %}Phone: {{ contact }}{% endif %}", indent=False),
    ),
    (
        Pairs(
            (
                ("Project", "{{ project }}"), ("Home", "{{ room }}"),
                ("Owner", "{{ customer_name }}"), ("Result today", "{{ state }}"),
            ),
            columns=2,
            label=2.8,
        ),
        Text("{{ told }}"),
        Heading("Still to be mended"),
        Table(
            "defects",
            (
                ("No.", "no", 1.3), ("Number", "number", 3.6), ("Where and what", "what", 7),
                ("Liable", "contractor", 3.6), ("By", "agreed_on", 2.8),
            ),
        ),
        Text("{% if recheck %}We look at it together on {{ recheck }}. Please come.{% endif %}"),
        Heading("Still to pay, and why"),
        Table("payable", (("No.", "no", 1.3), ("For", "text", 6), ("Amount", "amount", 4), ("Why", "why", 7))),
        Text("{% if given %}Handed to you today: {{ given }}.{% endif %}"),
        Text("{% if contact %}Questions: call {{ contact }} and name your home and the number above.{% endif %}"),
        Signatures(
            (
                ("Owner (or representative)", "(signature, day)", ""),
                ("{{ office_name }}", "(for the office)", "{{ clerk }}"),
            ),
            room=30,
        ),
    ),
)  # fmt: skip
