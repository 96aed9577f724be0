"""Whom a list of the regulation files means on a day: posts, roles of a body, heads of departments, everyone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from services.directory.picture import Picture
from services.kernel.domain.who import Subject

HEADS, EVERYONE, NOBODY, WHOLE = "heads", "everyone", "nobody", "*"


def people(organ: Picture, words: Iterable[str], on: date) -> tuple[str, ...]:
    """Everybody meant, in the order of the words; posts by their holders."""
    found: dict[str, None] = {}
    for word in words:
        found |= dict.fromkeys(_people(organ, word, on))
    return tuple(found)


def _people(organ: Picture, word: str, on: date) -> Iterable[str]:
    if word == EVERYONE:
        return (person.id for person in organ.people() if organ.is_active(person.id, on))
    if word == HEADS:
        held = (organ.holder(organ.head_post(department.id, on), on) for department in organ.departments(on))
        return (person for person in held if person)
    body, _, role = word.partition(":")
    if role:
        return (m.person for m in organ.body_members(body, on) if role in (WHOLE, m.role))
    holder = organ.holder(word, on)
    return (holder,) if holder else ()


def acting(organ: Picture, words: Iterable[str], on: date) -> tuple[str, ...]:
    """Everybody meant, and whoever stands in for the holder of a post on the day."""
    words = tuple(words)
    deputies = (organ.deputy_for(post, on) for post in posts(organ, words, on))
    return tuple(dict.fromkeys((*people(organ, words, on), *(person for person in deputies if person))))


def posts(organ: Picture, words: Iterable[str], on: date) -> tuple[str, ...]:
    """The posts among the words; those of the heads one by one."""
    words = tuple(words)
    heads = (organ.head_post(department.id, on) for department in organ.departments(on)) if HEADS in words else ()
    return tuple(dict.fromkeys((*(word for word in words if organ.post(word)), *(post for post in heads if post))))


def subject(organ: Picture, words: Iterable[str], caller: str, on: date) -> Subject:
    """For an operation of whoever is on the list: in their post, or as themselves where a body names them."""
    words = tuple(words)
    return Subject(caller if caller in people(organ, words, on) else "", posts=posts(organ, words, on))


def someone(words: Iterable[str]) -> bool:
    """Whether the list means anybody at all."""
    return set(words) != {NOBODY}
