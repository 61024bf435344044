"""The shipped letters in Vietnamese."""

from __future__ import annotations

from letter_parts import Boxes, Heading, Pairs, Signatures, Table, Text
from letter_spec import Letter, where_known

_CUSTOMER = (
    ("Người nộp hồ sơ:", "{{ customer_name }}"),
    ("Số CCCD:", "{{ customer_document }}"),
    ("Điện thoại:", "{{ customer_phone }}"),
    ("Người đại diện:", "{{ representative }}"),
)
_MATTER = (("Thủ tục:", "{{ procedure }}"), ("Thửa đất/căn hộ:", "{{ subject }}"))
_ITEMS = (("STT", "no", 1.5), ("Tên giấy tờ", "name", 7), ("Số hiệu", "number", 4), ("Số lượng", "count", 1.9),
          ("Ghi chú", "note", 2.9))  # fmt: skip
_LINES = (("STT", "no", 1.5), ("Nội dung", "text", 8.4), ("Người nộp", "payer", 3.4), ("Số tiền", "amount", 4))
_TERM = (("Số bộ hồ sơ:", "{{ sets }}"), ("Thời hạn giải quyết:", "{{ days }}"),
         ("Nhận hồ sơ lúc:", "{{ received_at }}"), ("Hẹn trả kết quả:", "{{ due_on }}"),
         ("Nơi trả kết quả:", "{{ result_place }}"), ("Phí đã thu:", "{{ fees_paid }}"))  # fmt: skip
_OFFER = (("Khách hàng:", "{{ customer_name }}"), ("Điện thoại:", "{{ customer_phone }}"), *_MATTER,
          ("Gói dịch vụ:", "{{ package }}"), ("Thời gian:", "{{ days }}"),
          ("Ngày báo giá:", "{{ quoted_on }}"), ("Có giá trị đến:", "{{ valid_until }}"))  # fmt: skip
_SIGN = "(Ký, ghi rõ họ tên)"
_CLERK = ("NGƯỜI TIẾP NHẬN", _SIGN, "{{ clerk }}")
_BOTH = Signatures((("NGƯỜI NỘP HỒ SƠ", _SIGN, "{{ customer_name }}"), _CLERK))

