"""The shipped letters of complaints: what was taken up (投诉受理单), and the answer (答复函)."""

from __future__ import annotations

from letter_parts import Heading, Pairs, Signatures, Table, Text
from letter_spec import Letter

ZH = (
    Letter(
        "complaint_slip",
        "投诉受理单",
        (
            Pairs(
                (
                    ("投诉人", "{{ customer_name }}"), ("与房屋关系", "{{ relation }}"),
                    ("联系电话", "{{ customer_phone }}"), ("房号、地点", "{{ where }}"),
                    ("类别", "{{ category }}"), ("级别", "{{ level }}"),
                    ("来源渠道", "{{ channel }}"), ("收到时间", "{{ taken_at }}"),
                    ("外部工单号", "{{ outside_number }}"), ("外部时限", "{{ outside_due }}"),
                ),
                columns=2,
                label=2.6,
            ),
            Heading("客户原话"),
            Text("{{ said }}", indent=False),
            Heading("客户诉求"),
            Text("{{ wish }}", indent=False),
            Heading("我们的承诺"),
            Table("clocks", (("序号", "no", 1.4), ("事项", "what", 5), ("不迟于", "due", 5))),
            Text(
                "以上已向您复述，请核对。凭编号或查询码可随时询问办理情况；处理完毕后会有经办人以外的同事回访。"
                "受理投诉不收取任何费用，您的个人信息只用于处理本件。"
            ),
            Signatures((("投诉人", "（签名、日期）", ""), ("{{ office_name }}", "（受理人）", "{{ clerk }}")), room=30),
        ),
    ),
    Letter(
        "complaint_answer",
        "投诉答复函",
        (
            Text("{{ customer_name }}："),
            Text(
                "您于 {{ taken_at }} 反映的问题（编号 {{ case_number }}"
                "{% if outside_number %}，外部工单号 {{ outside_number }}{% endif %}）已处理，现答复如下。"
            ),
            Heading("您反映的问题"),
            Text("{{ said }}", indent=False),
            Heading("调查情况"),
            Text("{{ findings }}", indent=False),
            Heading("处理方案"),
            Text("{{ plan }}", indent=False),
            Heading("处理结果"),
            Text("{{ result }}", indent=False),
            Text("{% if validity %}经核实，您反映的情况{{ validity }}。{% endif %}"),
            Text("对给您带来的不便，我们深表歉意。如对结果仍有意见，请在收到本函后与我们联系，我们会以原编号继续办理。"),
            Signatures((("{{ office_name }}", "（盖章）", ""),), room=30),
        ),
    ),
)  # fmt: skip

