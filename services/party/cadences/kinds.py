"""The branch's kinds of meetings as the regulation files describe them, and how often each is due (A2, B3)."""

from __future__ import annotations

from datetime import date

from services.directory.circle import people
from services.directory.organ import picture
from services.kernel.procedure.context import Context
from services.kernel.refusals import Invalid
from services.kernel.rules.regulations import Record, Records, RegulationError, Rules, UnknownParameter
from services.party.cadences.owed import PARTY_GROUP
from services.party.members.member import MemberKind
from services.party.members.roll import roll
from services.party.periods import MONTHS

FILE = "party-meetings.toml"
NONE = "none"
CADENCES = (*MONTHS, NONE)
"""How a regulation file may say how often something is due."""
MEMBERS, GROUP = "members", "group"
"""Who belongs: all members of the branch, or those of the one group."""


def kinds(ctx: Context, on: date) -> Records:
    return ctx.rules.value("party_meetings.kinds", on, Records)


def kind_of(ctx: Context, id: str, on: date) -> Record:
    """Refuses one that the branch does not have."""
    known = kinds(ctx, on)
    found = known.get(id)
    if found is None:
        raise Invalid(
            f"没有这类会议，可选：{'、'.join(one.zh for one in known)}。",
            f"There is no such kind of meeting; it is one of {', '.join(one.en for one in known)}.",
            fields=[{"field": "kind", "value": id, "allowed": list(known.ids)}],
        )
    return found


def has_groups(kind: Record) -> bool:
    return GROUP in kind.words("belongs")


def belonging(ctx: Context, kind: Record, group: str, on: date) -> tuple[str, ...]:
    """Who belongs to a meeting of the kind on that day: of the members those who serve in the organ. Who is retired or
    lives elsewhere is welcome, and not missed."""
    words = kind.words("belongs")
    if has_groups(kind) or MEMBERS in words:
        organ = picture(ctx)
        return tuple(
            one.person
            for one in roll(ctx, on)
            if (one.group == group or not has_groups(kind))
            and one.kind is MemberKind.SERVING
            and organ.is_active(one.person, on)
        )
    return people(picture(ctx), words, on)


def cadence(kind: str) -> str:
    """The parameter that says how often."""
    return f"party_meetings.cadence_of_{kind.replace('-', '_')}"


def answers(ctx: Context, kind: str, on: date) -> str:
    """Who owes that one is held: the first on the list, or nobody."""
    if kind == PARTY_GROUP:
        words = ctx.rules.value("party_meetings.party_group_answers", on, tuple)
    else:
        words = kind_of(ctx, kind, on).words("answers")
    return next(iter(people(picture(ctx), words, on)), "")


def check(rules: Rules) -> None:
    """Every kind says how often, in words that are known; `RegulationError` at the first fault."""
    listed = [one.id for dated in rules.parameter("party_meetings.kinds").values for one in _records(dated.value)]
    for kind in (*dict.fromkeys(listed), PARTY_GROUP):
        try:
            values = [dated.value for dated in rules.parameter(cadence(kind)).values]
        except UnknownParameter:
            raise RegulationError(FILE, cadence(kind), "is missing: every kind of meeting has one") from None
        if not all(value in CADENCES for value in values):
            raise RegulationError(FILE, cadence(kind), f"is none of {', '.join(CADENCES)}")


def _records(value: object) -> Records:
    assert isinstance(value, Records)
    return value
