"""The words of the permission matrix: who is meant, and a row of it.

    self          the person concerned                  supervisor  leader supervising the department (分管领导)
    colleague     a member of the department            chair, secretary-general, office-director, clerk, auditor,
    head          of the department concerned           administrator, seal-keeper, security-administrator: the posts
    everybody     whoever serves on the day             system      the clock and first imports
    nobody        nobody at all                         finance-leader: p003, beside supervising
                                                        discipline-member: of that group and the branch committee

A word for a post also means whoever stands in for its holder on the day (A15). A text `"@x"` in a body is made by the
fixture world.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Row:
    operation: str
    allowed: str
    body: dict[str, Any]
    case: str = ""
    and_also: tuple[str, ...] = ()
    """Callers whose case the words do not cover, named one by one."""
    but_not: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return f"{self.operation}{f' ({self.case})' if self.case else ''}"


def row(
    operation: str,
    allowed: str,
    case: str = "",
    also: tuple[str, ...] = (),
    but_not: tuple[str, ...] = (),
    /,
    **body: Any,
) -> Row:
    return Row(operation, allowed, body, case, also, but_not)


KEEPERS = "administrator office-director system"
"""The office keeps the directory (B9); the system at the first import."""
READERS = "everybody system"
LINE = "head supervisor"
OFFICE = "clerk office-director"
TOP = "chair secretary-general auditor"
DRAFTERS = "chair secretary-general office-director administrator auditor system"
ALL_OBLIGATIONS = "clerk office-director chair secretary-general auditor administrator"
P, D, WHEN = "p027", "budget", "2026-07-09"
BUDGET = {"department": D}
OF_BUDGET = f"colleague {LINE} {OFFICE} {TOP}"
DAY_READERS = f"self {LINE} {OFFICE} {TOP}"
"""Of what concerns one person."""
LEADERS = "chair secretary-general"
THIRD = {"quarter": "2026-Q3"}
JULY = {"start": "2026-07-01", "end": "2026-07-31"}
