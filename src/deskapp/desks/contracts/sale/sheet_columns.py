"""The columns of the sheet of sale contracts (合同台账), with the headings that sales offices send."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from deskapp.desks.contracts.sale.model import PAY_METHODS
from deskapp.office.customer.sheet import ID_KIND, ID_NUMBER, PHONE
from deskapp.office.property.residents import SHARE
from deskapp.office.property.sheet import PROJECT
from deskapp.sheets.column import Column, Layout
from deskapp.sheets.columns import area_column, choice_column, day_column, money_column, text_column

PAYMENTS: Final = {
    "一次性": "lump_sum", "全款": "lump_sum", "一次付清": "lump_sum", "一次性付清": "lump_sum", "分期": "instalments",
    "分期付清": "instalments", "按揭": "mortgage", "贷款": "mortgage", "银行按揭": "mortgage", "商业贷款": "mortgage",
    "商贷": "mortgage", "公积金": "mortgage", "公积金贷款": "mortgage", "组合贷": "mortgage", "组合贷款": "mortgage",
    "một lần": "lump_sum", "trả thẳng": "lump_sum", "thanh toán 1 lần": "lump_sum", "trả góp": "instalments",
    "theo tiến độ": "instalments", "theo đợt": "instalments", "vay ngân hàng": "mortgage", "vay": "mortgage",
    "cash": "lump_sum", "full": "lump_sum", "installments": "instalments", "loan": "mortgage",
}  # fmt: skip
NUMBER: Final = text_column(
    "number", "合同号", "买卖合同号", "合同编码", "Số HĐ", "Mã hợp đồng", "Số HĐMB", shape="code", limit=60, width=18,
    required=True, example="BJ2026-00001", label="column.sale_contract_number",
)  # fmt: skip
UNIT: Final = text_column(
    "unit", "房屋", "房源", "房间", "房屋坐落", "单位", "Căn hộ", "Mã căn", "Số căn", shape="code", limit=200, width=16,
    example="3-2-1501", label="column.contract_unit",
)  # fmt: skip
BUYERS: Final[Column] = text_column(
    "buyers", "买受人姓名", "购房人", "业主", "业主姓名", "客户姓名", "客户", "乙方", "Người mua", "Khách hàng",
    "Tên khách hàng", limit=2_000, width=16, example="张三丰、李静",
)  # fmt: skip
ID_NUMBERS: Final[Column] = replace(
    ID_NUMBER, name="id_numbers", label="column.id_numbers", example="110105198504121172、110101199003070011"
)
METHOD: Final = choice_column(
    "payment_method", PAY_METHODS, "pay_method", "付款类型", "付款方案", "Hình thức thanh toán", "PTTT", also=PAYMENTS,
    example="mortgage", label="column.pay_method",
)  # fmt: skip
LAYOUT: Final = Layout(
    "contracts",
    (
        PROJECT,
        NUMBER,
        UNIT,
        BUYERS,
        ID_NUMBERS,
        PHONE,
        day_column("signed_on", "签约日", "签订日期", "签订日", "合同日期", "Ngày ký", example="2026-03-05",
                   label="column.contract_signed_on"),
        area_column("area", "建筑面积(㎡)", "合同面积", "合同建筑面积", "Diện tích", example="98.76"),
        money_column("unit_price", "单价(元/㎡)", "单价（元/平方米）", "合同单价", "Đơn giá (đ/m²)", example="10200"),
        money_column("total_price", "合同总价", "合同金额", "总房款", "合同总价(元)", "房款总额", "Giá trị hợp đồng",
                     "Giá bán", width=16, example="1007352"),
        METHOD,
        money_column("down_payment", "首付", "首付金额", "首付款(元)", "Trả trước", "Đặt trước", width=14,
                     example="302352"),
        text_column("bank", "银行", "贷款银行", "Ngân hàng", limit=200, width=14, example="建设银行"),
        money_column("loan_amount", "贷款", "贷款额", "按揭金额", "按揭款", "贷款金额(元)", "Tiền vay", width=14,
                     example="705000"),
        text_column("filing_number", "备案编号", "合同备案号", "Số lưu hồ sơ", shape="code", limit=60, width=16),
        day_column("filed_on", "备案日", "备案时间", "Ngày lưu"),
        area_column("inner_area", "套内面积(㎡)", "套内建筑面积", "Diện tích thông thủy"),
        text_column("online_number", "网签合同号", "网签编号", "网签备案号", "Số ký trực tuyến", shape="code", limit=60,
                    width=16),
        ID_KIND,
        replace(SHARE, name="shares", label="column.contract_shares", example="1/2、1/2"),
    ),
)  # fmt: skip
