"""Run in a copy of the tree that has the folder `keys` and its line: everything else found the procedure by itself."""

from __future__ import annotations

import importlib
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from starlette.testclient import TestClient

from gateway import openapi
from gateway.accounts import Accounts
from gateway.app import create_app
from gateway.backend import DirectBackend
from gateway.settings import Settings
from services.appraisal.facts.meanings import KINDS, MEANINGS
from services.documents.operations import log
from services.kernel.delivery.live import MemoryLive
from services.kernel.delivery.signatures import SourceKey, SourceKeys
from services.kernel.domain.events import encode, event_class, public_bytes
from services.kernel.host.service import service_class
from services.kernel.log.rebuild import Rebuild
from services.kernel.log.store import Store
from services.kernel.procedure.citations import declared_by
from services.kernel.procedure.identity import Verifier, public_key
from services.kernel.procedure.operations import discover
from services.kernel.refusals import Refusal
from tests.documents.desk import AUDITOR, CLERK, DIRECTOR, STAFF, Desk, day
from tests.gateway.conftest import FAST, PASSWORD
from tests.given import proven

OPERATIONS = {operation.NAME: operation for operation in discover("documents")}
LENT, LATE = day(6, 10), day(6, 13)
NAMES = {"lend-key", "return-key", "get-key", "list-keys", "export-keys"}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    store = Store(f"sqlite:///{tmp_path}/documents.db")
    yield Desk(store)
    store.close()


def ask(desk: Desk, on: date, by: str, name: str, /, **fields: Any) -> Any:
    return desk.on(on, by, OPERATIONS[f"documents.{name}"](**fields))


def lent(desk: Desk, **more: Any) -> Any:
    fields = {"person": STAFF, "room": "301", "due": day(6, 12), "purpose": "加班"}
    return ask(desk, LENT, CLERK, "lend-key", **fields | more)


def test_its_operations_are_served(desk: Desk) -> None:
    assert {f"documents.{name}" for name in NAMES} <= OPERATIONS.keys() & desk.app.operations.keys()


def test_it_has_rpc_methods(desk: Desk) -> None:
    served = service_class(
        desk.app,
        {},
        system_token="",
        key=SourceKey("documents", Ed25519PrivateKey.generate()),
        keys=SourceKeys({}),
        tick_seconds=0,
    )
    assert all(hasattr(served, name.replace("-", "_")) for name in NAMES)


def test_it_has_routes_forms_and_openapi_text(desk: Desk, tmp_path: Path) -> None:
    settings = Settings(services=("documents",))
    accounts = Accounts(f"sqlite:///{tmp_path}/accounts.db", settings, hasher=FAST)
    accounts.add_all([(CLERK, CLERK, "")], PASSWORD)
    app = create_app(
        DirectBackend({"documents": desk.app.call}),
        signer=desk.signer,
        verifier=Verifier(public_key(desk.signer._key)),
        accounts=accounts,
        live=MemoryLive(),
        settings=settings,
    )
    with TestClient(app, base_url="http://jikao.test") as client:
        session = client.post("/api/v1/sessions", json={"login": CLERK, "password": PASSWORD}).json()
        bearer = {"Authorization": f"Bearer {session['access_token']}"}
        made = client.post(
            "/api/v1/documents/keys", json={"person": STAFF, "room": "301", "due": "2025-06-12"}, headers=bearer
        )
        assert made.status_code == 201, made.text
        seen = client.get(made.headers["Location"], headers=bearer).json()
        assert (seen["number"], seen["room"], seen["status"]) == ("2025-0001", "301", "lent")
        form = client.get("/api/v1/forms/documents.lend-key", headers=bearer).json()
        assert set(form["schema"]["properties"]) == {"person", "room", "due", "purpose"}
    accounts.close()
    document = openapi.document(Settings(), list(OPERATIONS.values()), "1")
    assert document["paths"]["/api/v1/documents/keys"]["post"]["operationId"] == "documents.lend-key"


def test_only_those_it_names_may(desk: Desk) -> None:
    key = lent(desk).id
    with pytest.raises(Refusal, match="forbidden"):
        ask(desk, LENT, STAFF, "return-key", key=key)
    assert ask(desk, LENT, DIRECTOR, "return-key", key=key).status == "back"
    with pytest.raises(Refusal, match="key-back"):
        ask(desk, LENT, DIRECTOR, "return-key", key=key)


def test_the_same_key_of_idempotency_lends_once(desk: Desk) -> None:
    operation = OPERATIONS["documents.lend-key"](person=STAFF, room="301", due=day(6, 12))
    first = desk.do(operation, by=CLERK, key="once")
    assert desk.do(operation, by=CLERK, key="once").location == first.location
    assert len(ask(desk, LENT, CLERK, "list-keys").items) == 1


def test_it_is_owed_and_kept_is_recorded_once(desk: Desk) -> None:
    lent(desk)
    ((person, department, due, status),) = desk.owed("documents.key")
    assert (person, department, due, status) == (STAFF, "finance-economy", day(6, 12), "open")
    kept = event_class("documents.key-kept.v1")
    assert [type(event) for event in desk.ticked(LATE, kept)] == [kept]
    assert desk.ticked(LATE, kept) == []
    assert desk.owed("documents.key")[0][3] == "missed"
    calendar = desk.on(LATE, AUDITOR, log.export_obligations(start=LENT, end=LATE))
    rows = list(openpyxl.load_workbook(io.BytesIO(calendar.content)).active.iter_rows(values_only=True))
    assert "归还钥匙（B12.5）" in [row[0] for row in rows]


def test_what_it_counts_as_reaches_the_appraisal(desk: Desk) -> None:
    lent(desk)
    (kept,) = desk.ticked(LATE, event_class("documents.key-kept.v1"))
    (fact,) = MEANINGS["documents"].facts_of(kept)
    assert (fact.department, fact.kind, fact.day) == ("finance-economy", "documents.key-kept", day(6, 12))
    assert "documents.key-kept" in KINDS
    assert {"documents.key-lent.v1", "documents.key-returned.v1"} <= MEANINGS["documents"].silent


def test_what_it_cites_is_covered(desk: Desk) -> None:
    cited = {(one.kind, one.name) for one in declared_by(desk.app) if "B12.5" in one.cites}
    assert {("operation", "documents.lend-key"), ("obligation", "documents.key")} <= cited


def test_its_register_is_rebuilt_equal_sealed_and_exported(desk: Desk) -> None:
    key = lent(desk).id
    lent(desk, room="302")
    ask(desk, LENT, CLERK, "return-key", key=key)
    desk.ticked(LATE)
    proven(desk.app)
    assert "keys" in [one.register.name for one in Rebuild(desk.app, desk.app.registers).run().registers]
    file = ask(desk, LATE, AUDITOR, "export-keys", start=LENT, end=LATE)
    rows = list(openpyxl.load_workbook(io.BytesIO(file.content)).active.iter_rows(values_only=True))
    assert [row[-1] for row in rows[2:]] == ["已还", "逾期"]


def test_what_is_confidential_stays(desk: Desk) -> None:
    lent(desk)
    (event,) = [one for one in desk.recorded() if one.TOPIC == "documents.key-lent.v1"]
    assert "加班".encode() in encode(event)
    assert "加班".encode() not in public_bytes(event.TOPIC, encode(event))


def test_one_line_was_enough() -> None:
    names = [one.name for one in importlib.import_module("services.documents.service").PROCEDURES]
    assert names.count("keys") == 1
