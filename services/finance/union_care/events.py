"""What the union owes its members: a greeting, a festival's activity, a visit in hospital (A24–A26).

Whom it is for, by when and what was brought stays in the service: it tells a birthday, or that somebody was ill. What
somebody is ill with is recorded nowhere. `answers` is who owes it, in the post `answers_as`.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from services.kernel.domain.events import Event, Personal, Reckoned


class OfUnionCare(Event):
    """`duty` is birthday, festival or hospital. `member` is whom it is for, `period` the year, or the day on which they
    went to hospital; `first` to `due` is when it is done."""

    duty: str
    member: Reckoned[str] = ""
    period: Reckoned[str] = ""


class UnionCareDue(OfUnionCare):
    """A visit in hospital is owed once it is reported, by the actor."""

    SAYS = "登记应开展工会慰问"
    TOPIC = "finance.union-care-due.v1"
    answers: str = ""
    answers_as: str = ""
    festival: str = ""
    first: Reckoned[date | None] = None
    due: Reckoned[date | None] = None


class UnionCarePassed(OfUnionCare):
    """Somebody else holds the post now, or it is for whoever held it."""

    SAYS = "移交工会慰问"
    TOPIC = "finance.union-care-passed.v1"
    answers: str
    answers_as: str
    due: Reckoned[date | None] = None


class UnionCareMoved(OfUnionCare):
    """A day of birth was corrected."""

    SAYS = "变更工会慰问日期"
    TOPIC = "finance.union-care-moved.v1"
    first: Reckoned[date | None] = None
    due: Reckoned[date | None] = None


class UnionCareGiven(OfUnionCare):
    """`gift` is its value in yuan, for each at a festival."""

    SAYS = "登记工会慰问"
    TOPIC = "finance.union-care-given.v1"
    was_missed: bool = False
    on: Reckoned[date | None] = None
    visitors: Personal[tuple[str, ...]] = ()
    gift: Reckoned[Decimal] = Decimal("0.00")
    what: Personal[str] = ""


class UnionCareMissed(OfUnionCare):
    """The day passed and nobody had; recorded once by the clock."""

    SAYS = "记录工会慰问未开展"
    TOPIC = "finance.union-care-missed.v1"
    answers: str = ""


class UnionCareLapsed(OfUnionCare):
    """Owed no more: the member has left, or was not in hospital after all."""

    SAYS = "工会慰问无须开展"
    TOPIC = "finance.union-care-lapsed.v1"
