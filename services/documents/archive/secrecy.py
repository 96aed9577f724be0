"""Who sees the title of what is archived: the lists that its class has as an incoming document decide (B11.1).

`concerned` is who listed it or handed it over, who has it on loan, and the head of the department that it comes from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from services.directory.organ import picture
from services.kernel.procedure.context import Context
from services.kernel.procedure.secrecy import SECRECY, TITLE, acting_posts, seen_by

PEOPLE = ("listed_by", "handed_over_by", "lent_to")
"""Columns that name somebody who is concerned; a table has one or more of them."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What one caller may see, in one transaction."""

    caller: str
    freely: frozenset[str]
    """Classes whose titles the caller sees."""
    if_concerned: frozenset[str]
    headed: frozenset[str]
    """Departments whose head the caller is, or stands in for."""

    def sees(self, row: Any) -> bool:
        """Of a register row, or a fact with the same fields."""
        if row.secrecy in self.freely:
            return True
        return row.secrecy in self.if_concerned and (
            row.department in self.headed or any(getattr(row, name, "") == self.caller for name in PEOPLE)
        )

    def condition(self, columns: Any) -> ColumnElement[bool]:
        """The same for the database."""
        concerned = [columns[name] == self.caller for name in PEOPLE if name in columns]
        return or_(
            columns.secrecy.in_(sorted(self.freely)),
            and_(
                columns.secrecy.in_(sorted(self.if_concerned)),
                or_(columns.department.in_(sorted(self.headed)), *concerned),
            ),
        )


def sight(ctx: Context, person: str = "") -> Sight:
    """Of the caller, or of somebody else."""
    organ, caller, today = picture(ctx), person or ctx.caller, ctx.today
    posts = acting_posts(ctx, caller)
    keeps = not posts.isdisjoint(ctx.rules.value("archive.keepers", today, tuple))
    freely, if_concerned = set[str](), set[str]()
    for secrecy in SECRECY:
        allowed = seen_by(ctx, TITLE, secrecy)
        if keeps or "everyone" in allowed or not posts.isdisjoint(allowed):
            freely.add(secrecy)
        elif "concerned" in allowed:
            if_concerned.add(secrecy)
    headed = (d.id for d in organ.departments(today) if posts and organ.head_post(d.id, today) in posts)
    return Sight(caller, frozenset(freely), frozenset(if_concerned), frozenset(headed))
