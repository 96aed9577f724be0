"""What goes wrong on a machine, said in one sentence at the end of a command: what it is and what to do."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable

from services.kernel.log.troubles import DRIVERS, trouble
from services.kernel.refusals import Refusal

log = logging.getLogger("jikao")
TROUBLE, UNEXPECTED = 3, 70
"""Exit codes: something on this machine has to be put right; the program itself failed."""


def told(command: Callable[[], object]) -> None:
    """Runs a command to its own exit; whatever it runs into is no bare traceback."""
    try:
        command()
    except Refusal as refusal:
        _end(refusal, TROUBLE)
    except DRIVERS as error:
        known = trouble(error)
        if known is not None:
            _end(known, TROUBLE)
        _unexpected(error)
    except Exception as error:  # noqa: BLE001 - the last place at which it can be said
        known = trouble(error)
        if known is not None:
            _end(known, TROUBLE)
        _unexpected(error)


def _end(refusal: Refusal, code: int) -> None:
    zh, en = refusal.next
    sys.stderr.write(f"{refusal.zh}{zh}\n{refusal.en} {en}\n")
    log.error("%s", refusal)
    sys.exit(code)


def _unexpected(error: Exception) -> None:
    """Its trace stands in the log, for whoever mends the program."""
    log.critical("the command failed", exc_info=error)
    name = type(error).__name__
    sys.stderr.write(
        f"程序出错（{name}：{error}），请将日志交给维护人员。\nThe program failed ({name}: {error}): give its log to"
        " whoever maintains it.\n"
    )
    sys.exit(UNEXPECTED)
