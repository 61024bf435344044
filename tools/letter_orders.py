"""The shipped letters of work orders: the sheet that goes with a technician, and that of a service that is paid for."""

from __future__ import annotations

from letter_parts import Heading, Pairs, Signatures, Table, Text
from letter_spec import Letter

ZH = (
    Letter(
        "dispatch_slip",
        "派工单",
        (
            Pairs(
                (
                    ("单号", "{{ case_number }}"), ("来源", "{{ source }}"), ("项目", "{{ project }}"),
                    ("房号", "{{ room }}"), ("业主", "{{ customer_name }}"), ("电话", "{{ customer_phone }}"),
                    ("部位", "{{ spot }}"), ("紧急程度", "{{ urgency }}"), ("项目类别", "{{ item }}"),
                    ("工种", "{{ trade }}"), ("保修", "{{ warranty }}"), ("费用承担", "{{ payer }}"),
                    ("报价", "{{ price }}"), ("维修人员", "{{ technician }}"), ("预约时间", "{{ slot }}"),
                    ("完成时限", "{{ done_by }}"), ("到场时间", "{{ arrived_at }}"), ("完工时间", "{{ finished_at }}"),
                ),
                columns=2,
                label=2.4,
            ),
            Text("报修内容：{{ words }}"),
            Heading("用料"),
            Table(
                "parts",
                (("序号", "no", 1.2), ("材料", "name", 7), ("数量", "count", 2), ("金额", "amount", 3),
                 ("备注", "note", 3.6)),
            ),
            Text("维修内容：{{ done }}"),
            Text("上门请出示工牌，穿鞋套，铺垫布。验收：材料 □合格 □不合格　质量 □合格 □不合格　安全 □合格 □不合格"),
            Text("业主评价：□满意 □基本满意 □不满意　意见："),
            Signatures(
                (("业主", "（签名、日期）", ""), ("维修人员", "（签名、日期）", "{{ technician }}")),
                room=24,
            ),
        ),
    ),
    Letter(
        "service_slip",
        "特约服务单",
        (
            Pairs(
                (
                    ("单号", "{{ case_number }}"), ("服务项目", "{{ service }}"), ("数量", "{{ quantity }}"),
                    ("金额", "{{ price }}"), ("大写", "{{ price_words }}"), ("已收", "{{ paid }}"),
                    ("项目", "{{ project }}"), ("房号", "{{ room }}"), ("业主", "{{ customer_name }}"),
                    ("电话", "{{ customer_phone }}"), ("预约时间", "{{ slot }}"), ("服务人员", "{{ technician }}"),
                    ("到场时间", "{{ arrived_at }}"), ("完工时间", "{{ finished_at }}"),
                ),
                columns=2,
                label=2.4,
            ),
            Text("要求：{{ words }}"),
            Heading("用料"),
            Table(
                "parts",
                (("序号", "no", 1.2), ("材料", "name", 7), ("数量", "count", 2), ("金额", "amount", 3),
                 ("备注", "note", 3.6)),
            ),
            Text("价格已由业主同意。费用请到服务窗口或扫码支付，服务人员不收现金；付款后开具收据。"),
            Text("业主评价：□满意 □基本满意 □不满意　意见："),
            Signatures(
                (("业主", "（签名、日期）", ""), ("服务人员", "（签名、日期）", "{{ technician }}")),
                room=24,
            ),
        ),
    ),
)  # fmt: skip

