"""What the union owes (A23–A26): its chair sees to it, and the leader in charge of finance to what is for the chair."""

from __future__ import annotations

from services.finance.union_health.check import check_id
from tests.permissions.words import JULY, P, row
from tests.permissions.world import SYSTEM, Diary


def prepare(diary: Diary) -> None:
    """The clock opens July's birthdays and the year's health check; p027 is in hospital, and so is the chair."""
    diary.do("07-02T09:30", SYSTEM, "finance.tick")
    for label, patient in (("hospital-stay", P), ("stay-of-chair", "p017")):
        diary.make(label, "07-02T11:00", "p028", "finance.report-hospital-stay", patient=patient, on="2026-07-01")
    arranged = {"check": str(check_id(2026)), "first": "2026-07-02", "last": "2026-07-31", "place": "区人民医院"}
    diary.do("07-02T12:00", "p017", "finance.arrange-health-check", **arranged)
    gone = {"check": str(check_id(2026)), "on": "2026-07-02", "people": ["p028"]}
    diary.do("07-02T18:00", "p017", "finance.record-health-check", **gone)


STAY, OF_CHAIR = {"care": "@hospital-stay"}, {"care": "@stay-of-chair"}
VISIT = {"on": "2026-07-08", "visitors": ["p026"], "gift": "500"}
CHECK = {"check": str(check_id(2026))}
ROWS = (
    row("finance.report-hospital-stay", "everybody", patient="p030", on="2026-07-08"),
    row("finance.record-union-care", "union-chair", **STAY, **VISIT),
    row("finance.record-union-care", "finance-leader", "of the chair", **OF_CHAIR, **VISIT),
    row("finance.withdraw-hospital-stay", "union-chair", **STAY),
    row("finance.withdraw-hospital-stay", "finance-leader", "of the chair", **OF_CHAIR),
    row("finance.get-union-care", "self union-chair auditor", **STAY),
    row("finance.get-union-care", "union-chair finance-leader auditor", "of the chair", **OF_CHAIR),
    row("finance.list-union-care", "self union-chair auditor", "of a person", person=P),
    row("finance.list-union-care", "union-chair auditor", "of all"),
    row("finance.export-union-care", "union-chair auditor", **JULY),
    row("finance.arrange-health-check", "union-chair", **CHECK, first="2026-09-01", last="2026-09-30", place="医院"),
    row("finance.record-health-check", "union-chair", **CHECK, on="2026-07-08", people=[P]),
    row("finance.conclude-health-check", "union-chair", **CHECK),
    row("finance.get-health-check", "everybody", **CHECK),
    row("finance.list-health-checks", "everybody"),
    row("finance.list-health-check-attendance", "self union-chair auditor", "of a person", person=P),
    row("finance.list-health-check-attendance", "union-chair auditor", "of all"),
    row("finance.export-health-checks", "union-chair auditor", **JULY),
)  # fmt: skip
