"""The shipped letters of keys and of the handover itself: the slip of keys lent, a label, the form that both sign."""

from __future__ import annotations

from letter_parts import Heading, Pairs, Signatures, Table, Text
from letter_spec import Letter

ZH = (
    Letter(
        "key_slip",
        "钥匙领用单",
        (
            Pairs(
                (
                    ("领用人", "{{ holder }}"), ("类别", "{{ holder_kind }}"), ("用途", "{{ purpose }}"),
                ),
                columns=2,
                label=2.4,
            ),
            Table(
                "keys",
                (
                    ("序号", "no", 1.2), ("编号", "label", 3.6), ("房号", "room", 2.2), ("内容", "what", 4.2),
                    ("数量", "count", 1.3), ("领出时间", "taken_at", 3), ("应还日期", "due_back", 2.3),
                    ("归还日期/数量/签收", "returned", 3.4),
                ),
            ),
            Text("下列钥匙由领用人领走，须按期归还。遗失、损坏或超期未还的，由领用人负责；不得转借、复制。"),
            Signatures(
                (("领用人", "（签名、日期）", "{{ holder }}"), ("{{ office_name }}", "（发放人）", "{{ clerk }}")),
                room=30,
            ),
        ),
    ),
    Letter(
        "key_label",
        "钥匙牌",
        (
            Text("{{ label }}", bold=True, indent=False),
            Pairs(
                (
                    ("项目", "{{ project }}"), ("房号", "{{ room }}"), ("内容", "{{ what }}"),
                    ("数量", "{{ count }}"), ("挂钩", "{{ hook }}"),
                ),
                columns=1,
                label=2.4,
            ),
        ),
    ),
    Letter(
        "handover_deed",
        "房屋交接书",
        (
            Pairs(
                (
                    ("项目", "{{ project }}"), ("房号", "{{ room }}"), ("业主", "{{ customer_name }}"),
                    ("签收身份", "{{ signed_as }}"), ("合同面积", "{{ contract_area }}"),
                    ("实测面积", "{{ surveyed_area }}"), ("面积补差款", "{{ area_money }}"),
                    ("结算后总价", "{{ price }}"), ("交接日期", "{{ possession_on }}"),
                ),
                columns=2,
                label=3.4,
            ),
            Text(
                "双方于上列日期在现场完成该房屋的查验和交接。自业主（或其代理人）签署本书并领取钥匙之日起，房屋毁损、"
                "灭失的风险由业主承担，保修期自同日起算。"
            ),
            Heading("移交的钥匙和门卡"),
            Table(
                "keys",
                (
                    ("序号", "no", 1.2), ("编号", "label", 3.8), ("内容", "what", 6), ("数量", "count", 1.6),
                    ("说明", "where", 5),
                ),
            ),
            Heading("表具读数"),
            Table(
                "meters",
                (
                    ("表具", "name", 3.4), ("表号", "number", 4.6), ("读数", "reading", 4),
                    ("抄表日期", "read_on", 3),
                ),
            ),
            Heading("移交的资料和物品"),
            Table(
                "items",
                (
                    ("序号", "no", 1.2), ("名称", "name", 8.6), ("数量", "count", 1.8), ("版本", "edition", 4),
                ),
            ),
            Heading("带清单交接：尚待整改的问题"),
            Table(
                "defects",
                (
                    ("序号", "no", 1.2), ("编号", "number", 3.6), ("部位和问题", "what", 6.8),
                    ("责任单位", "contractor", 3.4), ("约定完成", "agreed_on", 2.6),
                ),
            ),
            Text("{% if defects %}业主同意带上列问题接收房屋，责任单位按约定日期整改，不影响保修责任。{% endif %}"),
            Text("{% if consent %}业主意见：{{ consent }}{% endif %}"),
            Signatures(
                (("业主（代理人）", "（签名、日期）", ""), ("{{ office_name }}", "（发放人）", "{{ clerk }}")),
                room=30,
            ),
        ),
    ),
)  # fmt: skip

