"""State forms of China, filled in as far as the office knows."""

from __future__ import annotations

from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN

from letter_parts import Heading, Pairs, Signatures, Table, Text
from letter_spec import Letter

_DATED = Text("{{ day_long }}", align=ALIGN.RIGHT, indent=False)
_TO = Text("{{ addressed_to }}：", indent=False, bold=True)
_PERSON = (
    ("姓名（名称）", "{{ customer_name }}"),
    ("证件号码", "{{ customer_document }}"),
    ("联系电话", "{{ customer_phone }}"),
    ("电子邮箱", "{{ customer_email }}"),
    ("通讯地址", "{{ customer_address }}"),
    ("出生日期", "{{ customer_birth }}"),
)
_ATTACHED = (
    Heading("提交的资料"),
    Table("papers", (("序号", "no", 1.5), ("资料名称", "name", 9), ("形式", "form", 3.4), ("份数", "count", 3.4))),
)

LETTERS = (
    Letter(
        "cn_registration",
        "不动产登记申请书",
        (
            _TO,
            Heading("一、申请登记事项"),
            Pairs(
                (("登记类型", "{{ change_kind }}"), ("权利类型", "{{ right_kind }}")), columns=2, label=3, boxed=True,
            ),
            Heading("二、权利人"),
            Pairs(
                (*_PERSON, ("共有情况", "{{ ownership }}"), ("纳税人识别号", "{{ customer_tax_code }}")),
                columns=2,
                label=3,
                boxed=True,
            ),
            Heading("三、义务人"),
            Pairs(
                (
                    ("姓名（名称）", "{{ obligor_name }}"), ("证件号码", "{{ obligor_document }}"),
                    ("通讯地址", "{{ obligor_address }}"), ("", ""),
                ),
                columns=2,
                label=3,
                boxed=True,
            ),
            Heading("四、代理人"),
            Pairs(
                (("姓名（名称）", "{{ agent_name }}"),
                ("证件号码", "{{ agent_document }}")), columns=2, label=3, boxed=True
            ),
            Heading("五、不动产情况"),
            Pairs(
                (
                    ("坐落", "{{ location }}"), ("不动产单元号", "{{ unit_code }}"), ("建筑面积（㎡）", "{{ area }}"),
                    ("套内面积（㎡）", "{{ inner_area }}"), ("土地用途", "{{ land_use }}"),
                    ("房屋用途", "{{ building_use }}"), ("结构", "{{ structure }}"),
                    ("原权属证书号", "{{ certificate_number }}"),
                ),
                columns=2,
                label=3,
                boxed=True,
            ),
            Heading("六、登记原因"),
            Text("{{ reason }}"),
            *_ATTACHED,
            Text("申请人承诺：所填内容真实，所交资料真实、合法、有效；如有不实，愿承担法律责任。{{ note }}"),
            _DATED,
            Signatures((("权利人（签章）", "", "{{ customer_name }}"), ("义务人（签章）", "", "{{ obligor_name }}"),
                        ("代理人（签章）", "", "{{ agent_name }}"))),
        ),
        form=True,
    ),
    Letter(
        "cn_authorisation",
        "授权委托书",
        (
            Heading("委托人"),
            Pairs((*_PERSON, ("纳税人识别号", "{{ customer_tax_code }}"), ("", "")), columns=2, label=3, boxed=True),
            Heading("受托人"),
            Pairs(
                (
                    ("姓名", "{{ agent_name }}"), ("证件号码", "{{ agent_document }}"),
                    ("联系电话", "{{ agent_phone }}"),
                    ("通讯地址", "{{ agent_address }}"),
                ),
                columns=2,
                label=3,
                boxed=True,
            ),
            Text(
                "委托人因故不能亲自办理，现委托上列受托人，就坐落于 {{ location }} 的不动产，向 {{ addressed_to }} "
                "办理以下事项："
            ),
            Text("事项：{{ procedure }}"),
            Text("权限：{{ scope }}"),
            Text("期限：至 {{ until }} 止。受托人无转委托权。受托人在权限内签署的文件，委托人均予承认。"),
            Text("{{ note }}"),
            _DATED,
            Signatures((("委托人（签字）", "", "{{ customer_name }}"), ("受托人（签字）", "", "{{ agent_name }}"))),
        ),
        form=True,
    ),
    Letter(
        "cn_deed_tax",
        "契税申报表",
        (
            _TO,
            Heading("一、承受方（纳税人）"),
            Pairs(
                (*_PERSON, ("纳税人识别号", "{{ customer_tax_code }}"), ("共有情况", "{{ ownership }}")),
                columns=2,
                label=3,
                boxed=True,
            ),
            Heading("二、转让方"),
            Pairs(
                (("名称", "{{ seller_name }}"), ("证件号码", "{{ seller_document }}")), columns=2, label=3, boxed=True
            ),
            Heading("三、房屋与合同"),
            Pairs(
                (
                    ("坐落", "{{ location }}"), ("用途", "{{ building_use }}"), ("建筑面积（㎡）", "{{ area }}"),
                    ("家庭住房套数", "{{ homes }}"), ("合同编号", "{{ contract_number }}"),
                    ("签订日期", "{{ contract_day }}"), ("成交价（不含税）", "{{ price }}"), ("税率", "{{ rate }}"),
                    ("应纳税额", "{{ tax }}"), ("减免依据", "{{ exemption }}"),
                ),
                columns=2,
                label=3,
                boxed=True,
            ),
            Text("成交价（大写）：{{ price_words }}", indent=False),
            *_ATTACHED,
            Text("本人声明：以上申报内容真实、可靠、完整。{{ note }}"),
            _DATED,
            Signatures((("纳税人（签章）", "", "{{ customer_name }}"), ("受理人", "", ""))),
        ),
        form=True,
    ),
)  # fmt: skip
