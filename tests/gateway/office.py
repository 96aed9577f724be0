"""The sample organ with a month of attendance behind it, all services in one process, and its gateway before it.

Made by the operations people use, under a clock that stands where the test sets it.
"""

from __future__ import annotations

import base64
import csv
import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from deploy.casting import BoxCaster
from deploy.embedded import Embedded
from deploy.organ_import import import_organ
from deploy.web import gateway_settings
from gateway.accounts import Accounts
from gateway.app import create_app
from gateway.backend import DirectBackend
from gateway.demonstration import create_demo_accounts
from services.appraisal.policy.files import first_quarter, read_policy
from services.kernel.clock import SimulatedClock
from services.kernel.delivery.live import MemoryLive
from services.kernel.procedure.context import Call
from services.kernel.procedure.operations import Operation
from tests.gateway.conftest import FAST

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
DEPARTMENTS = ("office", "finance-economy", "agriculture")
PUNCHED = (*DEPARTMENTS, "budget")
"""The budget commission punched as well, but its sheet is still to come."""
HEADS = {"office": "p008", "finance-economy": "p022", "agriculture": "p029"}
CLERK = "p011"
MONTH = "2026-07"
LATE_EVERY = 11
"""Every eleventh working person-day begins late, so that there is something to explain."""


class RealOffice:
    """`app` is the gateway; `do` carries out an operation as a person at a moment."""

    def __init__(self, folder: Path) -> None:
        self.clock = SimulatedClock(datetime(2026, 8, 3, 1, 0, tzinfo=UTC))
        self.live = MemoryLive()
        self.runtime = Embedded(folder, live=self.live, clock=self.clock)
        system = self.runtime.keys.system_token()
        import_organ(DEPLOY / "organ", lambda operation: self._call(operation, system))
        self.runtime.settle()
        self.system = system
        self._policy()
        self._july()
        self._leave()
        self.runtime.settle()
        settings = replace(
            gateway_settings(tuple(self.runtime.services), demo=True),
            calls_per_person="",
            login_per_account="",
            login_per_address="",
        )
        self.accounts = Accounts(f"sqlite:///{folder / 'gateway.db'}", settings, hasher=FAST)
        holders = {row["post"]: row["person"] for row in rows("holders.csv") if not row["to"]}
        create_demo_accounts(self.accounts, holders.get, ["p024"], everybody=[*HEADS.values(), "p024"])
        self.app: FastAPI = create_app(
            DirectBackend({name: service.app.call for name, service in self.runtime.services.items()}),
            signer=self.runtime.signer,
            verifier=self.runtime.verifier,
            accounts=self.accounts,
            live=self.live,
            settings=settings,
            caster=BoxCaster(self.runtime.boxes, self.clock.now),
        )

    def do(self, by: str, operation: str, /, at: datetime | None = None, **body: Any) -> Any:
        token = self.system if by == "system" else self.runtime.signer.sign(by, token_id=f"made-{by}")
        return json.loads(self.runtime.call(Call(operation, body, token, at=at)).body)

    def close(self) -> None:
        self.accounts.close()
        self.runtime.close()

    def _call(self, operation: Operation, token: str) -> object:
        return self.runtime.call(Call(operation.NAME, operation.model_dump(mode="json"), token))

    def _policy(self) -> None:
        policy = read_policy(DEPLOY / "regulations" / "policy.toml")
        drafted = self.do("system", "appraisal.draft-policy", policy=policy.model_dump(mode="json"))
        self.do("system", "appraisal.adopt-policy", number=drafted["number"], effective=str(first_quarter(policy)))

    def _july(self) -> None:
        """Punches of three departments, their sheets compiled, submitted and accepted."""
        text = "\n".join(["工号,日期,上班1,下班1", *self._punches()])
        content = base64.b64encode(text.encode("utf-8-sig")).decode()
        report = self.do(CLERK, "attendance.import-punches", file="july.csv", content=content)
        assert not report["bad_rows"], report["bad_rows"][:3]
        assert report["recorded"] > 100, report
        for department in DEPARTMENTS:
            named = {"month": MONTH, "department": department}
            head = HEADS[department]
            self.do(head, "attendance.compile-sheet", **named)
            self.do(head, "attendance.submit-sheet", **named)
            self.do(CLERK, "attendance.accept-sheet", **named)

    def _punches(self) -> Iterable[str]:
        numbers = {row["person"]: row["number"] for row in rows("people.csv") if not row["left"]}
        members = [r["person"] for r in rows("memberships.csv") if not r["to"] and r["department"] in PUNCHED]
        count = 0
        for offset in range(31):
            day = date(2026, 7, 1) + timedelta(days=offset)
            if day.weekday() > 4:
                continue
            for person in members:
                count += 1
                begin = "09:12" if count % LATE_EVERY == 0 else "08:21"
                if person in numbers:
                    yield f"{numbers[person]},{day},{begin},18:05"

    def _leave(self) -> None:
        """One approved, one waiting for the department's head."""
        asked = {"kind": self.kinds()[0], "start_half": "am", "end_half": "pm", "reason": "家中有事"}
        first = self.do(
            "p024", "attendance.request-leave", person="p024", start="2026-08-06", end="2026-08-06", **asked
        )
        self.do(HEADS["finance-economy"], "attendance.approve-leave", leave=first["id"])
        self.waiting = self.do(
            "p024", "attendance.request-leave", person="p024", start="2026-08-20", end="2026-08-20", **asked
        )

    def kinds(self) -> list[str]:
        return ["personal"]


def rows(name: str) -> list[dict[str, str]]:
    with (DEPLOY / "organ" / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))
