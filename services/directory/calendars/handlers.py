"""Carries out what is asked about the holiday calendar, and reminds the administrator of a year that is missing."""

from __future__ import annotations

from collections.abc import Iterator

from services.directory.calendars import operations as ops
from services.directory.calendars.calendar import YearCalendar
from services.directory.looking import organ, page
from services.directory.names import stream
from services.directory.refusals import BadCalendar, CalendarMissing
from services.kernel.domain.who import ADMINISTRATOR, Subject
from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.desk import Waiting, Waits
from services.kernel.procedure.operations import Page, PlainText
from services.kernel.procedure.procedure import Procedure
from services.kernel.rules.calendar import NOT_UTF8, CalendarError, UnknownYear, read_notice

WANTED_FROM_MONTH = 10
"""From October on next year's calendar is asked for: due days begin to reach into it, and the notice comes then."""
TEMPLATE = """\
# 每年一个文件，照国务院办公厅的通知填写；# 之后是说明，可以删去。
# One file a year, filled in from the State Council's notice; what follows a # explains and can be left out.
year = {year}
source = ""  # 通知的名称 / what the notice is called

[[holidays]]  # 每个节日写这样一段 / one of these for every holiday
zh = "元旦"
en = "New Year's Day"
days = [{year}-01-01]  # 放假的每一天，连同其间的周末，以逗号隔开 / every day off, weekends within it included
make_up = []  # 调休上班的周末，没有的照此空着 / weekend days worked instead, empty as here where there is none
"""
procedure = Procedure("calendars", zh="节假日安排", en="Holiday calendar")
commands = Commands(
    procedure, YearCalendar, shows=ops.GetCalendar, answers=lambda op, one: ops.GetCalendar(year=one.year)
)
commands.leads_to(ops.ImportCalendar)


@commands.opens(ops.ImportCalendar)
def import_calendar(op: ops.ImportCalendar, ctx: Context) -> YearCalendar:
    try:
        notice = read_notice(op.content.decode("utf-8-sig"))
    except UnicodeDecodeError as fault:
        raise BadCalendar(*NOT_UTF8) from fault
    except CalendarError as fault:
        raise BadCalendar(fault.zh, fault.en) from fault
    calendar = ctx.find(YearCalendar, stream("calendar", str(notice.year)))
    calendar.announce(ctx.act, notice)
    return calendar


@procedure.handles(ops.GetCalendarTemplate)
def get_calendar_template(op: ops.GetCalendarTemplate, ctx: Context) -> PlainText:
    """Of the year to come; without its notice it is refused, so that nobody imports it as it is."""
    year = ctx.today.year + 1
    content = TEMPLATE.format(year=year).encode()
    return PlainText(name=f"calendar-{year}.txt", media_type=PlainText.MEDIA[0], content=content)


@procedure.handles(ops.GetCalendar)
def get_calendar(op: ops.GetCalendar, ctx: Context) -> ops.CalendarView:
    return calendar_view(ctx, op.year)


@procedure.handles(ops.ListCalendars)
def list_calendars(op: ops.ListCalendars, ctx: Context) -> Page[ops.CalendarView]:
    return page(op, [str(year) for year in ctx.calendar.known], lambda year: calendar_view(ctx, int(year)))


@procedure.on_tick_called("核对节假日安排是否已导入", "See that the holidays of the years to come are imported")
def next_year_is_known(ctx: Context) -> int:
    """Refuses, so that it stands among what the clock could not do until the year is imported."""
    for year in _missing(ctx):
        raise CalendarMissing(year)
    return 0


def _missing(ctx: Context) -> Iterator[int]:
    wanted = ctx.today.year + (ctx.today.month >= WANTED_FROM_MONTH)
    known = ctx.calendar.known if ctx.calendar is not None else ()
    yield from (year for year in range(ctx.today.year, wanted + 1) if year not in known)


def years_to_import(ctx: Context) -> Iterator[Waiting]:
    """What is due in such a year has no day until then, in any service."""
    for year in _missing(ctx):
        yield Waiting({}, Subject(), title=str(year))


procedure.waiting.append(Waits(ops.ImportCalendar, None, years_to_import, (ADMINISTRATOR,)))


def calendar_view(ctx: Context, year: int) -> ops.CalendarView:
    if year not in ctx.calendar.known:
        raise UnknownYear(year)
    imported = organ(ctx).notices().get(year)
    days = imported.holidays if imported else {d: n for d, n in ctx.calendar.holidays.items() if d.year == year}
    worked = imported.make_up if imported else {d for d in ctx.calendar.make_up if d.year == year}
    names = dict.fromkeys(name for _, name in sorted(days.items(), key=lambda pair: pair[0]))
    return ops.CalendarView(
        year=year,
        source=imported.source if imported else "",
        holidays=[
            ops.HolidayView(zh=name.zh, en=name.en, days=sorted(day for day, n in days.items() if n == name))
            for name in names
        ],
        make_up=sorted(worked),
        version=organ(ctx).version(stream("calendar", str(year))),
    )
