"""The oracle of the fault scenarios: what was asked for, by whom, under which key, and what was answered. It knows no
log, no bus and no register: what must stand there in the end follows from it alone."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from random import Random
from typing import TypeVar
from uuid import uuid4

from services.kernel.host.rabbit.rpc import RpcClient
from services.kernel.procedure.context import Call
from services.kernel.refusals import Refusal
from tests.patience import patient

T = TypeVar("T")
SIZE = 1_000_000
PATIENCE = 60.0


class Ledger:
    """Some people who fill jars over RPC, each one after the other; who is not answered asks again under the same key
    until somebody answers."""

    def __init__(self, client: RpcClient, token: str, seed: str, patience: float = PATIENCE, people: int = 3) -> None:
        self._client, self._token, self._patience = client, token, patience
        self.asked: dict[str, tuple[str, int]] = {}
        """By key: the jar, and how much goes into it."""
        self.answered: dict[str, bytes] = {}
        self.away = 0
        """How often nobody answered."""
        self.faults: list[BaseException] = []
        self._closing = threading.Event()
        self._jars = [self._opened() for _ in range(people)]
        self._people = [
            threading.Thread(target=self._work, args=(jar, Random(f"{seed} {number}")))
            for number, jar in enumerate(self._jars)
        ]
        for person in self._people:
            person.start()

    def amounts(self) -> dict[str, int]:
        """By jar (hex)."""
        found = dict.fromkeys((jar.replace("-", "") for jar in self._jars), 0)
        for jar, amount in self.asked.values():
            found[jar.replace("-", "")] += amount
        return found

    @property
    def facts(self) -> int:
        return len(self._jars) + len(self.asked)

    def goes_on(self, more: int = 20) -> None:
        """Until so many more were answered."""
        wanted, deadline = len(self.answered) + more, time.monotonic() + patient(self._patience)
        while len(self.answered) < wanted:
            assert time.monotonic() < deadline, f"only {len(self.answered)} of {wanted} were answered"
            assert not self.faults, self.faults
            time.sleep(0.02)

    def close(self) -> None:
        """Everybody has their last answer."""
        self._closing.set()
        for person in self._people:
            person.join(self._patience)
            assert not person.is_alive(), "somebody still waits"
        assert not self.faults, self.faults
        assert self.answered.keys() == self.asked.keys()

    def ask_again(self, every: int) -> None:
        """Who asks the same once more under the same key gets the first answer."""
        for key in list(self.asked)[::every]:
            assert self._until_answered(self._call(key)) == self.answered[key]

    def _opened(self) -> str:
        call = Call("sample.open-jar", {"size": SIZE, "empty_by": "2026-12-31"}, self._token, key=uuid4().hex)
        return self._until_answered_at(call)

    def _work(self, jar: str, chance: Random) -> None:
        try:
            while not self._closing.is_set():
                key = f"{jar}-{len(self.asked)}-{chance.randrange(1 << 30)}"
                self.asked[key] = (jar, chance.randint(1, 9))
                self.answered[key] = self._until_answered(self._call(key))
                time.sleep(chance.random() * 0.02)
        except BaseException as fault:
            self.faults.append(fault)

    def _call(self, key: str) -> Call:
        jar, amount = self.asked[key]
        return Call("sample.fill-jar", {"jar": jar, "amount": amount}, self._token, key=key)

    def _until_answered(self, call: Call) -> bytes:
        return self._insisting(lambda: self._client.call_now(call, 3).body)

    def _until_answered_at(self, call: Call) -> str:
        return self._insisting(lambda: self._client.call_now(call, 3).location).rsplit("/", 1)[1]

    def _insisting(self, ask: Callable[[], T]) -> T:
        deadline = time.monotonic() + patient(self._patience)
        while True:
            try:
                return ask()
            except Refusal as refused:
                self.away += 1
                if refused.kind != "unavailable" or time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