VI = (
    Letter(
        "key_slip",
        "PHIẾU MƯỢN CHÌA KHÓA",
        (
            Pairs(
                (
                    ("Người mượn", "{{ holder }}"), ("Thuộc", "{{ holder_kind }}"), ("Mục đích", "{{ purpose }}"),
                ),
                columns=2,
                label=2.4,
            ),
            Table(
                "keys",
                (
                    ("STT", "no", 1.2), ("Số", "label", 3.6), ("Căn hộ", "room", 2.2), ("Gồm", "what", 4.2),
                    ("Số lượng", "count", 1.6), ("Mượn lúc", "taken_at", 3), ("Hẹn trả", "due_back", 2.3),
                    ("Ngày trả, số lượng, ký nhận", "returned", 3.2),
                ),
            ),
            Text(
                "Người mượn nhận các bộ khóa sau và phải trả đúng hẹn. Mất, hỏng hoặc trả trễ thì người mượn chịu "
                "trách nhiệm; không được cho mượn lại hay đánh thêm khóa."
            ),
            Signatures(
                (
                    ("Người mượn", "(ký, ghi ngày)", "{{ holder }}"),
                    ("{{ office_name }}", "(người giao)", "{{ clerk }}"),
                ),
                room=30,
            ),
        ),
    ),
    Letter(
        "key_label",
        "THẺ CHÌA KHÓA",
        (
            Text("{{ label }}", bold=True, indent=False),
            Pairs(
                (
                    ("Dự án", "{{ project }}"), ("Căn hộ", "{{ room }}"), ("Gồm", "{{ what }}"),
                    ("Số lượng", "{{ count }}"), ("Móc treo", "{{ hook }}"),
                ),
                columns=1,
                label=2.4,
            ),
        ),
    ),
    Letter(
        "handover_deed",
        "BIÊN BẢN BÀN GIAO NHÀ",
        (
            Pairs(
                (
                    ("Dự án", "{{ project }}"), ("Căn hộ", "{{ room }}"), ("Chủ sở hữu", "{{ customer_name }}"),
                    ("Người ký với tư cách", "{{ signed_as }}"), ("Diện tích hợp đồng", "{{ contract_area }}"),
                    ("Diện tích đo thực tế", "{{ surveyed_area }}"),
                    ("Tiền chênh lệch diện tích", "{{ area_money }}"), ("Giá sau quyết toán", "{{ price }}"),
                    ("Ngày bàn giao", "{{ possession_on }}"),
                ),
                columns=2,
                label=3.4,
            ),
            Text(
                "Hai bên đã kiểm tra và bàn giao căn nhà tại chỗ vào ngày nêu trên. Kể từ ngày chủ sở hữu (hoặc "
                "người được ủy quyền) ký biên bản này và nhận chìa khóa, rủi ro đối với căn nhà thuộc về chủ sở hữu; "
                "thời hạn bảo hành được thực hiện theo hợp đồng và pháp luật về nhà ở."
            ),
            Heading("Chìa khóa và thẻ đã giao"),
            Table(
                "keys",
                (
                    ("STT", "no", 1.2), ("Số", "label", 3.8), ("Gồm", "what", 6), ("Số lượng", "count", 1.8),
                    ("Ghi chú", "where", 5),
                ),
            ),
            Heading("Chỉ số đồng hồ"),
            Table(
                "meters",
                (
                    ("Đồng hồ", "name", 3.8), ("Số đồng hồ", "number", 4.4), ("Chỉ số", "reading", 4),
                    ("Ngày đọc", "read_on", 3),
                ),
            ),
            Heading("Giấy tờ và vật dụng đã giao"),
            Table(
                "items",
                (
                    ("STT", "no", 1.2), ("Tên", "name", 8.6), ("Số lượng", "count", 1.8), ("Bản", "edition", 4),
                ),
            ),
            Heading("Nhận nhà kèm danh mục: lỗi còn phải khắc phục"),
            Table(
                "defects",
                (
                    ("STT", "no", 1.2), ("Mã số", "number", 3.6), ("Vị trí và lỗi", "what", 6.8),
                    ("Đơn vị chịu trách nhiệm", "contractor", 3.4), ("Hẹn xong", "agreed_on", 2.6),
                ),
            ),
            Text(
                "{% if defects %}Chủ sở hữu đồng ý nhận nhà kèm các lỗi nêu trên; đơn vị chịu trách nhiệm khắc phục "
                "đúng hẹn, không ảnh hưởng trách nhiệm bảo hành.{% endif %}"
            ),
            Text("{% if consent %}Ý kiến của chủ sở hữu: {{ consent }}{% endif %}"),
            Signatures(
                (
                    ("Chủ sở hữu (người được ủy quyền)", "(ký, ghi ngày)", ""),
                    ("{{ office_name }}", "(người giao)", "{{ clerk }}"),
                ),
                room=30,
            ),
        ),
    ),
)  # fmt: skip

