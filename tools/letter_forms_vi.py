"""State forms of Vietnam, filled in as far as the office knows: the number and basis of the form are data."""

from __future__ import annotations

from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN

from letter_parts import Heading, Pairs, Signatures, Table, Text
from letter_spec import Letter

_SIGN = "(Ký, ghi rõ họ tên)"
_DATED = Text("{{ place }}{% if place %}, {% endif %}{{ day_long }}", italic=True, align=ALIGN.RIGHT, indent=False)
_TO = Text("Kính gửi: {{ addressed_to }}", bold=True, align=ALIGN.CENTER)
_PERSON = (
    ("Họ và tên:", "{{ customer_name }}"),
    ("Ngày sinh:", "{{ customer_birth }}"),
    ("Số định danh/CCCD:", "{{ customer_document }}"),
    ("Địa chỉ:", "{{ customer_address }}"),
    ("Điện thoại:", "{{ customer_phone }}"),
    ("Email:", "{{ customer_email }}"),
)
_TAXPAYER = (*_PERSON, ("Mã số thuế:", "{{ customer_tax_code }}"))
_PARCEL = (
    ("Thửa đất số:", "{{ parcel_number }}"),
    ("Tờ bản đồ số:", "{{ map_sheet }}"),
    ("Xã/phường (mã):", "{{ commune }}"),
    ("Địa chỉ thửa đất:", "{{ parcel_address }}"),
    ("Diện tích (m²):", "{{ area }}"),
    ("Loại đất:", "{{ land_use }}"),
    ("Thời hạn sử dụng:", "{{ land_term }}"),
    ("Nguồn gốc sử dụng:", "{{ land_origin }}"),
)
_CERTIFICATE = (
    ("Số phát hành GCN:", "{{ certificate_number }}"),
    ("Số vào sổ cấp GCN:", "{{ certificate_book }}"),
    ("Ngày cấp:", "{{ certificate_day }}"),
    ("Cơ quan cấp:", "{{ certificate_issuer }}"),
)
_HOUSE = (("Loại nhà, cấp nhà:", "{{ house_kind }}"), ("Diện tích sàn (m²):", "{{ house_area }}"))
_DEAL = (
    ("Hình thức chuyển quyền:", "{{ origin }}"),
    ("Hợp đồng số:", "{{ contract_number }}"),
    ("Ngày lập:", "{{ contract_day }}"),
    ("Nơi công chứng:", "{{ notary }}"),
    ("Giá trị (đồng):", "{{ price }}"),
    ("Bằng chữ:", "{{ price_words }}"),
    ("Miễn, giảm (lý do):", "{{ exemption }}"),
)
_ATTACHED = (
    Heading("Giấy tờ kèm theo"),
    Table(
        "papers",
        (("STT", "no", 1.5), ("Tên giấy tờ", "name", 9), ("Hình thức", "form", 3.4), ("Số lượng", "count", 3.4)),
    ),
)
_TRUE = Text(
    "Tôi cam đoan nội dung kê khai trên là đúng sự thật và chịu trách nhiệm trước pháp luật về nội dung đã kê khai."
)
_SPLIT = (
    ("STT", "no", 1.5), ("Thửa số", "parcel_number", 2.4), ("Tờ bản đồ", "map_sheet", 2.4),
    ("Diện tích (m²)", "area", 2.8),
    ("Loại đất", "land_use", 2.2), ("Số GCN", "certificate_number", 3), ("Người sử dụng", "owner", 3),
)  # fmt: skip


def _signed(title: str) -> Signatures:
    return Signatures((("", "", ""), (title, _SIGN, "{{ customer_name }}")))


