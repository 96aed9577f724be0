"""八不准: what no payment of the union may be (A27), each decided by small rules that pass it or refuse it.

Which rules decide which prohibition stands in the regulation file; whoever asks also answers each of them. What
arithmetic, the register of members or the chart of accounts can tell is not left to the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from services.finance.ledger.posting import UNION, account
from services.finance.money import FEN, of_fen
from services.finance.union_fund.events import Answer
from services.finance.union_fund.payment import CITES, How, Kept
from services.finance.union_fund.record import shares
from services.finance.union_members.roll import members
from services.kernel.procedure.context import Context
from services.kernel.refusals import Invalid, Refusal
from services.kernel.rules.regulations import Record, Records, RegulationError, Rules, Table

FILE = "finance-union.toml"
NONE = "none"
MEMBERS, THE_UNION = "members", "the-union"
"""Whom a purpose may be for."""
EXPENSE, BANK, CASH = "union-expense", "union-bank", "union-cash"
A_YEAR, EACH_TIME = "union.most_a_year", "union.most_each_time"


class UnionPaymentProhibited(Refusal):
    """It falls under one of the eight prohibitions."""

    code = "finance.union-payment-prohibited"
    kind = "invalid"
    next = (
        "这类费用不得在工会经费中列支；内容选错的，请改正后重新提交。",
        "The union does not pay this; where it was described wrongly, correct it and ask again.",
    )


class ProhibitionsUnanswered(Refusal):
    """Each of the prohibitions is answered, once."""

    code = "finance.union-prohibitions-unanswered"
    kind = "invalid"
    next = ("请逐条作答，每条一次。", "Answer each of them, once.")


class NotForMembers(Refusal):
    """Somebody whom it would benefit is no member of the union."""

    code = "finance.union-not-members"
    kind = "invalid"
    next = (
        "请从名单中去掉非会员，或先登记入会。",
        "Leave out those who are no members, or have them entered first.",
    )


class BeyondStandard(Refusal):
    """More than the standard has for a member, in the year or at once."""

    code = "finance.union-beyond-standard"
    kind = "invalid"
    next = (
        "请降低金额，或去掉已达到标准的会员。",
        "Ask for less, or leave out those who have had what the standard gives.",
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for; `payment` itself is not counted against what its members have had in the year."""

    purpose: Record
    item: Record
    amount: Decimal
    recipients: tuple[str, ...]
    year: int
    payment: UUID

    @property
    def share(self) -> Decimal:
        """Of each whom it benefits, to the next fen: what is left over is not lost between them."""
        return each(self.amount, len(self.recipients))


def each(amount: Decimal, people: int) -> Decimal:
    """Of one among so many; of a payment for nobody in particular, all of it."""
    return (amount / max(people, 1)).quantize(FEN, ROUND_CEILING)


def most(ctx: Context, parameter: str, purpose: str) -> Decimal | None:
    """The bound that is in force; None where the purpose has none."""
    return ctx.rules.value(parameter, ctx.today, Table).get(purpose)


def decided(ctx: Context, asked: Asked, answers: Mapping[str, Kept]) -> tuple[Answer, ...]:
    """The answers with how each was checked; refuses the first prohibition that the payment does not keep."""
    listed = ctx.rules.value("union.prohibitions", ctx.today, Records)
    lacking = [one.zh for one in listed if one.id not in answers]
    if lacking or len(answers) != len(listed.ids):
        raise ProhibitionsUnanswered(
            f"“八不准”尚有未作答的：{'；'.join(lacking)}。" if lacking else "“八不准”中没有所答的这一条。",
            "Some of the prohibitions are not answered, or something else is.",
            cites=CITES,
            lacking=[one.id for one in listed if one.id not in answers],
        )
    for one in listed:
        if answers[one.id] is Kept.NO:
            raise _prohibited(one, "经办人说明涉及", "whoever asks says so")
        for how in one.words("by"):
            RULES[How(how)](ctx, asked, one)
    return tuple(Answer(prohibition=one.id, checked=one.words("by")) for one in listed)


def _prohibited(one: Record, zh: str, en: str) -> UnionPaymentProhibited:
    return UnionPaymentProhibited(
        f"违反“八不准”：{one.zh}（{zh}）。",
        f"Prohibited: {one.en} ({en}).",
        cites=CITES,
        prohibition=one.id,
    )


# -- the rules --------------------------------------------------------------------------------------------------------


def _items(ctx: Context, asked: Asked, one: Record) -> None:
    if asked.item.text("forbidden_by") == one.id:
        raise _prohibited(one, f"支出内容：{asked.item.zh}", f"it is for {asked.item.en}")


def _purposes(ctx: Context, asked: Asked, one: Record) -> None:
    if asked.item.id not in asked.purpose.words("items"):
        raise _prohibited(
            one, f"{asked.purpose.zh}不包括{asked.item.zh}", f"{asked.item.en} does not belong to the purpose"
        )


