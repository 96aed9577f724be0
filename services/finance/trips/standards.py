"""What a trip may cost at most: lodging by night, meals and local transport by day, a class of transport by rank (A30,
B14.6). The standards are those in force on the first day away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from services.directory.organ import picture
from services.finance.money import ZERO, rounded
from services.finance.trips.events import Stay
from services.finance.trips.states import Lodging
from services.kernel.domain.words import Word
from services.kernel.procedure.context import Context
from services.kernel.rules.regulations import Rules
from services.kernel.rules.values import Record, Records, Table

DISTRICT, OTHER = "district", "other"
STAFF = "staff"
"""The level of those who hold no post."""


class Expense(Word):
    """What is claimed of a trip."""

    TRANSPORT = "transport", "城市间交通费", "transport between places"
    LODGING = "lodging", "住宿费", "lodging"
    MEALS = "meals", "伙食补助费", "meals"
    LOCAL = "local-transport", "市内交通费", "local transport"


@dataclass(frozen=True, slots=True)
class Line:
    """One person's, of one kind: `count` nights or days at most `rate` yuan each."""

    person: str
    kind: Expense
    count: int
    rate: Decimal
    cites: tuple[str, ...]

    @property
    def most(self) -> Decimal:
        return rounded(self.count * self.rate)


def rank_of(ctx: Context, person: str) -> Record:
    """The highest rank that one of their levels follows."""
    organ, rules = picture(ctx), ctx.rules
    posts = filter(None, map(organ.post, organ.posts_of(person, ctx.today)))
    held = {post.level for post in posts} or {STAFF}
    levels = rules.value("trips.levels", ctx.today, Records)
    follows = {level.text("rank") for level in levels if level.id in held}
    return next(rank for rank in rules.value("trips.ranks", ctx.today, Records) if rank.id in follows)


def lines(rules: Rules, stays: Iterable[Stay], *, area: str, place: str, lodging: str) -> Iterator[Line]:
    """Nights are one less than days, and only those in a hotel of their own count; meals and local transport go by
    calendar days."""
    where = DISTRICT if area == DISTRICT else place
    for stay in stays:
        days = (stay.end - stay.start).days + 1
        nights = days - 1 if lodging == Lodging.HOTEL else 0
        for kind, name, count, case in (
            (Expense.LODGING, "trips.lodging", nights, f"{stay.rank}-"),
            (Expense.MEALS, "trips.meals", days, ""),
            (Expense.LOCAL, "trips.local_transport", days, ""),
        ):
            rate = _rate(rules.value(name, stay.start, Table), case, where)
            yield Line(stay.person, kind, count, rate, rules.cite(name, stay.start))


def _rate(table: Table, case: str, where: str) -> Decimal:
    found = table.get(case + where)
    return found if found is not None else table.get(case + OTHER) or ZERO
