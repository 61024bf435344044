"""The columns of the sheet of complaints (投诉记录), with the headings that offices and other systems send."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any, Final

from deskapp.cases.sheet_columns import OUTSIDE, moment_column
from deskapp.desks.complaints.taking.model import CHANNELS, RELATIONS
from deskapp.desks.complaints.taking.rules import categories
from deskapp.errors import Fault
from deskapp.locale import LANGUAGES
from deskapp.locale import words as texts
from deskapp.office.customer.sheet import PHONE
from deskapp.office.property.sheet import PROJECT
from deskapp.sheets.column import Column, Context, Layout
from deskapp.sheets.columns import choice_column, text_column
from deskapp.values.text import clean, fold, is_masked

_MORE: Final = re.compile(r"\s+-\s+|[/(（,，:：]")
LEVEL_CODES: Final = ("1", "2", "3", "4", "5")
LEVEL_WORDS: Final = {
    "一级": "1", "一般": "1", "普通": "1", "二级": "2", "重要": "2", "较重": "2", "三级": "3", "热点": "3", "严重": "3",
    "四级": "4", "重大": "4", "五级": "5", "危机": "5", "特别重大": "5", "thường": "1", "thông thường": "1",
    "quan trọng": "2", "nóng": "3", "nghiêm trọng": "4", "lớn": "4", "khủng hoảng": "5", "ordinary": "1",
    "important": "2", "hot": "3", "major": "4", "crisis": "5",
}  # fmt: skip
CHANNEL_WORDS: Final = {
    "来访": "visit", "上门": "visit", "现场": "visit", "面访": "visit", "来电": "call", "电话投诉": "call",
    "热线": "call", "12345热线": "hotline_12345", "市长热线": "hotline_12345", "政务热线": "hotline_12345",
    "微信": "app",
    "公众号": "app", "小程序": "app", "APP": "app", "网络": "app", "网站": "app", "邮件": "letter",
    "来信": "letter", "书面": "letter", "邮箱": "letter", "第三方": "third_party", "媒体": "third_party",
    "转办": "third_party", "trực tiếp": "visit",
    "tại quầy": "visit", "gọi điện": "call", "điện thoại": "call", "hotline": "call", "website": "app", "zalo": "app",
    "ứng dụng": "app", "thư": "letter", "email": "letter", "bên thứ ba": "third_party", "walk-in": "visit",
    "in person": "visit", "phone": "call", "online": "app", "mobile": "app", "web": "app", "mail": "letter",
}  # fmt: skip
_UNSAID: Final = ("unknown", "other", "不详", "未知", "其他", "khac", "khong ro")
"""Words of other systems that say no channel."""
CATEGORY_WORDS: Final = {
    "渗水": "leak", "漏水": "leak", "渗漏水": "leak", "水电": "water", "电路": "electricity", "梯": "lift",
    "门": "door_window", "窗": "door_window", "空鼓": "wall_floor", "开裂": "wall_floor", "噪音": "noise",
    "卫生": "cleaning", "治安": "security", "车位": "parking", "物业费": "fees", "费用": "fees", "交付": "handover",
    "办证": "title", "服务": "staff", "thấm": "leak", "thang máy": "lift", "tiếng ồn": "noise", "vệ sinh": "cleaning",
    "an ninh": "security", "đỗ xe": "parking", "phí": "fees", "bàn giao": "handover", "noise": "noise",
    "water leak": "leak", "elevator": "lift", "plumbing": "water", "parking": "parking",
}  # fmt: skip


def worded_column(
    name: str, codes: tuple[str, ...], key: str, also: Mapping[str, str], unknown: str, *headings: str, **more: Any
) -> Column:
    """A choice whose unknown words do no harm: they are told, and the row goes in with ``other``, or saying nothing."""

    def parse(text: str, _context: Context) -> tuple[str | None, Fault | None]:
        if is_masked(text) or _flat(text) in _UNSAID:
            return None, None
        known = _known(codes, key, tuple(also.items()))
        # "Noise - Residential" of another system is noise
        code = known.get(_flat(text)) or known.get(_flat(_MORE.split(text, maxsplit=1)[0]))
        if code is not None:
            return code, None
        return ("other" if "other" in codes else None), Fault(unknown, {"value": clean(text)}, warning=True)

    return Column(name, "choice", parse, headings, choices=codes, choice_key=key, **more)


@cache
def _known(codes: tuple[str, ...], key: str, also: tuple[tuple[str, str], ...]) -> dict[str, str]:
    found = {_flat(word): code for word, code in also} | {_flat(code): code for code in codes}
    for language in LANGUAGES:
        found |= {_flat(texts(language).text(f"{key}.{code}")): code for code in codes}
    return found


def _flat(text: str) -> str:
    return fold(text).replace(" ", "")


NUMBER: Final = text_column(
    "number", "投诉编号", "编号", "投诉单号", "受理编号", "Mã khiếu nại", "Số phản ánh", "Mã phản ánh", shape="code",
    limit=60, width=18, label="column.complaint_number", example="TS260001|TS260002",
)  # fmt: skip
UNIT: Final = text_column(
    "unit", "房号", "房屋", "房间", "房源", "地址", "Căn hộ", "Mã căn", "Địa chỉ", shape="code", limit=200, width=16,
    label="column.contract_unit", example="3-2-1501|3-2-1502",
)  # fmt: skip
LEVEL: Final = choice_column(
    "level", LEVEL_CODES, "complaint_level", "级别", "投诉级别", "等级", "Cấp", "Mức độ", also=LEVEL_WORDS,
    label="column.complaint_level", example="1|2",
)  # fmt: skip
CHANNEL: Final = worded_column(
    "channel", CHANNELS, "channel", CHANNEL_WORDS, "complaint.channel_unknown", "来源", "渠道", "受理渠道", "投诉渠道",
    "Kênh", "Nguồn", label="column.channel", example="call|visit",
)  # fmt: skip
RELATION: Final = choice_column(
    "relation", RELATIONS, "complaint_relation", "身份", "与房屋关系", "投诉人身份", "Quan hệ",
    label="column.complaint_relation", also={"住户": "owner", "chủ nhà": "owner", "người thuê": "tenant"},
    example="owner|tenant",
)  # fmt: skip
CATEGORY: Final = worded_column(
    "category", categories(), "complaint_category", CATEGORY_WORDS, "complaint.category_unknown", "类别", "投诉类别",
    "投诉类型", "问题类别", "Loại", "Nhóm vấn đề", label="column.complaint_category", example="leak|lift",
)  # fmt: skip
LAYOUT: Final = Layout(
    "complaints",
    (
        NUMBER,
        moment_column("received_at", "受理时间", "受理日期", "投诉时间", "投诉日期", "登记时间", "Thời gian tiếp nhận",
                      "Ngày nhận", "Ngày tiếp nhận", required=True, width=16, label="column.complaint_received_at",
                      example="2026-11-16 09:30|2026-11-17"),
        text_column("complainant", "投诉人", "投诉人姓名", "客户", "客户姓名", "业主姓名", "姓名", "Người phản ánh",
                    "Người khiếu nại", "Khách hàng", "name", limit=200, width=14, label="column.complaint_complainant",
                    example="张三丰|李静"),
        PHONE,
        RELATION,
        replace(PROJECT, carries_down=False),
        UNIT,
        text_column("text", "投诉内容", "内容", "反映内容", "问题描述", "Nội dung", "Nội dung phản ánh",
                    "Nội dung khiếu nại", required=True, width=40, label="column.complaint_text",
                    example="卫生间顶棚渗水|电梯经常停运"),
        CATEGORY,
        LEVEL,
        CHANNEL,
        replace(OUTSIDE, headings=("12345工单号", "工单号", "外部编号", "Mã 12345", "Mã ngoài")),
        text_column("remedy", "诉求", "客户诉求", "要求", "Yêu cầu", "Mong muốn", width=20,
                    label="column.complaint_remedy", example="维修|赔偿"),
        moment_column("closed_at", "结案时间", "结案日期", "办结时间", "办结日期", "Ngày kết thúc",
                      "Thời gian kết thúc", width=16, label="column.complaint_closed_at", example="2026-11-20"),
        text_column("result", "处理结果", "结果", "办理结果", "Kết quả", "Kết quả giải quyết", width=30,
                    label="column.complaint_result", example="已维修，业主确认"),
    ),
)  # fmt: skip
