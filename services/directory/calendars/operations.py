"""What can be asked about the holiday calendar: import a year, look at one, see which are known."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from services.directory.rights import KEEPERS, READERS
from services.kernel.procedure.fields import filled_in
from services.kernel.procedure.operations import Command, Page, PagedQuery, PlainText, Query, Upload, View
from services.kernel.procedure.record import COMPUTED

Year = Annotated[int, Field(ge=2000, le=2999, title="年度 / year")]


class HolidayView(View):
    zh: str = Field(title="节日 / holiday (Chinese)")
    en: str = Field(title="节日(英文) / holiday")
    days: list[date] = Field(title="放假日 / days off")


class CalendarView(View):
    """`source` names the notice; empty for a year that came with the program, whose `version` is 0."""

    year: int = Field(title="年度 / year")
    source: str = Field(title="依据 / notice")
    holidays: list[HolidayView] = Field(title="放假安排 / holidays")
    make_up: list[date] = Field(title="调休上班日 / make-up days")
    version: int = Field(title="版本 / version")
    allowed: Annotated[list[str] | None, COMPUTED] = Field(default=None, title="可办理 / allowed")


class GetCalendar(
    Query,
    path="GET /directory/calendars/{year}",
    who=READERS,
    zh="查看节假日安排",
    en="See a year's holidays",
    returns=CalendarView,
):
    year: Year


class ListCalendars(
    PagedQuery,
    path="GET /directory/calendars",
    who=READERS,
    zh="节假日安排一览",
    en="List the years whose holidays are known",
    returns=Page[CalendarView],
):
    """The newest year last."""


class GetCalendarTemplate(
    Query,
    path="GET /directory/calendar-template",
    who=KEEPERS,
    zh="下载节假日安排模板",
    en="Download the template of a year's holidays",
    returns=PlainText,
): ...


class ImportCalendar(
    Command,
    path="POST /directory/calendars",
    who=KEEPERS,
    zh="导入节假日安排",
    en="Import a year's holidays",
    returns=CalendarView,
):
    """The year as the State Council's notice arranges it, written as in the template. It counts at once in every
    service; the same again changes nothing, an amended notice replaces the earlier one.
    """

    content: Upload = Field(
        title="安排文件 / file",
        max_length=65_536,
        description="文本文件，按模板填写：年度、依据，每个节日的放假日和调休上班日"
        " / a text file as in the template: the year, its notice, each holiday's days off and the days worked instead",
        json_schema_extra=filled_in(GetCalendarTemplate),
    )
