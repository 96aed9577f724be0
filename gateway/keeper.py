"""Between the directory and the accounts here: tells it what happened at the door, and does what it orders.

It works beside the requests. While the directory does not answer, logins go on; what it has not been told yet is
counted, said in the log and in the figures, and told later. With several gateways each does it; each report counts
once, and each order is carried out once, because they share one store.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import logging
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from functools import partial
from typing import Any, TypeVar

import anyio.to_thread

from gateway.accounts import Accounts
from gateway.backend import Backend
from gateway.metrics import Metrics
from services.kernel.delivery.live import ended
from services.kernel.domain.who import SYSTEM_ID
from services.kernel.procedure.context import Answer, Call
from services.kernel.procedure.identity import Signer
from services.kernel.refusals import Refusal

log = logging.getLogger("jikao.gateway")
T = TypeVar("T")
RECORD, ORDERS, TAKE_OVER = "directory.record-logins", "directory.list-account-orders", "directory.take-over-accounts"
ISSUE = "directory.issue-password"
KEPT = frozenset({RECORD, ORDERS, TAKE_OVER})
"""Without these there is nothing to keep."""
ORDERING = frozenset(
    {
        *("directory.open-account", "directory.allow-password", "directory.lift-wait", "directory.close-account"),
        *("directory.reset-second-factor", "directory.confirm-change", "directory.leave-service", "directory.tick"),
    }
)
"""After these something may be to do at once."""
SECONDS = 10.0
"""How long an order may wait that came through another gateway, or with a new day."""
LONGEST_PAUSE = 60.0
PAGE = 500


class Keeper:
    def __init__(
        self,
        backend: Backend,
        signer: Signer,
        accounts: Accounts,
        metrics: Metrics,
        revoke: Callable[[str], Awaitable[None]],
        *,
        seconds: float = SECONDS,
    ) -> None:
        self._backend, self._signer, self._accounts, self._metrics = backend, signer, accounts, metrics
        self._revoke, self._seconds = revoke, seconds
        self._woken: asyncio.Event | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._followed, self._ordered = float("-inf"), False
        self._following = asyncio.Lock()
        self._told: set[str] = set()

    @contextlib.asynccontextmanager
    async def at_work(self) -> AsyncGenerator[None, None]:
        self._loop, self._woken = asyncio.get_running_loop(), asyncio.Event()
        task = asyncio.create_task(self._work(self._woken))
        try:
            yield
        finally:
            await ended(task)
            self._loop = self._woken = None

    def wake(self, *, ordered: bool = False) -> None:
        """Something is to be told; with `ordered`, something may be to do."""
        self._ordered |= ordered
        if self._woken is not None:
            self._woken.set()

    async def _work(self, woken: asyncio.Event) -> None:
        failures = 0
        while True:
            pause = self._seconds if not failures else min(LONGEST_PAUSE, 2.0**failures)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(woken.wait(), pause)
            if failures:
                await asyncio.sleep(min(pause, 1.0))  # a login does not make us ask more often while nobody answers
            woken.clear()
            try:
                await self.tell()
                if self._ordered or time.monotonic() - self._followed >= self._seconds:
                    await self.follow()
            except Exception as error:  # noqa: BLE001 - whatever it was: said, and tried again
                failures += 1
                await self._say(error)
            else:
                failures = 0

    async def tell(self) -> None:
        """Everything that is due, the oldest first; raises where the directory does not take it."""
        while due := await _thread(self._accounts.reports.due):
            ids = [one["id"] for one in due]
            of_these = hashlib.sha256(
                " ".join(ids).encode()
            ).hexdigest()  # of these alone: what is sent again may differ
            await self._ask(RECORD, {"reports": due}, key=f"logins-{of_these}")
            await _thread(partial(self._accounts.reports.done, ids))
        self._metrics.unreported.set(0)

    async def follow(self) -> None:
        """Makes accounts as they have to be, ends what has to end, and puts on record what was not."""
        async with self._following:
            self._ordered = False
            orders = await self._orders()
            if await self._put_on_record({order["login"] for order in orders}):
                orders = await self._orders()
            for session in await _thread(lambda: self._accounts.follow(orders)):
                await self._revoke(session)
            self._followed = time.monotonic()

    async def _orders(self) -> list[Mapping[str, Any]]:
        orders: list[Mapping[str, Any]] = []
        after: dict[str, str] = {}
        while True:
            page = json.loads((await self._ask(ORDERS, {"limit": PAGE, **after})).body)
            orders += page["items"]
            if not page["next"]:
                return orders
            after = {"after": page["next"]}

    async def _put_on_record(self, ordered: set[str]) -> bool:
        """Accounts that are here and the directory does not know; each is told once, for whoever is nobody there stays
        so. Whether there were any."""
        known = await _thread(self._accounts.known)
        unknown = [
            {"login": login, "person": person, "closed": closed}
            for login, (person, closed) in sorted(known.items())
            if login not in ordered and login not in self._told
        ]
        for start in range(0, len(unknown), PAGE):
            await self._ask(TAKE_OVER, {"accounts": unknown[start : start + PAGE]})
        self._told |= {str(one["login"]) for one in unknown}
        return bool(unknown)

    async def _ask(self, operation: str, body: Mapping[str, Any], key: str = "") -> Answer:
        token = self._signer.sign(SYSTEM_ID, token_id="gateway", seconds=120.0)  # noqa: S106  # an id
        return await self._backend.call(Call(operation, body, token, key=key))

    async def _say(self, error: Exception) -> None:
        reason = error.code if isinstance(error, Refusal) else type(error).__name__
        try:
            waiting = await _thread(self._accounts.reports.waiting)
        except Exception:  # noqa: BLE001 - it may be the accounts themselves that do not answer
            log.warning("the directory is not told of the record of logins, nor followed: %s", reason)
            return
        self._metrics.unreported.set(waiting)
        if waiting:
            log.warning("the directory is not told of %d entries of the record of logins yet: %s", waiting, reason)
        else:
            log.warning("the directory is not followed: %s", reason)


class IssuingBackend:
    """Before the services: adds to the answer of who may give out a first password that password, which the services
    never see; and looks at once for what an order changed here."""

    def __init__(self, inner: Backend, accounts: Accounts) -> None:
        self._inner, self._accounts = inner, accounts
        self.keeper: Keeper | None = None

    async def call(self, call: Call) -> Answer:
        answer = await self._inner.call(call)
        keeper = self.keeper
        if keeper is not None and call.operation == ISSUE:
            await keeper.follow()
            told = json.loads(answer.body)
            told["password"] = await _thread(lambda: self._accounts.issue(told["login"]))
            return Answer(json.dumps(told, ensure_ascii=False).encode(), answer.version, answer.location)
        if keeper is not None and call.operation in ORDERING:
            keeper.wake(ordered=True)
        return answer

    async def ready(self) -> Mapping[str, bool]:
        return await self._inner.ready()


async def _thread(work: Callable[[], T]) -> T:
    return await anyio.to_thread.run_sync(work)
