"""A machine file of 100,000 rows through the whole import: read, find the people, record what is new, project it."""

from __future__ import annotations

import csv
import io
import time
from base64 import b64encode
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

import msgspec

from deploy.bench.harness import Report
from deploy.bench.world import CLERK, NOW, World, staff, world
from services.attendance.imports.operations import ImportPunches
from services.attendance.imports.template import HEADINGS
from services.kernel.procedure.workbook import Column, Sheet, write

ROWS = 100_000
GOAL = 10_000
FIRST = date(2023, 1, 2)


def lines(rows: int) -> Iterator[tuple[str, ...]]:
    """A row per person and half of the day, as clocks with four punches a day write them; no two alike."""
    with (Path(__file__).parents[1] / "organ" / "people.csv").open(encoding="utf-8", newline="") as file:
        people = {row["person"]: row for row in csv.DictReader(file)}
    here = [people[person] for person in staff(FIRST.isoformat())]

    def every() -> Iterator[tuple[str, ...]]:
        day = FIRST
        while day < NOW.date():
            for n, person in enumerate(here):
                minute = (n * 7 + day.toordinal() * 13) % 40
                who = (person["number"], person["name"], "", day.isoformat())
                yield (*who, f"08:{20 + minute % 39:02d}", f"12:{minute:02d}", "", "")
                yield (*who, "", "", f"13:{20 + minute % 39:02d}", f"18:{minute:02d}")
            day += timedelta(days=1)

    return islice(every(), rows)


def as_csv(rows: int) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([HEADINGS, *lines(rows)])
    return text.getvalue().encode("utf-8-sig")


def as_workbook(rows: int) -> bytes:
    return write(
        [
            Sheet(
                name="考勤",
                title="考勤导入表",
                columns=tuple(Column(heading) for heading in HEADINGS),
                rows=lines(rows),
            )
        ]
    )


def measure(report: Report, folder: Path, rows: int = ROWS) -> None:
    """Each into a system of its own, so that every punch is new."""
    for name, content in (("CSV", as_csv(rows)), ("XLSX", as_workbook(rows))):
        with world(folder / f"import-{name}") as made:
            taken = _seconds(made, f"attendance.{name.lower()}", content, 2 * rows)
        report.at_least(f"import of {rows:,} rows, {name}", rows / taken, "rows/s", GOAL)


def _seconds(made: World, file: str, content: bytes, punches: int) -> float:
    body = {"file": file, "content": b64encode(content).decode()}
    begun = time.perf_counter()
    answer = made.carry(CLERK, ImportPunches.NAME, body)
    taken = time.perf_counter() - begun
    result = msgspec.json.decode(answer.body)
    if result["recorded"] != punches or result["bad_row_count"] or result["unknown_people"]:
        raise RuntimeError(f"not everything went in: {result}")
    return taken
