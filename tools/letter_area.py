"""The shipped slip of an area settlement (面积差异结算单), which both sides sign."""

from __future__ import annotations

from letter_parts import Pairs, Part, Signatures, Table, Text
from letter_spec import Letter


def _letter(title: str, *parts: Part) -> tuple[Letter, ...]:
    return (Letter("area_settlement", title, parts),)


ZH = _letter(
    "面积差异结算单",
    Pairs(
        (
            ("项目", "{{ project }}"), ("房号", "{{ room }}"),
            ("买受人", "{{ customer_name }}"), ("单价（每平方米）", "{{ unit_price }}"),
        ),
        columns=2,
        label=3.4,
    ),
    Table(
        "areas",
        (("序号", "no", 1.3), ("面积", "kind", 4.5), ("合同面积", "contract", 4), ("实测面积", "surveyed", 4),
         ("误差", "ratio", 3.4)),
    ),
    Text("结算依据：{{ rule }}。"),
    Text("{{ amount }}{% if amount_words %}（{{ amount_words }}）{% endif %}。", bold=True),
    Text("{% if choice %}误差超过约定，买受人选择：{{ choice }}。{% endif %}"
         "{% if refund_by %}全部房款和利息于 {{ refund_by }} 前退还。{% endif %}"),
    Text("双方对上述面积和金额无异议，维修资金和契税按实测面积和结算后的房价计算。"),
    Signatures((("买受人", "（签名、日期）", ""), ("{{ office_name }}", "（经办人）", "{{ clerk }}")), room=30),
)  # fmt: skip

VI = _letter(
    "PHIẾU QUYẾT TOÁN CHÊNH LỆCH DIỆN TÍCH",
    Pairs(
        (
            ("Dự án", "{{ project }}"), ("Căn hộ", "{{ room }}"),
            ("Bên mua", "{{ customer_name }}"), ("Đơn giá một m²", "{{ unit_price }}"),
        ),
        columns=2,
        label=3.2,
    ),
    Table(
        "areas",
        (("STT", "no", 1.3), ("Loại diện tích", "kind", 4.5), ("Theo hợp đồng", "contract", 4),
         ("Thực tế", "surveyed", 4), ("Chênh lệch", "ratio", 3.4)),
    ),
    Text("Căn cứ quyết toán: {{ rule }}."),
    Text("{{ amount }}{% if amount_words %} ({{ amount_words }}){% endif %}.", bold=True),
    Text("{% if choice %}Chênh lệch vượt mức thỏa thuận, bên mua chọn: {{ choice }}. {% endif %}"
         "{% if refund_by %}Toàn bộ tiền đã trả và tiền lãi được hoàn trước ngày {{ refund_by }}.{% endif %}"),
    Text("Hai bên thống nhất diện tích và số tiền trên; kinh phí bảo trì và lệ phí tính theo diện tích thực tế và giá "
         "sau quyết toán."),
    Signatures((("Bên mua", "(ký, ghi ngày)", ""), ("{{ office_name }}", "(người lập)", "{{ clerk }}")), room=30),
)  # fmt: skip

EN = _letter(
    "Area settlement",
    Pairs(
        (
            ("Project", "{{ project }}"), ("Home", "{{ room }}"),
            ("Buyer", "{{ customer_name }}"), ("Price of a m²", "{{ unit_price }}"),
        ),
        columns=2,
        label=3.0,
    ),
    Table(
        "areas",
        (("No.", "no", 1.3), ("Area", "kind", 4.5), ("Contract", "contract", 4), ("Survey", "surveyed", 4),
         ("Difference", "ratio", 3.4)),
    ),
    Text("Settled by: {{ rule }}."),
    Text("{{ amount }}{% if amount_words %} ({{ amount_words }}){% endif %}.", bold=True),
    Text("{% if choice %}The difference is beyond the limit; the buyer's choice: {{ choice }}. {% endif %}"
         "{% if refund_by %}Everything paid and the interest go back by {{ refund_by }}.{% endif %}"),
    Text("Both sides agree to these areas and this amount; fund and tax go by the surveyed area and settled price."),
    Signatures((("Buyer", "(signature, day)", ""), ("{{ office_name }}", "(clerk)", "{{ clerk }}")), room=30),
)  # fmt: skip
