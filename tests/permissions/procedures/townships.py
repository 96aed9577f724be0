"""Townships (A13): those who guide record it; the head and the office take errors back."""

from __future__ import annotations

from tests.permissions.words import BUDGET, JULY, OF_BUDGET, OFFICE, TOP, P, row
from tests.permissions.world import Diary


def prepare(diary: Diary) -> None:
    """A visit of the budget commission to a township, and a station it set up there."""
    town = {"department": "budget", "township": "qingyou", "on": "2026-07-03"}
    given = {**town, "people": ["p027"], "content": "指导代表活动"}
    diary.make("guidance", "07-03T17:00", "p027", "documents.record-guidance", **given)
    diary.make("station", "07-03T17:00", "p027", "documents.record-station", **town, form="station", name="青柚联络站")


TOWN = {**BUDGET, "township": "yunqiao", "on": "2026-07-07"}
STRAY = {"reason": "登记有误"}


ROWS = (
    row("documents.record-guidance", "colleague head supervisor", **TOWN, people=[P], content="指导代表活动"),
    row("documents.withdraw-guidance", f"head {OFFICE}", guidance="@guidance", **STRAY),
    row("documents.get-guidance", OF_BUDGET, guidance="@guidance"),
    row("documents.list-guidance", OF_BUDGET, "of a department", **BUDGET),
    row("documents.list-guidance", f"{OFFICE} {TOP}", "of the organ"),
    row("documents.record-station", "colleague head supervisor", **TOWN, form="station", name="云桥联络站"),
    row("documents.close-station", f"head {OFFICE}", station="@station", on="2026-07-08", reason="合并"),
    row("documents.withdraw-station", f"head {OFFICE}", station="@station", **STRAY),
    row("documents.get-station", OF_BUDGET, station="@station"),
    row("documents.list-stations", OF_BUDGET, "of a department", **BUDGET),
    row("documents.list-stations", f"{OFFICE} {TOP}", "of the organ"),
    row("documents.export-townships", f"{OFFICE} {TOP}", **JULY),
)  # fmt: skip
