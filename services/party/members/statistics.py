"""组织状况统计: the branch of a day by kind, group, age, sex and education, as a workbook (B4.3). Counts, no names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from itertools import pairwise

from services.directory.organ import picture
from services.kernel.procedure.context import Context
from services.kernel.procedure.operations import File
from services.kernel.procedure.workbook import Column, Sheet
from services.kernel.procedure.worksheet import exported
from services.kernel.rules.values import Choices
from services.party.members.record import MemberRecord
from services.party.members.roll import OnRoll, roll

AGES = (0, 31, 36, 41, 46, 51, 56, 61)
"""The first year of each stretch: to 30, 31 to 35, … 61 and above, as the yearly Party statistics divide them."""
UNKNOWN = "未填"
_SEXES = {"male": "男", "female": "女"}


def age_on(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def age_group(born: date | None, on: date) -> str:
    """`31—35岁`; 未填 where the day of birth is not known."""
    if born is None:
        return UNKNOWN
    age = age_on(born, on)
    return next((name for first, last, name in _groups() if first <= age < last), UNKNOWN)


def _groups() -> Iterable[tuple[int, int, str]]:
    for first, following in pairwise((*AGES, 200)):
        name = f"{AGES[1] - 1}岁及以下" if first == 0 else f"{first}岁及以上" if first == AGES[-1] else ""
        yield first, following, name or f"{first}—{following - 1}岁"


def statistics(ctx: Context, on: date) -> File:
    """One line per value, each with full members and those on probation; every part adds up to the whole branch."""
    members = roll(ctx, on)
    known = {row.person: row for row in ctx.rows_of(MemberRecord, person=[one.person for one in members])}
    taught = {one.id: one.zh for one in ctx.rules.value("members.education", on, Choices)}
    people = picture(ctx)

    def sex(person: str) -> str:
        found = people.person(person)
        return _SEXES.get(found.gender, UNKNOWN) if found is not None else UNKNOWN

    parts: tuple[tuple[str, tuple[str, ...], dict[str, str]], ...] = (
        ("类别", (), {one.person: one.kind.zh for one in members}),
        ("党小组", (), {one.person: one.group or UNKNOWN for one in members}),
        (
            "年龄",
            tuple(name for _, _, name in _groups()),
            {one.person: age_group(known[one.person].born, on) for one in members},
        ),
        ("性别", tuple(_SEXES.values()), {one.person: sex(one.person) for one in members}),
        (
            "学历",
            tuple(taught.values()),
            {one.person: taught.get(known[one.person].education, UNKNOWN) for one in members},
        ),
    )
    lines = [("合计", "", *_counted(members))]
    for part, order, values in parts:
        lines += _lines(part, order, values, members)
    columns = (
        Column("项目", 10),
        Column("分类", 18),
        Column("合计", 8),
        Column("正式党员", 10),
        Column("预备党员", 10),
    )
    title = f"党支部组织状况统计 {on.isoformat()}"
    return exported(f"branch-statistics-{on}", Sheet("组织状况统计", title, columns, lines))


def _lines(
    part: str, order: tuple[str, ...], values: dict[str, str], members: tuple[OnRoll, ...]
) -> list[tuple[str, str, int, int, int]]:
    found = Counter(values.values())
    names = [*(one for one in order if one in found), *sorted(set(found) - {*order, UNKNOWN})]
    names += [UNKNOWN] if UNKNOWN in found else []
    return [(part, name, *_counted(one for one in members if values[one.person] == name)) for name in names]


def _counted(members: Iterable[OnRoll]) -> tuple[int, int, int]:
    formal = [one.formal for one in members]
    return len(formal), sum(formal), len(formal) - sum(formal)
