"""What finance holds of people: what was paid to whom stands in the accounts as long as these; gifts and visits of the
union, health checks and pay for duty are somebody's own."""

from __future__ import annotations

from services.kernel.domain.private import NOBODY, OWNER, PERSON, RECORD, Kept, Matter

_MONEY = ("本人、审批人、财务人员、审计员", "the person, those who decide, finance, the auditor")
_OWN = ("本人、工会干部、审计员", "the person, the union's officers, the auditor")
_ACCOUNT = "a sum or a date of the accounts, kept and shown with them"
_THING = "about a thing or a firm, not a person"
_DUTY = "a day of the published roster"
_CAR = "when and where a car goes: whoever drives and dispatches reads it"
_TRIP = "a day or place of the trip on duty, decided in the open"


def _accounts(procedure: str, zh: str, en: str, of: str = PERSON, **plain: str) -> Matter:
    return Matter(procedure, Kept.ACCOUNTS, (zh, en), _MONEY, of, plain=plain)


def _each(reason: str, names: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), reason)


INVENTORY = (
    _accounts("advances", "借款", "to advance money (A28)", **_each(_ACCOUNT, "amount outstanding")),
    _accounts("assets", "资产管理", "to keep assets (A31)", NOBODY,
              **_each(_THING, "reason value was place name acquired_on")),
    _accounts("attachments", "保存附件", "to keep files with their records", OWNER, kind=_THING),
    _accounts("bank_statements", "核对银行账", "to reconcile the bank (A24)", NOBODY, account="the organ's own"),
    _accounts("budget", "预算", "to keep the budget (A25)", NOBODY, **_each(_ACCOUNT, "reason amount")),
    _accounts("claims", "报销", "to settle claims (A27)", **_each(
        _ACCOUNT,
        "amount less cut allowances requested set_off paid on due items.kind items.amount limits.kind limits.most",
    )),
    Matter("duty", Kept.PAY, ("值班补助", "to pay for duty (B10)"), _MONEY,
           plain={"on": _DUTY, "kind": _DUTY}),
    _accounts("fees", "收费", "to collect fees (A32)", NOBODY, **_each(_ACCOUNT, "amount title reason")),
    _accounts("invoices", "发票", "to register invoices (A27)", NOBODY, **_each(
        _ACCOUNT, "kind on gross net tax other amount left refund note"
    )),
    _accounts("ledger", "记账", "to keep the books (A23)", NOBODY, **_each(
        _ACCOUNT, "summary postings.account reason"
    )),
    _accounts("month_end", "月末结账", "to close the month (A24)", NOBODY, **_each(
        _ACCOUNT, "groups.lines lines reason"
    )),
    Matter("overtime", Kept.PAY, ("加班补助与补休", "to compensate overtime (B10)"), _MONEY,
           plain={"on": "the day of the work that was ordered", "kind": "kind of day by the calendar"}),
    _accounts("procurement", "采购", "to buy (A31)", NOBODY, **_each(
        _THING,
        "on note amount together reason was invoices.amount payable what estimate name lowest",
    )),
    _accounts("receipts", "票据", "to receipt (A32)", NOBODY, **_each(_ACCOUNT, "amount reason title on")),
    _accounts("reception", "公务接待", "to receive guests (A29)", RECORD, **_each(
        _ACCOUNT,
        "paid_by paid estimate cost payable cuts.place cuts.reason cuts.amount items.kind items.on "
        "items.place items.guests items.cost letter_day purpose start end planned.kind planned.times "
        "planned.cost amount",
    )),
    _accounts("spending", "事前审批", "to decide on spending (A26)", **_each(_ACCOUNT, "amount taken threshold spent")),
    _accounts("stocktaking", "盘点", "to take stock (A31)", NOBODY, **_each(
        _THING, "result note explanation assets.name assets.place"
    )),
    _accounts("suppliers", "供应商", "to know suppliers (A31)", NOBODY, **_each(_THING, "reason name")),
    _accounts("trips", "出差", "to decide on trips (A30)", **_each(_TRIP, "until place estimate")),
    Matter("union_care", Kept.WELFARE, ("工会慰问", "to care for members (B9.5)"), _OWN, "member"),
    _accounts("union_fund", "工会经费", "to keep the union's fund (B9.5)", **_each(
        _ACCOUNT, "kind amount account base reason purpose on share most_a_year most_each_time"
    )),
    Matter("union_health", Kept.WELFARE, ("职工体检", "to arrange health checks (B9.5)"), _OWN, NOBODY,
           plain={"place": "where everybody goes"}),
    Matter("union_members", Kept.WELFARE, ("工会会员", "to know the union's members (B9.5)"), _OWN,
           plain={"on": "the day of leaving the union"}),
    _accounts("vehicles", "公务用车", "to use cars (B10)", **_each(
        _CAR, "purpose destination start start_time end end_time passengers guests"
    ), **_each(_THING, "amount reason on cost replaces kind")),
)  # fmt: skip
CALLED = {
    "away": ("外出日期", "days away"),
    "allowances": ("各项补助(元)", "allowances (yuan)"),
    "bounced": ("退汇的付款", "bounced payment"),
    "by": ("红字发票", "red letter"),
    "by_hand": ("人工核对", "by hand"),
    "digits": ("号码位数", "digits"),
    "groups": ("核对组", "groups"),
    "limits": ("开支标准", "limits"),
    "most_a_year": ("每年上限(元)", "most a year (yuan)"),
    "most_each_time": ("每次上限(元)", "most each time (yuan)"),
    "needed": ("须报价家数", "quotes needed"),
    "numbers": ("号码", "numbers"),
    "repayment": ("还款凭证", "voucher of the repayment"),
    "paid_with": ("付款凭证", "paid with"),
    "replaces": ("代替原日期", "replaces"),
    "returned": ("退货数量", "returned"),
    "serial": ("票据序号", "serial"),
    "so_far": ("已验收数量", "accepted so far"),
    "threshold": ("限额(元)", "threshold (yuan)"),
    "together": ("合计(元)", "together (yuan)"),
    "unused": ("未用份数", "unused"),
    "voids": ("作废签字数", "signatures void"),
    "was_missed": ("原记未完成", "was recorded as missed"),
}
