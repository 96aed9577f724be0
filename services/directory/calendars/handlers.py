"""Carries out what is asked about the holiday calendar, and reminds the administrator of a year that is missing."""

from __future__ import annotations

from services.directory.calendars import operations as ops
from services.directory.calendars.calendar import YearCalendar
from services.directory.looking import organ, page
from services.directory.names import stream
from services.directory.refusals import BadCalendar, CalendarMissing
from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.operations import Page
from services.kernel.procedure.procedure import Procedure
from services.kernel.rules.calendar import CalendarError, UnknownYear, read_notice

WANTED_FROM_MONTH = 10
"""From October on next year's calendar is asked for: due days begin to reach into it, and the notice comes then."""
procedure = Procedure("calendars", zh="节假日安排", en="Holiday calendar")
commands = Commands(
    procedure, YearCalendar, shows=ops.GetCalendar, answers=lambda op, one: ops.GetCalendar(year=one.year)
)
commands.leads_to(ops.ImportCalendar)


@commands.opens(ops.ImportCalendar)
def import_calendar(op: ops.ImportCalendar, ctx: Context) -> YearCalendar:
    try:
        notice = read_notice(op.content.decode("utf-8-sig"), "content")
    except (CalendarError, UnicodeDecodeError) as fault:
        raise BadCalendar(str(fault)) from fault
    calendar = ctx.find(YearCalendar, stream("calendar", str(notice.year)))
    calendar.announce(ctx.act, notice)
    return calendar


@procedure.handles(ops.GetCalendar)
def get_calendar(op: ops.GetCalendar, ctx: Context) -> ops.CalendarView:
    return calendar_view(ctx, op.year)


@procedure.handles(ops.ListCalendars)
def list_calendars(op: ops.ListCalendars, ctx: Context) -> Page[ops.CalendarView]:
    return page(op, [str(year) for year in ctx.calendar.known], lambda year: calendar_view(ctx, int(year)))


@procedure.on_tick_called("核对节假日安排是否已导入", "See that the holidays of the years to come are imported")
def next_year_is_known(ctx: Context) -> int:
    """Refuses, so that it stands among what the clock could not do until the year is imported."""
    wanted = ctx.today.year + (ctx.today.month >= WANTED_FROM_MONTH)
    for year in (ctx.today.year, wanted):
        if year not in ctx.calendar.known:
            raise CalendarMissing(year)
    return 0


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