def _books(ctx: Context, asked: Asked, one: Record) -> None:
    """Every account that the payment moves is the union's own."""
    moved = [account(ctx, name) for name in (EXPENSE, BANK, CASH)]
    if any(found is None or found.text("book") != UNION for found in moved):
        raise _prohibited(one, "会计科目不在工会账套", "an account of it is not in the union's books")


def _members(ctx: Context, asked: Asked, one: Record) -> None:
    known = {row.person for row in members(ctx)}
    strangers = [person for person in asked.recipients if person not in known]
    if strangers:
        names = "、".join(ctx.organ.name_of(person) for person in strangers)
        raise NotForMembers(
            f"以下人员不是工会会员：{names}。",
            f"{len(strangers)} of them are no members of the union.",
            cites=CITES,
            people=strangers,
            prohibition=one.id,
        )


def _limits(ctx: Context, asked: Asked, one: Record) -> None:
    at_once, a_year = (most(ctx, name, asked.purpose.id) for name in (EACH_TIME, A_YEAR))
    if at_once is not None and asked.share > at_once:
        raise _beyond(asked, at_once, "每次", "each time", one, asked.recipients, EACH_TIME, ctx)
    if a_year is not None:
        had = had_already(ctx, asked)
        over = [person for person in asked.recipients if had.get(person, Decimal(0)) + asked.share > a_year]
        if over:
            raise _beyond(asked, a_year, "每年", "a year", one, over, A_YEAR, ctx)


def _beyond(
    asked: Asked, most: Decimal, zh: str, en: str, one: Record, people: Sequence[str], parameter: str, ctx: Context
) -> BeyondStandard:
    cites = tuple(cite for cite in ctx.rules.cite(parameter, ctx.today) if cite != "organ")
    return BeyondStandard(
        f"{asked.purpose.zh}每人{zh}不超过{most}元，{len(people)}人超出。",
        f"{asked.purpose.en} comes to at most {most} yuan per member {en}: {len(people)} would have more.",
        cites=cites,
        most=str(most),
        people=list(people),
        prohibition=one.id,
    )


RULES: Mapping[How, Callable[[Context, Asked, Record], None]] = {
    How.ITEMS: _items,
    How.LIMITS: _limits,
    How.MEMBERS: _members,
    How.PURPOSES: _purposes,
    How.BOOKS: _books,
}


def had_already(ctx: Context, asked: Asked) -> dict[str, Decimal]:
    """What each has had in the year for the purpose, or will have by what is asked for and consented to."""
    s = shares.c
    rows = ctx.rows(
        select(s.person, func.sum(s.fen).label("fen"))
        .where(
            s.person.in_(asked.recipients), s.year == asked.year, s.purpose == asked.purpose.id, s.counts,
            s.payment != asked.payment.hex,
        )
        .group_by(s.person)
    )  # fmt: skip
    return {row.person: of_fen(int(row.fen)) for row in rows}


# -- what is asked for, and the regulation file -----------------------------------------------------------------------


def named(ctx: Context, parameter: str, id: str, field: str) -> Record:
    """The entry of the organ's list; refuses what it does not hold."""
    listed = ctx.rules.value(parameter, ctx.today, Records)
    found = listed.get(id)
    if found is None:
        raise Invalid(
            f"没有这一项，可选：{'、'.join(one.zh for one in listed)}。",
            f"There is no such choice; it is one of {', '.join(one.en for one in listed)}.",
            fields=[{"field": field, "value": id, "allowed": list(listed.ids)}],
        )
    return found


def check(rules: Rules) -> None:
    """The lists name each other's entries and rules that there are; `RegulationError` at the first fault."""

    def each_of(parameter: str) -> list[Any]:
        return [one for dated in rules.parameter(parameter).values for one in _records(dated.value)]

    prohibitions, items = each_of("union.prohibitions"), each_of("union.items")
    known = {one.id: one.words("by") for one in prohibitions}
    for one in prohibitions:
        if wrong := set(one.words("by")) - {how.value for how in How}:
            raise RegulationError(FILE, "union.prohibitions", f"{one.id} is decided by {', '.join(sorted(wrong))}")
    for one in items:
        by = one.text("forbidden_by")
        if by != NONE and How.ITEMS.value not in known.get(by, ()):
            raise RegulationError(FILE, "union.items", f"{one.id} is forbidden by {by}, which looks at no items")
    allowed = {one.id for one in items if one.text("forbidden_by") == NONE}
    for one in each_of("union.purposes"):
        if one.text("for") not in (MEMBERS, THE_UNION) or not set(one.words("items")) <= allowed:
            raise RegulationError(FILE, "union.purposes", f"{one.id} is for nobody, or buys what is forbidden")


def _records(value: object) -> Records:
    assert isinstance(value, Records)
    return value