LETTERS = (
    Letter(
        "vn_change",
        "ĐƠN ĐĂNG KÝ BIẾN ĐỘNG ĐẤT ĐAI, TÀI SẢN GẮN LIỀN VỚI ĐẤT",
        (
            _TO,
            Heading("1. Người sử dụng đất, chủ sở hữu tài sản gắn liền với đất"),
            Pairs(_PERSON, label=4.4),
            Heading("2. Thửa đất và Giấy chứng nhận đã cấp"),
            Pairs((*_PARCEL, *_CERTIFICATE), columns=2, label=4),
            Heading("3. Nội dung biến động"),
            Pairs(
                (
                    ("Loại biến động:", "{{ change_kind }}"), ("Trước khi biến động:", "{{ before }}"),
                    ("Sau khi biến động:", "{{ after }}"), ("Lý do:", "{{ reason }}"),
                ),
                label=4.4,
            ),
            *_ATTACHED,
            _TRUE,
            _DATED,
            _signed("NGƯỜI VIẾT ĐƠN"),
        ),
        form=True,
    ),
    Letter(
        "vn_registration_fee",
        "TỜ KHAI LỆ PHÍ TRƯỚC BẠ",
        (
            _TO,
            Heading("A. Người nộp lệ phí"),
            Pairs(_TAXPAYER, label=4.4),
            Heading("B. Đặc điểm nhà, đất"),
            Pairs((*_PARCEL, *_CERTIFICATE, *_HOUSE), columns=2, label=4),
            Heading("C. Người chuyển giao và giá trị chuyển giao"),
            Pairs(
                (
                    ("Người chuyển giao:", "{{ seller_name }}"), ("Số định danh/CCCD:", "{{ seller_document }}"),
                    ("Địa chỉ:", "{{ seller_address }}"), *_DEAL,
                ),
                label=4.8,
            ),
            *_ATTACHED,
            _TRUE,
            _DATED,
            _signed("NGƯỜI NỘP LỆ PHÍ"),
        ),
        "(Áp dụng đối với nhà, đất)",
        form=True,
    ),
    Letter(
        "vn_income_tax",
        "TỜ KHAI THUẾ THU NHẬP CÁ NHÂN",
        (
            _TO,
            Heading("A. Người chuyển nhượng, người được thừa kế, nhận quà tặng"),
            Pairs(_TAXPAYER, label=4.4),
            Heading("B. Bất động sản"),
            Pairs((*_PARCEL, *_CERTIFICATE, *_HOUSE), columns=2, label=4),
            Heading("C. Người nhận chuyển nhượng và giá trị chuyển nhượng"),
            Pairs(
                (
                    ("Người nhận:", "{{ buyer_name }}"), ("Số định danh/CCCD:", "{{ buyer_document }}"),
                    ("Địa chỉ:", "{{ buyer_address }}"), *_DEAL, ("Thuế phải nộp (đồng):", "{{ tax }}"),
                ),
                label=4.8,
            ),
            *_ATTACHED,
            _TRUE,
            _DATED,
            _signed("NGƯỜI KHAI THUẾ"),
        ),
        "(Chuyển nhượng bất động sản; thừa kế, quà tặng là bất động sản)",
        form=True,
    ),
    Letter(
        "vn_authorisation",
        "GIẤY ỦY QUYỀN",
        (
            _DATED,
            Heading("I. Bên ủy quyền"),
            Pairs(_PERSON, label=4.4),
            Heading("II. Bên được ủy quyền"),
            Pairs(
                (
                    ("Họ và tên:", "{{ agent_name }}"), ("Số định danh/CCCD:", "{{ agent_document }}"),
                    ("Địa chỉ:", "{{ agent_address }}"), ("Điện thoại:", "{{ agent_phone }}"),
                ),
                label=4.4,
            ),
            Heading("III. Nội dung ủy quyền"),
            Text("Liên quan đến thửa đất, tài sản sau:"),
            Pairs((*_PARCEL, *_CERTIFICATE), columns=2, label=4),
            Text("Phạm vi: {{ scope }}"),
            Text("Thủ tục: {{ procedure }}. Nơi nộp hồ sơ: {{ addressed_to }}."),
            Text("Thời hạn ủy quyền đến: {{ until }}. Bên được ủy quyền không được ủy quyền lại cho người khác."),
            Text("Chứng thực, công chứng tại: {{ notary }}"),
            Text("Hai bên đã đọc, hiểu rõ quyền, nghĩa vụ của mình và cùng ký tên dưới đây."),
            Signatures(
                (
                    ("BÊN ỦY QUYỀN", _SIGN, "{{ customer_name }}"), ("BÊN ĐƯỢC ỦY QUYỀN", _SIGN, "{{ agent_name }}"),
                )
            ),
        ),
        form=True,
    ),
    Letter(
        "vn_split_merge",
        "ĐƠN ĐỀ NGHỊ TÁCH THỬA ĐẤT, HỢP THỬA ĐẤT",
        (
            _TO,
            Heading("1. Người sử dụng đất"),
            Pairs(_PERSON, label=4.4),
            Heading("2. Thửa đất gốc"),
            Table("parcels_before", _SPLIT),
            Heading("3. Thửa đất sau khi tách, hợp thửa"),
            Table("parcels_after", _SPLIT),
            Pairs((("Đề nghị:", "{{ change_kind }}"), ("Lý do:", "{{ reason }}")), label=3),
            *_ATTACHED,
            _TRUE,
            _DATED,
            _signed("NGƯỜI VIẾT ĐƠN"),
        ),
        form=True,
    ),
)  # fmt: skip
