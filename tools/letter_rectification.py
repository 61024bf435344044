"""The shipped order to a contractor: which defects are to be mended by when, with room to sign each off."""

from __future__ import annotations

from letter_parts import Pairs, Signatures, Table, Text
from letter_spec import Letter

ZH = (
    Letter(
        "rectification",
        "整改通知单",
        (
            Text("{{ contractor }}："),
            Pairs(
                (
                    ("项目", "{{ project }}"), ("联系电话", "{{ contractor_phone }}"),
                    ("下发日期", "{{ given_on }}"), ("完成期限", "{{ due_on }}"),
                    ("问题总数", "{{ total }}"), ("其中安全隐患", "{{ safety }}"),
                ),
                columns=2,
                label=2.8,
            ),
            Text("经验房发现下列问题，属贵单位责任范围，请在约定日期前整改完毕，逐项签认后将本单交回，以便复验。安全隐患须立即处理。"),
            Table(
                "defects",
                (
                    ("序号", "no", 1.2), ("编号", "number", 3.4), ("房号", "room", 2), ("部位和问题", "what", 5.2),
                    ("程度", "severity", 1.5), ("期限", "agreed_on", 2.2), ("整改签认", "done", 2.3),
                ),
            ),
            Text("{{ note }}"),
            Signatures(
                (("{{ office_name }}", "（经办人）", "{{ clerk }}"), ("责任单位签收", "（签名、日期）", "")), room=30
            ),
        ),
    ),
)  # fmt: skip

VI = (
    Letter(
        "rectification",
        "THÔNG BÁO KHẮC PHỤC LỖI",
        (
            Text("Kính gửi: {{ contractor }}"),
            Pairs(
                (
                    ("Dự án", "{{ project }}"), ("Điện thoại", "{{ contractor_phone }}"),
                    ("Ngày giao", "{{ given_on }}"), ("Hạn hoàn thành", "{{ due_on }}"),
                    ("Tổng số lỗi", "{{ total }}"), ("Lỗi an toàn", "{{ safety }}"),
                ),
                columns=2,
                label=3.2,
            ),
            Text(
                "Qua kiểm tra căn hộ, chúng tôi phát hiện các lỗi sau thuộc trách nhiệm của quý đơn vị. Đề nghị khắc "
                "phục xong trước ngày hẹn, ký xác nhận từng mục và gửi lại phiếu này để chúng tôi kiểm tra lại. Lỗi "
                "an toàn phải xử lý ngay."
            ),
            Table(
                "defects",
                (
                    ("STT", "no", 1.2), ("Mã số", "number", 3.4), ("Căn hộ", "room", 2), ("Vị trí và lỗi", "what", 5),
                    ("Mức độ", "severity", 1.8), ("Hẹn xong", "agreed_on", 2.2), ("Xác nhận", "done", 2.2),
                ),
            ),
            Text("{{ note }}"),
            Signatures(
                (("{{ office_name }}", "(người lập)", "{{ clerk }}"), ("Đơn vị nhận việc", "(ký, ghi ngày)", "")),
                room=30,
            ),
        ),
    ),
)  # fmt: skip

EN = (
    Letter(
        "rectification",
        "Order to mend defects",
        (
            Text("To: {{ contractor }}"),
            Pairs(
                (
                    ("Project", "{{ project }}"), ("Phone", "{{ contractor_phone }}"),
                    ("Given on", "{{ given_on }}"), ("To be done by", "{{ due_on }}"),
                    ("Defects", "{{ total }}"), ("Dangers among them", "{{ safety }}"),
                ),
                columns=2,
                label=3,
            ),
            Text(
                "Our inspection found the following, for which you are liable. Please mend each by its day, sign it "
                "off and return this sheet, so that we can look again. Dangers are to be dealt with at once."
            ),
            Table(
                "defects",
                (
                    ("No.", "no", 1.2), ("Number", "number", 3.4), ("Home", "room", 2), ("Where and what", "what", 5.2),
                    ("Severity", "severity", 1.7), ("By", "agreed_on", 2.2), ("Signed off", "done", 2.1),
                ),
            ),
            Text("{{ note }}"),
            Signatures((("{{ office_name }}", "(for the office)", "{{ clerk }}"), ("Received", "(signature, day)", "")),
                       room=30),
        ),
    ),
)  # fmt: skip
