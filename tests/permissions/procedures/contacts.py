"""Contacts (A10, A12): assigned by the head, kept by one person; names for those who have to do with it."""

from __future__ import annotations

from tests.permissions.words import BUDGET, DAY_READERS, JULY, LINE, OFFICE, TOP, P, row
from tests.permissions.world import SYSTEM, Diary


def prepare(diary: Diary) -> None:
    """p027 keeps contact with a household that has a problem; two deputies serve, one with a voter; somebody has moved
    on from the department that their contact is of."""
    diary.make("deputy", "07-01T10:00", "p011", "party.enter-deputy", name="代表甲", since="2021-11-20")
    diary.make("other-deputy", "07-01T10:00", "p011", "party.enter-deputy", name="代表乙", since="2021-11-20")
    diary.do("07-01T10:01", "p011", "party.assign-voter", deputy="@deputy", name="选民甲", place="青柚镇")
    asked = {"person": P, "kind": "household", "name": "困难户甲", "place": "云桥镇"}
    diary.make("contact", "07-01T10:05", "p026", "party.assign-contact", **asked)
    new = {"person": "p900", "name": "新到人员", "number": "9900", "work_since": "2026-07-01", "department": "vacant"}
    diary.do("07-01T09:00", SYSTEM, "directory.hire-person", day="2026-07-01", **new)
    diary.make("astray", "07-01T10:06", "p008", "party.assign-contact", **asked | {"person": "p900"})
    diary.do("07-02T09:00", SYSTEM, "directory.move-person", person="p900", department="social", day="2026-07-02")
    diary.do("07-02T15:00", P, "party.record-visit", contact="@contact", **VISIT | {"on": "2026-07-02"})


VISIT = {"on": "2026-07-08", "way": "visit", "content": "了解生产生活情况", "problem": "饮水困难"}
KEEPERS = "head office-director"
ROWS = (
    row("party.enter-deputy", "clerk", name="代表丙", since="2021-11-20"),
    row("party.end-mandate", "clerk", deputy="@deputy", on="2026-07-08", reason="调离"),
    row("party.assign-voter", "clerk", deputy="@deputy", name="选民乙", place="青柚镇"),
    row("party.release-voter", "clerk", deputy="@deputy", voter=1, reason="搬迁"),
    row("party.record-voter-visit", "clerk", deputy="@deputy", voter=1, on="2026-07-08", content="走访"),
    row("party.get-deputy", "everybody", deputy="@deputy"),
    row("party.list-deputies", "everybody"),
    row("party.export-deputies", f"{OFFICE} {TOP}", **JULY),
    row("party.assign-contact", KEEPERS, person=P, kind="deputy", deputy="@other-deputy"),
    row("party.hand-over-contact", KEEPERS, contact="@contact", person="p028", reason="分工调整"),
    row("party.end-contact", KEEPERS, contact="@contact", reason="已脱贫"),
    row("party.record-visit", "self", contact="@contact", **VISIT),
    row("party.withdraw-visit", f"self {KEEPERS}", contact="@contact", visit=1, reason="登记有误"),
    row("party.forward-problem", f"self {KEEPERS}", contact="@contact", visit=1, to_department="agriculture"),
    row("party.settle-problem", "self head", contact="@contact", visit=1, outcome="已接通自来水"),
    row("party.get-contact", DAY_READERS, contact="@contact"),
    row("party.list-contacts", DAY_READERS, "of a person", person=P),
    row("party.list-contacts", f"{LINE} {OFFICE} {TOP}", "of a department", **BUDGET),
    row("party.list-contacts", f"{OFFICE} {TOP}", "of the organ"),
    row("party.export-contacts", f"{OFFICE} {TOP}", **JULY),
    row("party.list-contact-loads", f"head {OFFICE} {TOP}", "of a department", **BUDGET),
    row("party.list-contact-loads", f"{OFFICE} {TOP}", "of the organ"),
)
