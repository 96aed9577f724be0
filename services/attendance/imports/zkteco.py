"""ZKTeco time clocks: `N_attlog.dat`, a line per punch: padded user id, local date and time, four codes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from services.attendance.imports.readings import BadRow, Reading, Reason, bad_row

_LINE = re.compile(r"\s*(\S*)\s*\t\s*(\d{4}-\d{1,2}-\d{1,2} \d{1,2}:\d{1,2}:\d{1,2})((?:\t[^\t]*)*)\s*", re.ASCII)
_SHOWS = re.compile(r"\s*\S+\s*\t\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\t\s*\d+\s*){2,}", re.ASCII)
_LOOSE = "%Y-%m-%d %H:%M:%S"
_LOOKED_AT = 200
_LONGEST = 400
"""Characters of a line; what is longer is none of the machine's, and is not searched."""

NUMBER, TIME = "用户号", "时间"


def is_attlog(lines: Iterable[str]) -> bool:
    """Whether any of the first lines is a punch: the log may have been cut or damaged anywhere."""
    return any(
        len(line) <= _LONGEST and _SHOWS.fullmatch(line) for _, line in zip(range(_LOOKED_AT), lines, strict=False)
    )


def read(lines: Iterable[str]) -> Iterator[Reading | BadRow]:
    """A punch counts to the date on the machine's clock. The machine knows neither names nor departments."""
    parse = datetime.fromisoformat
    for row, line in enumerate(lines, start=1):
        found = _LINE.fullmatch(line) if len(line) <= _LONGEST else None
        if found is None:
            if line.strip("\x00 \t\r\n\x1a"):
                yield bad_row(row, Reason.BAD_LINE, line)
            continue
        number, text = found[1], found[2]
        try:
            at = parse(text) if len(text) == 19 else datetime.strptime(text, _LOOSE)  # noqa: DTZ007  (wall clock)
        except ValueError:
            yield bad_row(row, Reason.BAD_TIME, text, TIME)
            continue
        if not 2000 <= at.year < 2100:  # a clock that lost its battery
            yield bad_row(row, Reason.BAD_TIME, text, TIME)
        elif not number:
            yield bad_row(row, Reason.NO_PERSON, column=NUMBER)
        else:
            yield Reading(row, number, "", "", at.date(), at)
