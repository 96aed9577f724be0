"""“六有”检查台账: a line per year, and one per point (B5.10)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.fields import Year
from services.kernel.procedure.record import COMPUTED, Count, Person, Record, Row
from services.party.checks import events as e
from services.party.checks.check import CITES
from services.party.checks.points import Point


class PointRow(
    Row,
    table="study_year_points",
    zh="“六有”情况",
    en="The six points",
    one="一项 / point",
    key="year point",
    by="-year point",
    sheet="year point met done due",
    cites=CITES,
):
    year: Year
    point: Point = Field(title="项目 / point")
    met: bool = Field(title="达到 / met")
    done: Count = Field(title="已做 / done")
    due: Count = Field(title="应做 / due")


class YearCheckRecord(
    Record,
    table="study_year_checks",
    zh="“六有”检查台账",
    en="Register of year-end checks",
    one="年末检查 / year-end check",
    by="-year",
    dated="on",
    sheet="year on person note",
    cites=CITES,
):
    year: Year
    on: date = Field(title="检查日期 / checked on")
    person: Person = Field(title="检查人 / checked by")
    note: str = Field(title="说明 / note")
    points: Annotated[list[PointRow], COMPUTED] = Field(default=[], title="六有 / six points")


class SixPoints(Row):
    year: Year
    points: list[PointRow] = Field(title="六有 / six points")


register = Register("study-year-checks", YearCheckRecord, PointRow)


@register.on(e.StudyYearChecked)
def checked(event: e.StudyYearChecked, rows: Rows) -> None:
    rows.record(YearCheckRecord, event, person=event.actor)
    for one in event.points:
        rows.insert(PointRow, year=event.year, point=one.point, met=one.met, done=one.done, due=one.due)