EN = (
    Letter(
        "key_slip",
        "Keys lent",
        (
            Pairs(
                (
                    ("Taken by", "{{ holder }}"), ("Who is", "{{ holder_kind }}"), ("For", "{{ purpose }}"),
                ),
                columns=2,
                label=2.4,
            ),
            Table(
                "keys",
                (
                    ("No.", "no", 1.2), ("Label", "label", 3.6), ("Home", "room", 2.2), ("What", "what", 4.2),
                    ("Pieces", "count", 1.6), ("Out", "taken_at", 3), ("Due back", "due_back", 2.3),
                    ("Back: day, pieces, signed", "returned", 3.2),
                ),
            ),
            Text(
                "Whoever signs has the keys below and brings them back by the day that stands there. Who loses or "
                "damages them or keeps them longer answers for it; they are not lent on nor copied."
            ),
            Signatures(
                (
                    ("Taken by", "(signature, day)", "{{ holder }}"),
                    ("{{ office_name }}", "(for the office)", "{{ clerk }}"),
                ),
                room=30,
            ),
        ),
    ),
    Letter(
        "key_label",
        "Key label",
        (
            Text("{{ label }}", bold=True, indent=False),
            Pairs(
                (
                    ("Project", "{{ project }}"), ("Home", "{{ room }}"), ("What", "{{ what }}"),
                    ("Pieces", "{{ count }}"), ("Hook", "{{ hook }}"),
                ),
                columns=1,
                label=2.4,
            ),
        ),
    ),
    Letter(
        "handover_deed",
        "Handover deed",
        (
            Pairs(
                (
                    ("Project", "{{ project }}"), ("Home", "{{ room }}"), ("Owner", "{{ customer_name }}"),
                    ("Signs as", "{{ signed_as }}"), ("Area by contract", "{{ contract_area }}"),
                    ("Surveyed area", "{{ surveyed_area }}"), ("Area difference", "{{ area_money }}"),
                    ("Price as settled", "{{ price }}"), ("Handed over on", "{{ possession_on }}"),
                ),
                columns=2,
                label=3.4,
            ),
            Text(
                "Both sides looked at the home and handed it over on the day above. From the day on which the owner "
                "(or the representative) signs this form and takes the keys, the risk of damage or loss is the "
                "owner's, and the warranty runs."
            ),
            Heading("Keys and cards handed over"),
            Table(
                "keys",
                (
                    ("No.", "no", 1.2), ("Label", "label", 3.8), ("What", "what", 6), ("Pieces", "count", 1.8),
                    ("Note", "where", 5),
                ),
            ),
            Heading("Meters as read"),
            Table(
                "meters",
                (
                    ("Meter", "name", 3.8), ("Number", "number", 4.4), ("Reading", "reading", 4),
                    ("Read on", "read_on", 3),
                ),
            ),
            Heading("Papers and things handed over"),
            Table(
                "items",
                (
                    ("No.", "no", 1.2), ("Name", "name", 8.6), ("Count", "count", 1.8), ("Edition", "edition", 4),
                ),
            ),
            Heading("Taken over with a list: still to be mended"),
            Table(
                "defects",
                (
                    ("No.", "no", 1.2), ("Number", "number", 3.6), ("Where and what", "what", 6.8),
                    ("Liable", "contractor", 3.4), ("By", "agreed_on", 2.6),
                ),
            ),
            Text(
                "{% if defects %}The owner takes the home with the defects above; whoever is liable mends them by "
                "the day that stands there, which leaves the warranty as it is.{% endif %}"
            ),
            Text("{% if consent %}In the owner's words: {{ consent }}{% endif %}"),
            Signatures(
                (
                    ("Owner (or representative)", "(signature, day)", ""),
                    ("{{ office_name }}", "(for the office)", "{{ clerk }}"),
                ),
                room=30,
            ),
        ),
    ),
)  # fmt: skip
