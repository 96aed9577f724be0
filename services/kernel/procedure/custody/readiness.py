"""Whether a service could record anything now: tried, not guessed. What is refused is said in the log."""

from __future__ import annotations

import logging
import time

from services.kernel.log.troubles import DRIVERS, trouble
from services.kernel.procedure.custody.clock import probe
from services.kernel.procedure.long_context import Service
from services.kernel.refusals import Unavailable

log = logging.getLogger("jikao")
TRY_SECONDS = 5.0
"""Between two tries, however often it is asked."""


class Readiness:
    def __init__(self, app: Service) -> None:
        self._app = app
        self._tried = -TRY_SECONDS, True

    def can_record(self) -> bool:
        now = time.monotonic()
        if now - self._tried[0] > TRY_SECONDS:
            self._tried = now, self._tries()
        return self._tried[1]

    def _tries(self) -> bool:
        if self._app.waits():
            return False
        try:
            self._app.writer.submit(probe)
        except Unavailable as refusal:
            log.error("%s cannot record: %s", self._app.name, refusal)
            return False
        except DRIVERS as error:
            log.error("%s cannot record: %s", self._app.name, trouble(error) or error)
            return False
        return True