VI = (
    Letter(
        "complaint_slip",
        "PHIẾU TIẾP NHẬN PHẢN ÁNH",
        (
            Pairs(
                (
                    ("Người phản ánh", "{{ customer_name }}"), ("Quan hệ với căn", "{{ relation }}"),
                    ("Điện thoại", "{{ customer_phone }}"), ("Căn, địa điểm", "{{ where }}"),
                    ("Loại", "{{ category }}"), ("Cấp", "{{ level }}"),
                    ("Nguồn", "{{ channel }}"), ("Nhận lúc", "{{ taken_at }}"),
                    ("Số phiếu ngoài", "{{ outside_number }}"), ("Hạn bên ngoài", "{{ outside_due }}"),
                ),
                columns=2,
                label=3.2,
            ),
            Heading("Lời khách hàng"),
            Text("{{ said }}", indent=False),
            Heading("Mong muốn"),
            Text("{{ wish }}", indent=False),
            Heading("Chúng tôi cam kết"),
            Table("clocks", (("STT", "no", 1.4), ("Việc", "what", 5), ("Chậm nhất", "due", 5))),
            Text(
                "Nội dung trên đã được đọc lại, xin quý khách kiểm tra. Quý khách có thể hỏi tình hình bất cứ lúc nào "
                "theo số hoặc mã tra cứu; giải quyết xong sẽ có người khác gọi hỏi ý kiến. Tiếp nhận phản ánh không "
                "thu phí, thông tin cá nhân chỉ dùng để giải quyết việc này."
            ),
            Signatures(
                (("Người phản ánh", "(ký, ghi ngày)", ""), ("{{ office_name }}", "(người tiếp nhận)", "{{ clerk }}")),
                room=30,
            ),
        ),
    ),
    Letter(
        "complaint_answer",
        "THƯ TRẢ LỜI PHẢN ÁNH",
        (
            Text("Kính gửi: {{ customer_name }}"),
            Text(
                "Phản ánh của quý khách lúc {{ taken_at }} (số {{ case_number }}"
                "{% if outside_number %}, số phiếu ngoài {{ outside_number }}{% endif %}) "
                "đã được giải quyết, chúng tôi xin trả lời như sau."
            ),
            Heading("Nội dung phản ánh"),
            Text("{{ said }}", indent=False),
            Heading("Kết quả xác minh"),
            Text("{{ findings }}", indent=False),
            Heading("Phương án"),
            Text("{{ plan }}", indent=False),
            Heading("Kết quả giải quyết"),
            Text("{{ result }}", indent=False),
            Text("{% if validity %}Qua xác minh, phản ánh của quý khách: {{ validity }}.{% endif %}"),
            Text(
                "Chúng tôi xin lỗi vì sự bất tiện. Nếu còn ý kiến về kết quả, xin quý khách liên hệ, chúng tôi sẽ tiếp "
                "tục giải quyết theo số cũ."
            ),
            Signatures((("{{ office_name }}", "(đóng dấu)", ""),), room=30),
        ),
    ),
)  # fmt: skip

EN = (
    Letter(
        "complaint_slip",
        "Complaint taken up",
        (
            Pairs(
                (
                    ("Complainant", "{{ customer_name }}"), ("Relation to the home", "{{ relation }}"),
                    ("Phone", "{{ customer_phone }}"), ("Where", "{{ where }}"),
                    ("About", "{{ category }}"), ("Level", "{{ level }}"),
                    ("Came by", "{{ channel }}"), ("Received at", "{{ taken_at }}"),
                    ("Outside number", "{{ outside_number }}"), ("Due outside", "{{ outside_due }}"),
                ),
                columns=2,
                label=3.4,
            ),
            Heading("In your words"),
            Text("{{ said }}", indent=False),
            Heading("What you ask for"),
            Text("{{ wish }}", indent=False),
            Heading("What we promise"),
            Table("clocks", (("No.", "no", 1.4), ("What", "what", 5), ("Not later than", "due", 5))),
            Text(
                "This was read back to you; please check it. You can ask how it stands at any time with the number or "
                "the tracking code; when it is done, somebody else than who handled it will call you. Complaints cost "
                "nothing, and what we know of you is used for this matter alone."
            ),
            Signatures(
                (("Complainant", "(signature, date)", ""), ("{{ office_name }}", "(taken by)", "{{ clerk }}")), room=30
            ),
        ),
    ),
    Letter(
        "complaint_answer",
        "Answer to your complaint",
        (
            Text("Dear {{ customer_name }},"),
            Text(
                "your complaint of {{ taken_at }} (number {{ case_number }}"
                "{% if outside_number %}, outside number {{ outside_number }}{% endif %}) "
                "has been dealt with. This is our answer."
            ),
            Heading("What you told us"),
            Text("{{ said }}", indent=False),
            Heading("What we found"),
            Text("{{ findings }}", indent=False),
            Heading("What was planned"),
            Text("{{ plan }}", indent=False),
            Heading("What came of it"),
            Text("{{ result }}", indent=False),
            Text("{% if validity %}Having looked into it, we find your complaint: {{ validity }}.{% endif %}"),
            Text(
                "We are sorry for the trouble. If you are not content with the result, please tell us: we go on under "
                "the same number."
            ),
            Signatures((("{{ office_name }}", "(seal)", ""),), room=30),
        ),
    ),
)  # fmt: skip
