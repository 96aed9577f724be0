"""What can be done with one kind of record: how it begins, how it goes on from each status, what else is tried.

A way asks the office what stands in its registers and answers with deeds of the usual people; a machine may send
somebody else. Whether a deed is carried out is not said here, nor what then holds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from services.kernel.domain.events import Event
from services.kernel.procedure.operations import Operation
from services.kernel.procedure.record import Record
from tests.finance.claims import SUPERVISING
from tests.finance.desk import CHAIR, CLERK, DIRECTOR, FINANCE_LEADER, SECRETARY

Deed = tuple[str, Operation]
HEADS = "p029"
"""Head of agriculture, whose money most of this is."""
CENT = Decimal("0.01")
POSTS = {
    "deputy-chair-3": SUPERVISING, "head-office": DIRECTOR, "finance-leader": FINANCE_LEADER, "chair": CHAIR,
    "secretary-general": SECRETARY, "clerk": CLERK, "head-agriculture": HEADS,
}  # fmt: skip
"""Who holds them."""


@dataclass(frozen=True)
class Chance:
    """What a machine draws for one deed: a sum, the number of an invoice, and one of several possibilities."""

    amount: Decimal = Decimal(106)
    number: int = 0
    other: int = 0

    def one_of(self, *those: Any) -> Any:
        return those[self.other % len(those)]


class Office(Protocol):
    today: date

    def of(self, record: type[Record], **where: Any) -> Sequence[Any]:
        """The register's lines with these values, by their primary key."""
        ...

    def held(self, account: str) -> Decimal:
        """What the books say is in it."""
        ...

    def asks(self, person: str, query: Operation) -> Any: ...


Begins = Callable[[Office, Chance], Sequence[Deed]]
Step = Callable[[Office, Any, Chance], Sequence[Deed]]


@dataclass(frozen=True)
class Way:
    """`on` are the steps of each status, taken in turn; `strays` what is tried out of order."""

    record: type[Record]
    opened_by: type[Event]
    begins: Begins
    on: Mapping[str, Sequence[Step]]
    strays: Sequence[Step] = ()


def does(person: str, operation: type[Any], /, **said: Any) -> Deed:
    return person, operation.model_validate(said)


def step_of(field: str) -> Callable[..., Step]:
    """Steps that say of their record no more than which one it is: `step(CASHIER, DrawAdvance)`; by whoever the record
    names as its person where nobody is said."""

    def step(person: str, operation: type[Any], /, **said: Any) -> Step:
        return lambda office, row, chance: [does(person or row.person, operation, **{field: row.id}, **said)]

    return step


def half(amount: Decimal) -> Decimal:
    return (amount / 2).quantize(CENT) or CENT
