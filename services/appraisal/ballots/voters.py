"""Who rates with keys of their own: the classes of voters that the rule book names (A35)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from services.appraisal.ballots.events import VoterClass
from services.directory.organ import picture
from services.directory.picture import Picture
from services.kernel.procedure.context import Context
from services.kernel.rules.values import Records


def classes_of(ctx: Context, roll: Sequence[str], last: date) -> list[VoterClass]:
    """By the rules of the quarter's last day; none where there is one class alone, and none that nobody is in."""
    said = list(ctx.rules.value("ballots.classes", last, Records))
    if len(said) < 2:
        return []
    organ, left = picture(ctx), list(roll)
    found: list[VoterClass] = []
    for one in said:
        members = tuple(person for person in left if _is_of(organ, person, one.text("of"), ctx.today))
        left = [person for person in left if person not in members]
        least = one.text("least")
        if members:
            fewest = ctx.rules.value("ballots.least_slips", last, int) if least == "as-set" else int(least)
            found.append(VoterClass(id=one.id, weight=Decimal(one.text("weight")), least=fewest, members=members))
    if left:
        raise ValueError(f"ballots.classes: nobody's class holds {left[0]}; the last one is of everybody")
    return found


def _is_of(organ: Picture, person: str, of: str, on: date) -> bool:
    match of:
        case "leadership":
            department = organ.department(organ.department_of(person, on) or "", on)
            return department is not None and department.kind == "leadership"
        case "heads":
            return organ.is_head(person, on)
        case _:
            return True