LETTERS = (
    Letter(
        "receipt_slip",
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        (
            Pairs((*_CUSTOMER, ("Địa chỉ:", "{{ customer_address }}"), *_MATTER), label=4),
            Heading("1. Thành phần hồ sơ đã nhận"),
            Table(
                "papers",
                (
                    ("STT", "no", 1.5), ("Tên giấy tờ", "name", 6), ("Hình thức", "form", 2.4),
                    ("Số hiệu", "number", 2.4), ("SL", "count", 1.1), ("Ghi chú", "note", 3.6),
                ),
            ),
            Heading("2. Thời hạn giải quyết"),
            Pairs(_TERM, columns=2, label=4),
            Text("{{ note }}"),
            Text(
                "Bản chính được ghi sổ, bảo quản và trả lại khi kết thúc hồ sơ. Khi nhận kết quả, mang theo giấy này "
                "và giấy tờ tùy thân; người nhận thay mang thêm giấy ủy quyền.",
                italic=True,
            ),
            _BOTH,
        ),
    ),
    Letter(
        "supplement",
        "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ",
        (
            Pairs((*_CUSTOMER, *_MATTER), label=4),
            Text("Hồ sơ còn thiếu hoặc cần chỉnh sửa các nội dung sau (thông báo một lần, đầy đủ):"),
            Table(
                "missing",
                (("STT", "no", 1.5), ("Tên giấy tờ", "name", 6.6), ("Hình thức", "form", 3), ("Lý do", "reason", 6.2)),
            ),
            Pairs((("Bổ sung trước ngày:", "{{ deadline }}"), ("Căn cứ:", "{{ basis }}")), label=4.4),
            Text("{{ note }}"),
            Text(
                "Khi đã đủ giấy tờ, vui lòng mang phiếu này đến quầy{% if office_phone %} hoặc gọi {{ office_phone }}"
                "{% endif %}. Thời hạn giải quyết tính từ ngày hồ sơ đầy đủ."
            ),
            _BOTH,
        ),
        "(Lần {{ slip_number }})",
    ),
    Letter(
        "quotation",
        "BÁO GIÁ DỊCH VỤ",
        (
            Pairs(_OFFER, columns=2, label=3.4),
            Table("lines", _LINES, ("Tổng cộng", "{{ total }}")),
            Text("Bằng chữ: {{ total_words }}", indent=False, italic=True),
            Text("{{ subject_to_check }}", bold=True),
            Text(
                "Thuế, phí, lệ phí do cơ quan nhà nước xác định theo thông báo chính thức; tiền thu hộ được theo dõi "
                "riêng với phí dịch vụ."
            ),
            Text("{{ note }}"),
            Signatures((("KHÁCH HÀNG ĐỒNG Ý", _SIGN, "{{ customer_name }}"), ("NGƯỜI LẬP", _SIGN, "{{ clerk }}"))),
        ),
        "Số: {{ quotation_number }}",
    ),
    Letter(
        "service_contract",
        "HỢP ĐỒNG DỊCH VỤ",
        (
            Text("BÊN A (Bên thuê dịch vụ): {{ customer_name }}", bold=True, indent=False),
            Text("Số CCCD: {{ customer_document }}. Điện thoại: {{ customer_phone }}.", indent=False),
            Text("Địa chỉ: {{ customer_address }}.", indent=False),
            Text("BÊN B (Bên cung cấp dịch vụ): {{ office_name }}", bold=True, indent=False),
            Text(
                "{% if office_tax_code %}Mã số thuế: {{ office_tax_code }}. {% endif %}"
                "{% if office_phone %}Điện thoại: {{ office_phone }}.{% endif %}",
                indent=False,
            ),
            Text(
                "{% if office_address %}Địa chỉ: {{ office_address }}. {% endif %}"
                "{% if office_representative %}Đại diện: {{ office_representative }}.{% endif %}",
                indent=False,
            ),
            Heading("Điều 1. Nội dung công việc"),
            Text("Bên A giao Bên B thực hiện thủ tục: {{ procedure }} ({{ subject }}). {{ scope }}"),
            Heading("Điều 2. Phí dịch vụ và các khoản thu hộ"),
            Table("lines", _LINES, ("Tổng cộng", "{{ total }}")),
            Text("Bằng chữ: {{ total_words }}. Theo báo giá số {{ quotation_number }}."),
            Text(
                "{% if advance %}Bên A tạm ứng {{ advance }} ({{ advance_words }}) khi ký. {% endif %}Tiền thu hộ nộp "
                "Nhà nước: {{ held }}, được theo dõi riêng, quyết toán theo chứng từ, thừa trả lại, thiếu nộp thêm."
            ),
            Heading("Điều 3. Thời gian thực hiện"),
            Text(
                "{{ days }} kể từ ngày hồ sơ đầy đủ, không tính thời gian cơ quan nhà nước giải quyết, đo đạc, nộp "
                "thuế và Bên A bổ sung giấy tờ. Ngày hẹn: {{ due_on }}."
            ),
            Heading("Điều 4. Trách nhiệm của các bên"),
            Text(
                "Bên A chịu trách nhiệm về tính xác thực của giấy tờ. Bên B bảo quản bản chính, không dùng vào việc "
                "khác và trả lại đầy đủ khi hoàn thành, chấm dứt hoặc hủy hợp đồng."
            ),
            Text(
                "Chậm trễ hoặc mất bản chính do lỗi của Bên B thì Bên B chịu chi phí cấp lại. Nếu cơ quan nhà nước từ "
                "chối, phí dịch vụ chưa thực hiện được hoàn lại."
            ),
            Heading("Điều 5. Bảo vệ dữ liệu cá nhân"),
            Text(
                "Bên A đồng ý để Bên B xử lý dữ liệu cá nhân nhằm thực hiện hợp đồng này và lưu trữ theo quy định; Bên "
                "B không cung cấp cho bên thứ ba không liên quan."
            ),
            Heading("Điều 6. Điều khoản chung"),
            Text(
                "Hợp đồng lập thành 02 bản, mỗi bên giữ 01 bản, có hiệu lực từ ngày ký. Tranh chấp được thương lượng; "
                "không thành thì do Tòa án có thẩm quyền giải quyết."
            ),
            Text("{{ note }}"),
            Text("Tài khoản Bên B: {{ office_account }}. Ngày ký: {{ signed_on }}.", indent=False),
            Signatures(
                (("BÊN A", _SIGN, "{{ customer_name }}"), ("BÊN B", "(Ký, đóng dấu)", "{{ office_representative }}")),
            ),
        ),
        "Số: {{ contract_number }}",
    ),
    Letter(
        "receipt",
        "PHIẾU THU",
        (
            Pairs(
                (
                    ("Họ tên người nộp tiền:", "{{ payer_name }}"), ("Địa chỉ:", "{{ payer_address }}"),
                    ("Ngày thu:", "{{ received_on }}"), ("Lý do nộp:", "{{ reason }}"),
                    ("Hình thức:", "{{ method }}"), ("Chứng từ gốc kèm theo:", "{{ slip }}"),
                ),
                label=4.8,
            ),
            Text(where_known("   ", contract_number="Hợp đồng số: ", room="Căn: ",
                             account="Tài khoản nhận: ", declaration="Giấy nộp thay: "), indent=False),
            Table("lines", (("STT", "no", 1.5), ("Khoản thu", "text", 11), ("Số tiền", "amount", 4.8)),
                  ("Cộng", "{{ amount }}")),
            Text("Bằng chữ: {{ amount_words }}", bold=True, indent=False),
            Pairs((("Còn phải nộp:", "{{ balance }}"), ("Ghi chú:", "{{ note }}")), label=4.8),
            Signatures(
                (
                    ("Người nộp tiền", _SIGN, "{{ payer_name }}"), ("Người lập phiếu", _SIGN, "{{ clerk }}"),
                    ("Thủ quỹ", _SIGN, ""),
                ),
            ),
        ),
        "Số: {{ receipt_number }}",
    ),
    Letter(
        "apology",
        "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ",
        (
            Text("Kính gửi: {{ customer_name }}", bold=True),
            Text(
                "Ngày {{ received_at }}, chúng tôi đã tiếp nhận hồ sơ {{ case_number }} của Quý khách: {{ procedure }} "
                "({{ subject }}), hẹn trả kết quả ngày {{ old_day }}."
            ),
            Text("Đến nay hồ sơ chưa giải quyết xong. Lý do: {{ reason }}"),
            Text(
                "Chúng tôi xin lỗi Quý khách về sự chậm trễ này và xin hẹn lại ngày trả kết quả: {{ new_day }}. Nếu có "
                "thay đổi, chúng tôi sẽ báo ngay."
            ),
            Text("{{ note }}"),
            Text(
                "{% if office_phone %}Mọi thắc mắc xin gọi {{ office_phone }}. {% endif %}Rất mong Quý khách thông cảm."
            ),
            Signatures((("", "", ""), ("THAY MẶT ĐƠN VỊ", "(Ký, đóng dấu)", "{{ clerk }}"))),
        ),
    ),
    Letter(
        "result_handover",
        "BIÊN BẢN BÀN GIAO KẾT QUẢ",
        (
            Pairs(
                (
                    *_CUSTOMER[:3], *_MATTER, ("Ngày bàn giao:", "{{ handed_on }}"),
                    ("Người nhận:", "{{ collector }}"), ("Giấy tờ người nhận:", "{{ collector_document }}"),
                    ("Tư cách:", "{{ collector_right }}"),
                ),
                label=4.4,
            ),
            Heading("1. Kết quả"),
            Table("results", _ITEMS),
            Heading("2. Bản chính trả lại"),
            Table("originals", _ITEMS),
            Pairs(
                (
                    ("Biên lai, chứng từ:", "{{ receipts }}"), ("Còn phải nộp:", "{{ fees_due }}"),
                    ("Ghi chú:", "{{ note }}"),
                ),
                label=4.4,
            ),
            Text("Hai bên đã kiểm tra, kết quả và bản chính nêu trên được giao nhận đầy đủ, đúng số lượng."),
            Signatures((("NGƯỜI NHẬN", _SIGN, "{{ collector }}"), ("NGƯỜI GIAO", _SIGN, "{{ clerk }}"))),
        ),
    ),
    Letter(
        "refusal",
        "PHIẾU TỪ CHỐI TIẾP NHẬN HỒ SƠ",
        (
            Text("Kính gửi: {{ customer_name }}", bold=True),
            Text("Hồ sơ {{ case_number }}: {{ procedure }} ({{ subject }}) không được tiếp nhận, giải quyết."),
            Pairs((("Lý do:", "{{ reason }}"), ("Căn cứ:", "{{ basis }}")), label=3),
            Heading("Bản chính trả lại"),
            Table("originals", _ITEMS),
            Text("{{ note }}"),
            Text(
                "Nếu không đồng ý, Quý khách vui lòng {% if office_phone %}gọi {{ office_phone }} hoặc {% endif %}"
                "đến quầy để được xem xét lại."
            ),
            _BOTH,
        ),
    ),
    Letter(
        "lending_slip",
        "PHIẾU MƯỢN BẢN CHÍNH",
        (
            Pairs(
                (
                    ("Khách hàng:", "{{ customer_name }}"), ("Hồ sơ:", "{{ case_number }}"), *_MATTER,
                    ("Người mượn:", "{{ borrower }}"), ("Giấy tờ người mượn:", "{{ borrower_document }}"),
                    ("Ngày mượn:", "{{ lent_on }}"), ("Hẹn trả:", "{{ due_back }}"), ("Mục đích:", "{{ purpose }}"),
                ),
                label=4.4,
            ),
            Table("lent", _ITEMS),
            Text(
                "Người mượn chịu trách nhiệm bảo quản và trả đúng hẹn; làm mất thì chịu mọi thủ tục và chi phí cấp "
                "lại. {{ note }}"
            ),
            Signatures(
                (
                    ("NGƯỜI MƯỢN", _SIGN, "{{ borrower }}"), ("NGƯỜI CHO MƯỢN", _SIGN, "{{ clerk }}"),
                    ("ĐÃ NHẬN LẠI", "(Ngày, ký tên)", ""),
                ),
            ),
        ),
    ),
    Letter(
        "originals_back",
        "PHIẾU NHẬN LẠI BẢN CHÍNH",
        (
            Pairs(
                (
                    *_CUSTOMER[:3], *_MATTER, ("Ngày nhận:", "{{ handed_on }}"),
                    ("Người nhận:", "{{ collector }}"), ("Giấy tờ người nhận:", "{{ collector_document }}"),
                    ("Tư cách:", "{{ collector_right }}"),
                ),
                label=4.4,
            ),
            Table("originals", _ITEMS),
            Text("Hai bên đã kiểm tra, các bản chính nêu trên được giao nhận đầy đủ, đúng số lượng. {{ note }}"),
            Signatures((("NGƯỜI NHẬN", _SIGN, "{{ collector }}"), ("NGƯỜI GIAO", _SIGN, "{{ clerk }}"))),
        ),
    ),
    Letter(
        "thank_you",
        "THƯ CẢM ƠN",
        (
            Text("Kính gửi: {{ customer_name }}", bold=True),
            Text(
                "Hồ sơ {{ case_number }} ({{ procedure }}) đã hoàn thành ngày {{ ended_on }}. Chúng tôi chân thành cảm "
                "ơn Quý khách đã tin tưởng."
            ),
            Text(
                "Xin Quý khách cất giữ cẩn thận giấy chứng nhận và biên lai. Khi cần hỗ trợ, vui lòng cho biết số hồ "
                "sơ{% if office_phone %} hoặc gọi {{ office_phone }}{% endif %}."
            ),
            Text("{{ note }}"),
            Text("Kính chúc Quý khách sức khỏe và thành công."),
            Signatures((("", "", ""), ("{{ office_name }}", "", "{{ clerk }}"))),
        ),
    ),
    Letter(
        "survey",
        "PHIẾU KHẢO SÁT MỨC ĐỘ HÀI LÒNG",
        (
            Pairs(
                (
                    ("Hồ sơ:", "{{ case_number }}"), ("Thủ tục:", "{{ procedure }}"),
                    ("Ngày hoàn thành:", "{{ ended_on }}"),
                ),
                label=4,
            ),
            Text("Xin đánh dấu vào ô phù hợp (5 là hài lòng nhất):"),
            Boxes(
                (("Nội dung", 8), ("1", 1.8), ("2", 1.8), ("3", 1.8), ("4", 1.8), ("5", 1.8)),
                (
                    "Mức độ hài lòng chung", "Thái độ tiếp đón", "Hướng dẫn giấy tờ một lần, đầy đủ",
                    "Trả kết quả đúng hẹn", "Chi phí rõ ràng",
                ),
            ),
            Text("Ý kiến của Quý khách: ...............................................................", indent=False),
            Text(
                "........................................................................................",
                indent=False,
            ),
            Text("{{ note }}"),
            Signatures((("", "", ""), ("KHÁCH HÀNG", "(Không bắt buộc ký tên)", ""))),
        ),
    ),
    Letter(
        "answer_sheet",
        "PHIẾU TRẢ LỜI KHÁCH HÀNG",
        (
            Pairs(
                (*_CUSTOMER[:1], *_MATTER, ("Nhận hồ sơ lúc:", "{{ received_at }}"), ("Bước hiện tại:", "{{ step }}"),
            ),
                  label=4),
            Heading("Hồ sơ đang ở đâu"),
            Text("{{ where_it_is }}"),
            Heading("Còn thiếu gì"),
            Text("{{ missing_text }}"),
            Heading("Bước tiếp theo, khi nào, do ai"),
            Text("{{ next_step }}"),
            Pairs((("Hẹn trả kết quả:", "{{ due_on }}"), ("Số biên nhận của cơ quan:", "{{ authority_number }}")),
                  label=5.4),
            Text("{{ note }}"),
            Signatures((("", "", ""), ("NGƯỜI TRẢ LỜI", _SIGN, "{{ clerk }}"))),
        ),
    ),
    Letter(
        "closing_minutes",
        "BIÊN BẢN THANH LÝ HỢP ĐỒNG",
        (
            Text("BÊN A: {{ customer_name }}. Số CCCD: {{ customer_document }}.", indent=False),
            Text("BÊN B: {{ office_name }}. Địa chỉ: {{ office_address }}.", indent=False),
            Text(
                "Hai bên thống nhất thanh lý hợp đồng dịch vụ số {{ contract_number }} ký ngày {{ signed_on }} như sau:"
            ),
            Heading("1. Công việc đã thực hiện"),
            Text("{{ work_done }}"),
            Table("results", _ITEMS),
            Heading("2. Quyết toán"),
            Table("lines", _LINES, ("Tổng cộng", "{{ total }}")),
            Text("Bằng chữ: {{ total_words }}", indent=False, italic=True),
            Pairs(
                (
                    ("Đã thu:", "{{ paid }}"), ("Thu hộ, nộp hộ:", "{{ held }}"),
                    ("Còn phải nộp (trả lại):", "{{ balance }}"), ("Ghi chú:", "{{ note }}"),
                ),
                label=5,
            ),
            Text(
                "Sau khi thanh toán đủ, hai bên không còn quyền và nghĩa vụ theo hợp đồng này. Biên bản lập thành 02 "
                "bản, mỗi bên giữ 01 bản."
            ),
            Signatures((("BÊN A", _SIGN, "{{ customer_name }}"), ("BÊN B", "(Ký, đóng dấu)", "{{ clerk }}"))),
        ),
    ),
    Letter(
        "circulation_slip",
        "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ",
        (
            Pairs(
                (*_CUSTOMER[:1], *_MATTER, ("Nhận hồ sơ lúc:", "{{ received_at }}"),
                ("Hẹn trả kết quả:", "{{ due_on }}"),
            ),
                  label=4),
            Table(
                "steps",
                (
                    ("STT", "no", 1.5), ("Bước", "step", 4.3), ("Bộ phận", "department", 3.2),
                    ("Nhận lúc", "received", 2.9), ("Giao lúc", "handed_on", 2.9), ("Kết quả", "result", 2.5),
                ),
            ),
            Text("{{ note }}"),
            Signatures((_CLERK, ("PHỤ TRÁCH BỘ PHẬN", _SIGN, ""))),
        ),
    ),
)  # fmt: skip
