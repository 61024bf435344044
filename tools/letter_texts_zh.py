"""The shipped letters in Chinese."""

from __future__ import annotations

from letter_parts import Boxes, Heading, Pairs, Signatures, Table, Text
from letter_spec import Letter, where_known

_CUSTOMER = (
    ("申请人", "{{ customer_name }}"),
    ("联系电话", "{{ customer_phone }}"),
    ("证件号码", "{{ customer_document }}"),
    ("代理人", "{{ representative }}"),
)
_MATTER = (("办理事项", "{{ procedure }}"), ("房屋/宗地", "{{ subject }}"))
_ITEMS = (
    ("序号", "no", 1.5),
    ("名称", "name", 7),
    ("编号", "number", 4),
    ("份数", "count", 1.5),
    ("备注", "note", 3.3),
)
_LINES = (("序号", "no", 1.5), ("项目", "text", 9), ("承担方", "payer", 3), ("金额", "amount", 3.8))
_CLERK = ("经办人（盖章）", "", "{{ clerk }}")
_BOTH = Signatures((_CLERK, ("客户签字", "", "{{ customer_name }}")))

LETTERS = (
    Letter(
        "receipt_slip",
        "收件单",
        (
            Pairs((*_CUSTOMER, *_MATTER), columns=2, label=2.6),
            Heading("一、收到的资料"),
            Table(
                "papers",
                (
                    ("序号", "no", 1.5), ("资料名称", "name", 6.4), ("形式", "form", 2.4), ("编号", "number", 2.6),
                    ("份数", "count", 1.4), ("备注", "note", 3.6),
                ),
            ),
            Heading("二、办理时限"),
            Pairs(
                (
                    ("收件时间", "{{ received_at }}"), ("资料套数", "{{ sets }}"), ("约定取件日", "{{ due_on }}"),
                    ("办理时限", "{{ days }}"), ("取件地点", "{{ result_place }}"), ("已收费用", "{{ fees_paid }}"),
                ),
                columns=2,
                label=2.6,
            ),
            Text("{{ note }}"),
            Text(
                "原件由本窗口登记保管，办结或终止时当面退还。取件请带本单和本人身份证件；委托他人领取的，另带委托书。"
            ),
            _BOTH,
        ),
    ),
    Letter(
        "supplement",
        "一次性告知单",
        (
            Pairs((*_CUSTOMER, *_MATTER), columns=2, label=2.6),
            Text("您提交的资料经核对，尚缺或需要更正以下各项，现一次性告知："),
            Table(
                "missing",
                (("序号", "no", 1.5), ("资料名称", "name", 7), ("形式", "form", 2.8), ("说明", "reason", 6)),
            ),
            Pairs((("请于此日前补齐", "{{ deadline }}"), ("依据", "{{ basis }}")), label=3.6),
            Text("{{ note }}"),
            Text(
                "补齐后请带本单到本窗口{% if office_phone %}，或致电 {{ office_phone }}{% endif %}。"
                "办理时限自资料齐全之日起算。"
            ),
            _BOTH,
        ),
        "第 {{ slip_number }} 次告知",
    ),
    Letter(
        "quotation",
        "报价单",
        (
            Pairs(
                (
                    ("客户", "{{ customer_name }}"), ("联系电话", "{{ customer_phone }}"), *_MATTER,
                    ("服务套餐", "{{ package }}"), ("办理时限", "{{ days }}"), ("报价日期", "{{ quoted_on }}"),
                    ("有效期至", "{{ valid_until }}"),
                ),
                columns=2,
                label=2.6,
            ),
            Table("lines", _LINES, ("合计", "{{ total }}")),
            Text("合计（大写）：{{ total_words }}", indent=False),
            Text("{{ subject_to_check }}", bold=True),
            Text("税费由主管机关核定，以其通知为准；代收代缴的款项与服务费分开列账。"),
            Text("{{ note }}"),
            Signatures((_CLERK, ("客户确认", "（签字、日期）", "{{ customer_name }}"))),
        ),
        "编号：{{ quotation_number }}",
    ),
    Letter(
        "service_contract",
        "代办服务合同",
        (
            Text("甲方（委托方）：{{ customer_name }}    证件：{{ customer_document }}", indent=False),
            Text("住址：{{ customer_address }}    电话：{{ customer_phone }}", indent=False),
            Text("乙方（服务方）：{{ office_name }}    统一社会信用代码：{{ office_tax_code }}", indent=False),
            Text(
                "地址：{{ office_address }}    电话：{{ office_phone }}    代表：{{ office_representative }}",
                indent=False,
            ),
            Heading("第一条  服务内容"),
            Text("甲方委托乙方办理“{{ procedure }}”（{{ subject }}）。{{ scope }}"),
            Heading("第二条  费用"),
            Table("lines", _LINES, ("合计", "{{ total }}")),
            Text("合计（大写）：{{ total_words }}。报价单：{{ quotation_number }}。"),
            Text(
                "{% if advance %}签约时甲方预付 {{ advance }}（{{ advance_words }}）。{% endif %}"
                "代收代缴款 {{ held }} 由乙方单独列账，凭主管机关票据结算，多退少补。"
            ),
            Heading("第三条  期限"),
            Text("自资料齐全之日起 {{ days }}；主管机关审批、测绘、缴税和甲方补正的时间除外。约定日期：{{ due_on }}。"),
            Heading("第四条  双方责任"),
            Text("甲方对所交资料的真实性负责；乙方妥善保管原件，不得用于他事，办结、终止或解除时全部退还。"),
            Text(
                "因乙方原因逾期或遗失原件的，由乙方负责补办并承担费用；因主管机关不予受理的，未发生的服务费退还甲方。"
            ),
            Heading("第五条  个人信息"),
            Text("甲方同意乙方为办理本事项处理其个人信息，并在办结后依法保存；不得向无关的第三方提供。"),
            Heading("第六条  其他"),
            Text(
                "本合同一式两份，双方各执一份，签字（盖章）后生效。争议先协商，协商不成的，向乙方所在地人民法院起诉。"
            ),
            Text("{{ note }}"),
            Text("乙方收款账户：{{ office_account }}", indent=False),
            Text("签订日期：{{ signed_on }}", indent=False),
            Signatures(
                (("甲方（签字）", "", "{{ customer_name }}"), ("乙方（盖章）", "", "{{ office_representative }}")),
            ),
        ),
        "合同编号：{{ contract_number }}",
    ),
    Letter(
        "receipt",
        "收　据",
        (
            Pairs(
                (
                    ("交款人", "{{ payer_name }}"), ("收款日期", "{{ received_on }}"), ("地址", "{{ payer_address }}"),
                    ("办件编号", "{{ case_number }}"), ("收款方式", "{{ method }}"), ("凭证号", "{{ slip }}"),
                ),
                columns=2,
                label=2.6,
            ),
            Text(where_known("　", contract_number="合同编号：", room="房号：",
                             account="收款账户：", declaration="代付声明："), indent=False),
            Text("今收到上列交款人交来：{{ reason }}", indent=False),
            Table("lines", (("序号", "no", 1.5), ("款项", "text", 11), ("金额", "amount", 4.8)),
            ("合计", "{{ amount }}")),
            Text("人民币（大写）：{{ amount_words }}", bold=True, indent=False),
            Pairs((("收款后余额", "{{ balance }}"), ("备注", "{{ note }}")), label=3),
            Signatures(
                (("收款单位（盖章）", "", ""), ("收款人", "", "{{ clerk }}"), ("交款人", "", "{{ payer_name }}")),
            ),
        ),
        "No. {{ receipt_number }}",
    ),
    Letter(
        "apology",
        "延期致歉函",
        (
            Text("{{ customer_name }}：", indent=False),
            Text(
                "您于 {{ received_at }} 委托办理的“{{ procedure }}”（{{ case_number }}，{{ subject }}），原约定 "
                "{{ old_day }} 取件。"
            ),
            Text("因以下原因未能按期办结：{{ reason }}"),
            Text("给您带来不便，我们深表歉意。现将取件日改为 {{ new_day }}。如有变化，我们会第一时间告知。"),
            Text("{{ note }}"),
            Text("{% if office_phone %}咨询电话：{{ office_phone }}{% endif %}"),
            Signatures((("", "", ""), ("{{ office_name }}", "（盖章）", "{{ clerk }}"))),
        ),
    ),
    Letter(
        "result_handover",
        "领取签收单",
        (
            Pairs(
                (
                    *_CUSTOMER[:3], *_MATTER, ("领取日期", "{{ handed_on }}"), ("领取人", "{{ collector }}"),
                    ("领取人证件", "{{ collector_document }}"), ("领取依据", "{{ collector_right }}"),
                ),
                columns=2,
                label=2.6,
            ),
            Heading("一、办理结果"),
            Table("results", _ITEMS),
            Heading("二、退还的原件"),
            Table("originals", _ITEMS),
            Pairs((("票据", "{{ receipts }}"), ("尚待缴纳", "{{ fees_due }}"), ("备注", "{{ note }}")), label=3),
            Text("以上结果和原件已当面核对，数量无误，予以签收。"),
            Signatures((("经办人", "", "{{ clerk }}"), ("领取人签字", "", "{{ collector }}"))),
        ),
    ),
    Letter(
        "refusal",
        "不予受理告知书",
        (
            Text("{{ customer_name }}：", indent=False),
            Text("您申请办理的“{{ procedure }}”（{{ case_number }}，{{ subject }}），经核对不能受理。"),
            Pairs((("原因", "{{ reason }}"), ("依据", "{{ basis }}")), label=2.6),
            Heading("退还的原件"),
            Table("originals", _ITEMS),
            Text("{{ note }}"),
            Text("如有异议，请{% if office_phone %}致电 {{ office_phone }} 或{% endif %}到本窗口申请复核。"),
            _BOTH,
        ),
    ),
    Letter(
        "lending_slip",
        "原件借出单",
        (
            Pairs(
                (
                    ("客户", "{{ customer_name }}"), ("办件编号", "{{ case_number }}"), *_MATTER,
                    ("借用人", "{{ borrower }}"), ("借用人证件", "{{ borrower_document }}"),
                    ("借出日期", "{{ lent_on }}"), ("应还日期", "{{ due_back }}"),
                ),
                columns=2,
                label=2.6,
            ),
            Pairs((("用途", "{{ purpose }}"),), label=2.6),
            Table("lent", _ITEMS),
            Text("借用人对原件负责，应于应还日期前归还；遗失的，承担补办手续和费用。{{ note }}"),
            Signatures(
                (("经办人", "", "{{ clerk }}"), ("借用人签字", "", "{{ borrower }}"), ("归还签收", "（日期）", "")),
            ),
        ),
    ),
    Letter(
        "originals_back",
        "原件领取签收单",
        (
            Pairs(
                (
                    *_CUSTOMER[:3], *_MATTER, ("领取日期", "{{ handed_on }}"), ("领取人", "{{ collector }}"),
                    ("领取人证件", "{{ collector_document }}"), ("领取依据", "{{ collector_right }}"),
                ),
                columns=2,
                label=2.6,
            ),
            Table("originals", _ITEMS),
            Text("以上原件已当面核对，数量无误，予以签收。{{ note }}"),
            Signatures((("经办人", "", "{{ clerk }}"), ("领取人签字", "", "{{ collector }}"))),
        ),
    ),
    Letter(
        "thank_you",
        "感谢信",
        (
            Text("尊敬的 {{ customer_name }}：", indent=False),
            Text("您委托我们办理的“{{ procedure }}”（{{ case_number }}）已于 {{ ended_on }} 办结。感谢您的信任。"),
            Text(
                "请妥善保管领取的证件和票据。今后有任何需要，请带上办件编号"
                "{% if office_phone %}或致电 {{ office_phone }}{% else %}来本窗口{% endif %}。"
            ),
            Text("{{ note }}"),
            Text("祝您生活愉快！"),
            Signatures((("", "", ""), ("{{ office_name }}", "", "{{ clerk }}"))),
        ),
    ),
    Letter(
        "survey",
        "满意度调查表",
        (
            Pairs(
                (("办件编号", "{{ case_number }}"), ("办理事项", "{{ procedure }}"),
                ("办结日期", "{{ ended_on }}")), label=2.6,
            ),
            Text("请在合适的格内打勾（5 分最满意）："),
            Boxes(
                (("项目", 8), ("1", 1.8), ("2", 1.8), ("3", 1.8), ("4", 1.8), ("5", 1.8)),
                ("总体满意度", "接待态度", "一次说清所需资料", "按约定日期办结", "收费清楚"),
            ),
            Text("您的意见和建议：____________________________________________________________", indent=False),
            Text("________________________________________________________________________", indent=False),
            Text("{{ note }}"),
            Signatures((("", "", ""), ("客户签字（可不填）", "", ""))),
        ),
    ),
    Letter(
        "answer_sheet",
        "办件答复单",
        (
            Pairs(
                (*_CUSTOMER[:2], *_MATTER, ("收件时间", "{{ received_at }}"),
                ("当前环节", "{{ step }}")), columns=2, label=2.6,
            ),
            Heading("办到哪里"),
            Text("{{ where_it_is }}"),
            Heading("还缺什么"),
            Text("{{ missing_text }}"),
            Heading("下一步，何时，由谁"),
            Text("{{ next_step }}"),
            Pairs((("约定取件日", "{{ due_on }}"), ("主管机关收件号", "{{ authority_number }}")), label=3.6),
            Text("{{ note }}"),
            Signatures((("", "", ""), _CLERK)),
        ),
    ),
    Letter(
        "closing_minutes",
        "服务合同结算单",
        (
            Text("甲方（委托方）：{{ customer_name }}    乙方（服务方）：{{ office_name }}", indent=False),
            Text("双方于 {{ signed_on }} 签订的第 {{ contract_number }} 号代办服务合同已履行完毕，结算如下："),
            Heading("一、完成的工作"),
            Text("{{ work_done }}"),
            Table("results", _ITEMS),
            Heading("二、费用结算"),
            Table("lines", _LINES, ("合计", "{{ total }}")),
            Text("合计（大写）：{{ total_words }}", indent=False),
            Pairs(
                (("已收", "{{ paid }}"), ("代收代缴", "{{ held }}"), ("应补（退）", "{{ balance }}"),
                ("备注", "{{ note }}")),
                columns=2,
                label=2.6,
            ),
            Text("结清后双方就本合同再无其他未了事项。本单一式两份，各执一份。"),
            Signatures((("甲方（签字）", "", "{{ customer_name }}"), ("乙方（盖章）", "", "{{ clerk }}"))),
        ),
    ),
    Letter(
        "circulation_slip",
        "办件流转单",
        (
            Pairs(
                (*_CUSTOMER[:2], *_MATTER, ("收件时间", "{{ received_at }}"),
                ("约定取件日", "{{ due_on }}")), columns=2, label=2.6,
            ),
            Table(
                "steps",
                (
                    ("序号", "no", 1.5), ("环节", "step", 4.5), ("部门", "department", 3), ("收到", "received", 3),
                    ("交出", "handed_on", 3), ("结果", "result", 3.3),
                ),
            ),
            Text("{{ note }}"),
            Signatures((_CLERK, ("部门负责人", "", ""))),
        ),
    ),
)  # fmt: skip
