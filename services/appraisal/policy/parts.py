"""A policy taken apart: its parts by name, what differs between two, and a new one made of parts of old ones (A35).

A part is named as the scorecards' pages name it: `agenda` is a dimension, `agenda/late` a rule, `grades/good` a grade;
a field follows a dot: `agenda.weight`, `agenda/late.points`, and `.places` of the policy itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from services.appraisal.policy.model import Part, Policy
from services.appraisal.policy.operations import ChangedPart, Difference, PartView, TakenPart
from services.kernel.procedure import faults
from services.kernel.refusals import Invalid

Content = dict[str, Any]
_LISTS = {"dimensions", "grades", "rules"}


class NoSuchPart(Invalid):
    """The policy has no part of that name."""

    code = "appraisal.policy-no-such-part"
    next = ("请对照考核办法页面上的各部分名称填写。", "Name the parts as the page of the policy does.")


class Misshapen(Invalid):
    """The parts do not make a policy together: weights that do not add up, a bound that is crossed."""

    code = "appraisal.policy-misshapen"
    next = ("请一并调整相关部分，使各项相符。", "Change what belongs together at once, so that the parts fit.")


def parts(policy: Policy) -> dict[str, tuple[str, str, str]]:
    """Each field of each part: its value as a text, and the part's name in Chinese and English."""
    content = policy.content()
    found: dict[str, tuple[str, str, str]] = {}
    for name, one in _named(content):
        for field, value in one.items():
            if field not in _LISTS and field != "id":
                found[f"{name}.{field}"] = (_text(value), one["zh"], one["en"])
    return found


def taken_whole(policy: Policy) -> list[PartView]:
    """What another policy may take: each grade, dimension and rule."""
    return [PartView(part=name, zh=zh, en=en) for name, zh, en, _ in _called(policy) if name]


def settable(policy: Policy) -> list[PartView]:
    """What another policy may write anew: each field of each part, as its page calls it."""
    found = []
    for name, zh, en, one in _called(policy):
        for field, info in type(one).model_fields.items():
            if field not in _LISTS and field != "id":
                title_zh, _, title_en = (info.title or field).partition(" / ")
                found.append(PartView(part=f"{name}.{field}", zh=f"{zh} · {title_zh}", en=f"{en} · {title_en}"))
    return found


def _called(policy: Policy) -> Iterator[tuple[str, str, str, Part]]:
    yield "", policy.zh, policy.en, policy
    for grade in policy.grades:
        yield f"grades/{grade.id}", grade.zh, grade.en, grade
    for dimension in policy.dimensions:
        yield dimension.id, dimension.zh, dimension.en, dimension
        for rule in dimension.rules:
            yield f"{dimension.id}/{rule.id}", f"{dimension.zh} › {rule.zh}", f"{dimension.en} › {rule.en}", rule


def _named(content: Content) -> Iterator[tuple[str, Content]]:
    yield "", content
    for grade in content["grades"]:
        yield f"grades/{grade['id']}", grade
    for dimension in content["dimensions"]:
        yield dimension["id"], dimension
        for rule in dimension["rules"]:
            yield f"{dimension['id']}/{rule['id']}", rule


def _text(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(map(str, value))
    return "" if value is None else str(value)


def differences(first: Policy, second: Policy) -> list[Difference]:
    """In the order of the first policy, then what only the second has."""
    mine, theirs = parts(first), parts(second)
    called = {one.part: (one.zh, one.en) for one in (*settable(second), *settable(first))}
    found = []
    for part in (*mine, *(part for part in theirs if part not in mine)):
        before, after = mine.get(part), theirs.get(part)
        if (before and before[0]) != (after and after[0]):
            zh, en = called[part]
            found.append(
                Difference(
                    part=part, zh=zh, en=en,
                    first=None if before is None else before[0], second=None if after is None else after[0],
                )
            )  # fmt: skip
    return found


def forked(
    policy: Policy,
    names: Mapping[str, str],
    taken: Iterable[tuple[TakenPart, Policy]],
    changed: Iterable[ChangedPart],
) -> Policy:
    """The policy under another name, with whole parts from others in place of its own, and fields written anew."""
    content = policy.content() | dict(names)
    for one, other in taken:
        _take(content, one.part, other.content())
    for change in changed:
        _change(content, change)
    try:
        return Policy.model_validate(content)
    except ValidationError as fault:
        told = faults.refused(Policy, fault)
        raise Misshapen(
            f"这些部分合不成一个考核办法：{told.zh}", f"These parts do not make a policy: {told.en}", **told.details
        ) from fault


def _take(content: Content, part: str, other: Content) -> None:
    """What the other has takes the place of what is there, or its own place at the end; what it lacks goes."""
    above, _, id = part.rpartition("/")
    mine, theirs = _list(content, above), _list(other, above)
    if mine is None or (theirs is None and above):
        raise _unknown(part)
    there = next((n for n, one in enumerate(mine) if one["id"] == id), None)
    new = next((one for one in theirs or () if one["id"] == id), None)
    if there is None and new is None:
        raise _unknown(part)
    mine[slice(len(mine), None) if there is None else slice(there, there + 1)] = [] if new is None else [new]


def _list(content: Content, above: str) -> list[Content] | None:
    if above == "grades":
        grades: list[Content] = content["grades"]
        return grades
    if not above:
        dimensions: list[Content] = content["dimensions"]
        return dimensions
    found = next((d for d in content["dimensions"] if d["id"] == above), None)
    return None if found is None else found["rules"]


def _change(content: Content, change: ChangedPart) -> None:
    name, _, field = change.part.rpartition(".")
    one = dict(_named(content)).get(name)
    if one is None or field in _LISTS or field == "id":
        raise _unknown(change.part)
    if change.value is None:
        one.pop(field, None)
    else:
        one[field] = change.value.split() if isinstance(one.get(field), list) else change.value


def _unknown(part: str) -> NoSuchPart:
    return NoSuchPart(
        f"考核办法没有“{part}”这一部分。", f"The policy has no part “{part}”.", fields=[{"field": "part", "part": part}]
    )
