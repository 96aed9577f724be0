"""Accounts from the command line, for when nobody can log in yet: by the same orders as everywhere, as the system, so
that they stand in the directory's record."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from deploy.embedded import Embedded
from gateway.accounts import Accounts
from gateway.keeper import ISSUE, ORDERS, PAGE, TAKE_OVER
from services.directory.names import stream
from services.directory.refusals import AccountExists
from services.kernel.procedure.context import Call

REASON = "在服务器上办理"


class FirstAccounts:
    def __init__(self, runtime: Embedded, accounts: Accounts) -> None:
        self._runtime, self._accounts = runtime, accounts
        self._token = runtime.keys.system_token()

    def open(self, person: str, login: str) -> str:
        """Opens it, or lets an open one have a new password; returns that. Refuses who is not in service."""
        self._follow()
        named = {"account": str(stream("account", login))}
        try:
            self._do("directory.open-account", person=person, login=login)
        except AccountExists:
            self._do("directory.allow-password", **named, reason=REASON)
        self._do(ISSUE, **named)
        self._follow()
        return self._accounts.issue(login)

    def close(self, login: str) -> None:
        self._follow()
        self._do("directory.close-account", account=str(stream("account", login)), reason=REASON)
        self._follow()

    def _follow(self) -> None:
        """As a gateway does; what it knows and the directory does not is put on record."""
        orders = list(self._orders())
        self._accounts.follow(orders)
        ordered = {order["login"] for order in orders}
        unknown = [
            {"login": login, "person": person, "closed": closed}
            for login, (person, closed) in sorted(self._accounts.known().items())
            if login not in ordered
        ]
        for start in range(0, len(unknown), PAGE):
            self._do(TAKE_OVER, accounts=unknown[start : start + PAGE])

    def _orders(self) -> Iterator[Any]:
        after: dict[str, str] = {}
        while True:
            page = self._do(ORDERS, limit=PAGE, **after)
            yield from page["items"]
            if not page["next"]:
                return
            after = {"after": page["next"]}

    def _do(self, operation: str, **fields: Any) -> Any:
        return json.loads(self._runtime.call(Call(operation, fields, self._token)).body)
