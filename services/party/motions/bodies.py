"""The bodies that vote and the matters they vote on, as the regulation files describe them (B2.2, B2.4, B2.5)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from fractions import Fraction

from services.directory.circle import people
from services.directory.organ import picture
from services.kernel.procedure.context import Context
from services.kernel.refusals import Invalid
from services.kernel.rules.regulations import Record, Records, RegulationError, Rules, UnknownParameter
from services.party.members.member import MemberKind
from services.party.members.roll import formal_members
from services.party.motions.motion import Ballot, Kept

FILE = "party-motions.toml"
FORMAL = "formal"
"""The formal members of the branch who serve in the organ: who is on probation has no vote."""


def listed(ctx: Context, name: str, on: date) -> Records:
    return ctx.rules.value(f"motions.{name}", on, Records)


def entry(ctx: Context, name: str, id: str, field: str, on: date) -> Record:
    """Of the list `bodies` or `matters`; refuses what is not on it."""
    known = listed(ctx, name, on)
    found = known.get(id)
    if found is None:
        raise Invalid(
            f"没有这一项，可选：{'、'.join(one.zh for one in known)}。",
            f"There is no such choice; it is one of {', '.join(one.en for one in known)}.",
            fields=[{"field": field, "value": id, "allowed": list(known.ids)}],
        )
    return found


def members(ctx: Context, body: str, on: date) -> tuple[str, ...]:
    """Who may vote in it on that day."""
    organ, words = picture(ctx), entry(ctx, "bodies", body, "body", on).words("members")
    if FORMAL not in words:
        return people(organ, words, on)
    serving = (one.person for one in formal_members(ctx, on) if one.kind is MemberKind.SERVING)
    return tuple(person for person in serving if organ.is_active(person, on))


def presiding(ctx: Context, body: str, recused: Collection[str]) -> tuple[str, ...]:
    """Who has it discussed and voted on today: whoever is recused does not."""
    words = entry(ctx, "bodies", body, "body", ctx.today).words("presides")
    return tuple(one for one in people(picture(ctx), words, ctx.today) if one not in recused)


def setting_agenda(ctx: Context, body: str, recused: Collection[str]) -> tuple[str, ...]:
    """The secretary; where there is none or they are recused, whoever presides in their place."""
    words = entry(ctx, "bodies", body, "body", ctx.today).words("secretary")
    found = tuple(one for one in people(picture(ctx), words, ctx.today) if one not in recused)
    return found or presiding(ctx, body, recused)


def share(name: str, matter: str) -> str:
    """The parameter that says how much of those entitled: `quorum` or `majority`."""
    return f"motions.{name}_of_{matter.replace('-', '_')}"


def check(rules: Rules) -> None:
    """Every matter has its ballot, its keeping, quorum and majority; `RegulationError` at the first fault."""
    for dated in rules.parameter("motions.matters").values:
        assert isinstance(dated.value, Records)
        for matter in dated.value:
            if matter.text("ballot") not in set(Ballot) or matter.text("kept") not in set(Kept):
                raise RegulationError(FILE, "motions.matters", f"{matter.id}: neither such ballot nor such keeping")
            for name in ("quorum", "majority"):
                if fault := _fault(rules, share(name, matter.id)):
                    raise RegulationError(FILE, share(name, matter.id), fault)


def _fault(rules: Rules, name: str) -> str:
    try:
        values = [str(dated.value) for dated in rules.parameter(name).values]
    except UnknownParameter:
        return "is missing: every matter has one"
    try:
        fine = all(0 < Fraction(value) <= 1 for value in values)
    except (ValueError, ZeroDivisionError):
        fine = False
    return "" if fine else "is no share such as 1/2"
