"""Puts on record who looked at what: every answer that is a look is reported to the directory's sealed log.

An answer waits for its record, but not for long: where the directory does not answer, it is given, and the report is
kept and tried again. Reports of one moment go together. Knows no operation by name but the one that it reports to.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections import OrderedDict, deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from gateway.backend import Backend
from gateway.operations import Operations
from services.kernel.domain.who import SYSTEM_ID
from services.kernel.procedure.context import Answer, Call
from services.kernel.procedure.identity import Signer, Verifier
from services.kernel.procedure.looks import asked_of, kind_of

log = logging.getLogger("jikao.looks")
RECORDS = "directory.record-looks"
PATIENCE = 0.5
"""Seconds that an answer waits for its record."""
TOGETHER, KEPT, SAID = 200, 20_000, 2_000
"""Looks of one report; how many are kept while the directory is away; how many are remembered as said already."""
LONGEST_PAUSE = 30.0
_unseen: ContextVar[bool] = ContextVar("unseen", default=False)
Look = dict[str, str]


@contextmanager
def unseen() -> Iterator[None]:
    """A page asks whether it may offer something, and shows at most how that is called."""
    token = _unseen.set(True)
    try:
        yield
    finally:
        _unseen.reset(token)


class WatchingBackend:
    """A backend before another one."""

    def __init__(self, inner: Backend, operations: Operations, signer: Signer, verifier: Verifier) -> None:
        self._inner, self._operations, self._signer, self._verifier = inner, operations, signer, verifier
        self._waiting: deque[tuple[Look, asyncio.Future[None]]] = deque()
        self._said: OrderedDict[tuple[str, ...], None] = OrderedDict()
        self._sending: asyncio.Task[None] | None = None

    async def ready(self) -> Mapping[str, bool]:
        return await self._inner.ready()

    async def call(self, call: Call) -> Answer:
        answer = await self._inner.call(call)
        operation = self._operations.get(call.operation)
        if operation is None or _unseen.get() or RECORDS not in self._operations:
            return answer
        caller = self._verifier.verify(call.token).person
        kind, about = kind_of(operation, call.body, answer.body, caller)
        if kind and caller != SYSTEM_ID:
            look = {"person": caller, "kind": kind, "operation": call.operation}
            asked, record = asked_of(call.body)
            recorded = self._note(call.correlation, look | {"asked": asked, "about": about, "record": record})
            if recorded is not None:
                await asyncio.wait({recorded}, timeout=PATIENCE)
        return answer

    def _note(self, correlation: str, look: Look) -> asyncio.Future[None] | None:
        """Done once it is on record. One search of all services is one look: of a request, the same is said once."""
        said = (correlation, *(look[name] for name in ("person", "kind", "asked", "about", "record")))
        if correlation and said in self._said:
            return None
        if len(self._waiting) >= KEPT:
            log.error("a look is lost, too many wait for the directory: %s %s", look["person"], look["operation"])
            return None
        self._said[said] = None
        if len(self._said) > SAID:
            self._said.popitem(last=False)
        loop = asyncio.get_running_loop()
        recorded: asyncio.Future[None] = loop.create_future()
        self._waiting.append((look, recorded))
        sending = self._sending
        if sending is None or sending.done() or sending.get_loop() is not loop:
            self._sending = loop.create_task(self._send_all())
        return recorded

    async def _send_all(self) -> None:
        pause = 0.5
        while self._waiting:
            some = [self._waiting[n] for n in range(min(TOGETHER, len(self._waiting)))]
            key = uuid.uuid4().hex
            while not await self._sent([look for look, _ in some], key):
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
            pause = 0.5
            for _, recorded in some:
                self._waiting.popleft()
                if recorded.get_loop() is asyncio.get_running_loop() and not recorded.done():
                    recorded.set_result(None)

    async def _sent(self, looks: list[Look], key: str) -> bool:
        token = self._signer.sign(SYSTEM_ID, token_id="looks", seconds=60.0)  # noqa: S106
        body: dict[str, Any] = {"looks": looks}
        try:
            await self._inner.call(Call(RECORDS, body, token, key=key))
        except Exception as error:  # noqa: BLE001 - whatever it is, the look must not be lost with it
            log.warning("%d looks wait to be recorded: %s", len(self._waiting), error)
            return False
        return True
