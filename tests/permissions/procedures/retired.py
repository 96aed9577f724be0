"""Retired staff (B9.7): looked after by the office, known to it, the secretary-general and the auditor."""

from __future__ import annotations

from tests.permissions.words import OFFICE, row
from tests.permissions.world import Diary

SOMEBODY = {"name": "某老同志", "retired_on": "2020-03-01"}


def prepare(diary: Diary) -> None:
    """One on the register, to whom condolence is owed."""
    diary.make("retired", "07-01T09:30", "p011", "party.enter-retired", **SOMEBODY)
    illness = {"retired": "@retired", "occasion": "illness", "on": "2026-07-01"}
    diary.make("care", "07-01T09:40", "p011", "party.report-occasion", **illness)


READERS = f"{OFFICE} secretary-general auditor"
ROWS = (
    row("party.enter-retired", OFFICE, **SOMEBODY),
    row("party.change-retired-details", OFFICE, retired="@retired", address="", contact="", condition="康复"),
    row("party.end-retired", OFFICE, retired="@retired", on="2026-07-08", reason="迁居外地"),
    row("party.report-occasion", OFFICE, retired="@retired", occasion="hardship", on="2026-07-08"),
    row("party.get-retired", READERS, retired="@retired"),
    row("party.list-retired", READERS),
    row("party.record-care", OFFICE, care="@care", on="2026-07-08", visitors=["p008"]),
    row("party.get-care", READERS, care="@care"),
    row("party.list-care", READERS),
    row("party.export-care", READERS, start="2026-07-01", end="2026-07-31"),
)