VI = (
    Letter(
        "dispatch_slip",
        "PHIẾU ĐIỀU THỢ",
        (
            Pairs(
                (
                    ("Số", "{{ case_number }}"), ("Từ", "{{ source }}"), ("Dự án", "{{ project }}"),
                    ("Căn hộ", "{{ room }}"), ("Chủ sở hữu", "{{ customer_name }}"),
                    ("Điện thoại", "{{ customer_phone }}"), ("Vị trí", "{{ spot }}"), ("Mức gấp", "{{ urgency }}"),
                    ("Hạng mục", "{{ item }}"), ("Nghề", "{{ trade }}"), ("Bảo hành", "{{ warranty }}"),
                    ("Bên trả tiền", "{{ payer }}"), ("Giá", "{{ price }}"), ("Thợ", "{{ technician }}"),
                    ("Giờ hẹn", "{{ slot }}"), ("Hạn xong", "{{ done_by }}"), ("Đến lúc", "{{ arrived_at }}"),
                    ("Xong lúc", "{{ finished_at }}"),
                ),
                columns=2,
                label=2.6,
            ),
            Text("Nội dung yêu cầu: {{ words }}"),
            Heading("Vật tư"),
            Table(
                "parts",
                (("STT", "no", 1.2), ("Vật tư", "name", 7), ("Số lượng", "count", 2), ("Thành tiền", "amount", 3),
                 ("Ghi chú", "note", 3.6)),
            ),
            Text("Việc đã làm: {{ done }}"),
            Text(
                "Khi đến xin đeo thẻ, đi bọc giày, trải thảm lót. Nghiệm thu: vật tư □ đạt □ không đạt; chất lượng "
                "□ đạt □ không đạt; an toàn □ đạt □ không đạt"
            ),
            Text("Ý kiến chủ sở hữu: □ hài lòng □ tạm được □ không hài lòng. Góp ý:"),
            Signatures(
                (("Chủ sở hữu", "(ký, ghi ngày)", ""), ("Thợ", "(ký, ghi ngày)", "{{ technician }}")),
                room=24,
            ),
        ),
    ),
    Letter(
        "service_slip",
        "PHIẾU DỊCH VỤ THEO YÊU CẦU",
        (
            Pairs(
                (
                    ("Số", "{{ case_number }}"), ("Dịch vụ", "{{ service }}"), ("Số lượng", "{{ quantity }}"),
                    ("Số tiền", "{{ price }}"), ("Bằng chữ", "{{ price_words }}"), ("Đã thu", "{{ paid }}"),
                    ("Dự án", "{{ project }}"), ("Căn hộ", "{{ room }}"), ("Chủ sở hữu", "{{ customer_name }}"),
                    ("Điện thoại", "{{ customer_phone }}"), ("Giờ hẹn", "{{ slot }}"), ("Thợ", "{{ technician }}"),
                    ("Đến lúc", "{{ arrived_at }}"), ("Xong lúc", "{{ finished_at }}"),
                ),
                columns=2,
                label=2.6,
            ),
            Text("Yêu cầu: {{ words }}"),
            Heading("Vật tư"),
            Table(
                "parts",
                (("STT", "no", 1.2), ("Vật tư", "name", 7), ("Số lượng", "count", 2), ("Thành tiền", "amount", 3),
                 ("Ghi chú", "note", 3.6)),
            ),
            Text(
                "Giá đã được chủ sở hữu đồng ý. Xin trả tại quầy hoặc quét mã; thợ không nhận tiền mặt. Trả xong có "
                "phiếu thu."
            ),
            Text("Ý kiến chủ sở hữu: □ hài lòng □ tạm được □ không hài lòng. Góp ý:"),
            Signatures(
                (("Chủ sở hữu", "(ký, ghi ngày)", ""), ("Thợ", "(ký, ghi ngày)", "{{ technician }}")),
                room=24,
            ),
        ),
    ),
)  # fmt: skip

EN = (
    Letter(
        "dispatch_slip",
        "Work order",
        (
            Pairs(
                (
                    ("Number", "{{ case_number }}"), ("From", "{{ source }}"), ("Project", "{{ project }}"),
                    ("Home", "{{ room }}"), ("Owner", "{{ customer_name }}"), ("Phone", "{{ customer_phone }}"),
                    ("Where", "{{ spot }}"), ("Urgency", "{{ urgency }}"), ("Item", "{{ item }}"),
                    ("Trade", "{{ trade }}"), ("Warranty", "{{ warranty }}"), ("Paid by", "{{ payer }}"),
                    ("Price", "{{ price }}"), ("Technician", "{{ technician }}"), ("Agreed time", "{{ slot }}"),
                    ("To be done by", "{{ done_by }}"), ("Arrived", "{{ arrived_at }}"),
                    ("Finished", "{{ finished_at }}"),
                ),
                columns=2,
                label=2.6,
            ),
            Text("What was reported: {{ words }}"),
            Heading("Material"),
            Table(
                "parts",
                (("No.", "no", 1.2), ("Material", "name", 7), ("Count", "count", 2), ("Amount", "amount", 3),
                 ("Note", "note", 3.6)),
            ),
            Text("What was done: {{ done }}"),
            Text(
                "Show your badge, wear shoe covers, lay a mat. Checked: material □ right □ wrong, quality □ right "
                "□ wrong, safety □ right □ wrong"
            ),
            Text("The owner is: □ content □ fairly content □ not content. Remarks:"),
            Signatures(
                (("Owner", "(signature, day)", ""), ("Technician", "(signature, day)", "{{ technician }}")),
                room=24,
            ),
        ),
    ),
    Letter(
        "service_slip",
        "Service order",
        (
            Pairs(
                (
                    ("Number", "{{ case_number }}"), ("Service", "{{ service }}"), ("Count", "{{ quantity }}"),
                    ("Amount", "{{ price }}"), ("In words", "{{ price_words }}"), ("Paid", "{{ paid }}"),
                    ("Project", "{{ project }}"), ("Home", "{{ room }}"), ("Owner", "{{ customer_name }}"),
                    ("Phone", "{{ customer_phone }}"), ("Agreed time", "{{ slot }}"),
                    ("Technician", "{{ technician }}"), ("Arrived", "{{ arrived_at }}"),
                    ("Finished", "{{ finished_at }}"),
                ),
                columns=2,
                label=2.6,
            ),
            Text("Wishes: {{ words }}"),
            Heading("Material"),
            Table(
                "parts",
                (("No.", "no", 1.2), ("Material", "name", 7), ("Count", "count", 2), ("Amount", "amount", 3),
                 ("Note", "note", 3.6)),
            ),
            Text(
                "The owner agreed to the price. Pay at the counter or by code; technicians take no cash. You get a "
                "receipt."
            ),
            Text("The owner is: □ content □ fairly content □ not content. Remarks:"),
            Signatures(
                (("Owner", "(signature, day)", ""), ("Technician", "(signature, day)", "{{ technician }}")),
                room=24,
            ),
        ),
    ),
)  # fmt: skip
