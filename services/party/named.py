"""Whom a list of the regulation files means on a day: posts, roles of a body, the branch's members, everyone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from services.directory.organ import picture
from services.directory.picture import Picture
from services.kernel.domain.who import Capacity, Organ, Subject, Who
from services.kernel.procedure.context import Context
from services.party.members.roll import roll

EVERYONE, MEMBERS, WHOLE = "everyone", "members", "*"


def people(ctx: Context, words: Iterable[str], on: date) -> tuple[str, ...]:
    """Everybody meant, in the order of the words; posts by their holders."""
    found: dict[str, None] = {}
    for word in words:
        found |= dict.fromkeys(_people(ctx, word, on))
    return tuple(found)


def _people(ctx: Context, word: str, on: date) -> Iterable[str]:
    organ = picture(ctx)
    if word == EVERYONE:
        return (person.id for person in organ.people() if organ.is_active(person.id, on))
    if word == MEMBERS:
        return (one.person for one in roll(ctx, on) if organ.is_active(one.person, on))
    body, _, role = word.partition(":")
    if role:
        return (one.person for one in organ.body_members(body, on) if role in (WHOLE, one.role))
    holder = organ.holder(word, on)
    return (holder,) if holder else ()


def _holds(organ: Organ, caller: str, subject: Subject, on: date) -> Capacity | None:
    """In the role of a body, or in a post or for its holder; never about oneself."""
    assert isinstance(organ, Picture)
    if caller == subject.person:
        return None
    for word in subject.posts:
        body, _, role = word.partition(":")
        if not role:
            found = organ.standing(caller, word, on)
            if found is not None:
                return found
        elif any(one.person == caller and role in (WHOLE, one.role) for one in organ.body_members(body, on)):
            return Capacity()
    return None


NAMED = Who("named-by-the-rule", "规定的人员（不含本人）", "whom the rule names, never about themselves", _holds)
"""The words stand in the subject's `posts`."""
