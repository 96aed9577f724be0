"""What can happen to a department, as the kinds of facts declare it: blame, merit, debts and their settling (A34).

A deed is what one event says of one department. A kind that names its debt comes with it: a task is due and done, or
due and missed. A kind that settles another takes its place: what is handed in late is missing no longer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from services.appraisal.policy.model import Policy
from services.appraisal.scorecards.scoring import Count, Counts
from services.kernel.rules.facts import SCALE, Kind, plain_name

Kinds = Mapping[str, Kind]


@dataclass(frozen=True)
class Deed:
    """`sign` is what no scorecard may turn round; `changes` are in thousandths, by kind.

    `outcomes` are what can become of the debt that it touches, and never more of them than was owed.
    """

    sign: Literal["adverse", "favourable"]
    changes: Mapping[str, int]
    zh: str
    en: str
    debt: str = ""
    outcomes: tuple[str, ...] = ()

    def after(self, counts: Counts) -> dict[str, Count]:
        found = dict(counts)
        for kind, change in self.changes.items():
            found[kind] = Count(found.get(kind, Count(0)).quantity + change)
        return found

    def possible(self, counts: Counts) -> bool:
        """What is to be settled must be there, and nothing is done that was not owed."""
        after = {kind: count.quantity for kind, count in self.after(counts).items()}
        come = sum(after.get(kind, 0) for kind in self.outcomes)
        return min(after.values()) >= 0 and (not self.debt or come <= after.get(self.debt, 0))


def zh(kind: Kind) -> str:
    return plain_name(kind)[0]


def en(kind: Kind) -> str:
    return plain_name(kind)[1]


def deeds(policy: Policy, kinds: Kinds) -> Iterator[Deed]:
    """All that may happen to what the policy reads; what is made good comes last."""
    read = policy.reads()
    for code in sorted(kinds, key=lambda code: (bool(kinds[code].settles), code)):
        kind = kinds[code]
        if kind.sign is None or not ({code, kind.debt, kind.settles} & read):
            continue
        once = {code: SCALE}
        outcomes = tuple(sorted(other for other in kinds if kind.debt and kinds[other].debt == kind.debt))
        owed = (kind.debt, outcomes) if kind.debt in kinds else ("", ())
        if kind.sign == "owed":
            yield Deed("adverse", once, f"多一项“{zh(kind)}”而未办", f"one more of “{en(kind)}”, not done")
            continue
        yield Deed(kind.sign, once, f"记入一次“{zh(kind)}”", f"one more of “{en(kind)}”", *owed)
        if kind.debt in kinds:
            debt = kinds[kind.debt]
            yield Deed(
                kind.sign,
                once | {kind.debt: SCALE},
                f"多一项“{zh(debt)}”，结果为“{zh(kind)}”",
                f"one more of “{en(debt)}”, which became one of “{en(kind)}”",
                *owed,
            )
        if kind.settles in kinds:
            worse = kinds[kind.settles]
            yield Deed(
                "favourable",
                {kind.settles: -SCALE, code: SCALE},
                f"一次“{zh(worse)}”补办为“{zh(kind)}”",
                f"one of “{en(worse)}” was made good and became one of “{en(kind)}”",
            )
