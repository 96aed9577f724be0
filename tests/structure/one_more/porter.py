"""Run in a copy of the tree that has the folder `services/porter`: everything else found the service by itself."""

from __future__ import annotations

import base64
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from deploy import roster
from deploy.demo.load import START, clock, prepare
from deploy.embedded import Embedded
from gateway import openapi
from gateway.settings import Settings as GatewaySettings
from services.appraisal.facts.meanings import KINDS, SOURCES
from services.kernel.host.settings import Settings
from services.kernel.procedure.context import Call
from services.kernel.procedure.operations import discover

REGULATIONS, ORGAN = Path("deploy/regulations"), Path("deploy/organ")


def test_it_is_on_the_roster_and_described() -> None:
    assert roster.ROSTER["porter"] == "services.porter.service"
    assert "porter" in GatewaySettings().services
    paths = openapi.document(GatewaySettings(), list(discover("porter")), "1")["paths"]
    assert {"/api/v1/porter/keys", "/api/v1/porter/events", "/api/v1/porter/ticks"} <= paths.keys()
    assert {"/api/v1/porter/files", "/api/v1/porter/attachments"} <= paths.keys()  # taken from the kernel by one line


def test_what_it_records_reaches_the_appraisal_of_a_whole_office(tmp_path: Path) -> None:
    """A key is lent, kept beyond its day, and stands among the facts that scorecards are made of."""
    made = Embedded(tmp_path, Settings(tick_seconds=0), clock=clock())
    prepare(made, ORGAN, REGULATIONS)

    def ask(by: str, at: datetime, operation: str, /, **fields: Any) -> Any:
        token = made.signer.sign(by, token_id=f"{by}-{operation}-{at.isoformat()}")
        answer = json.loads(made.call(Call(operation, fields, token, at=at)).body)
        made.settle()
        return answer

    monday = START + timedelta(days=6)
    due = (monday + timedelta(days=2)).date().isoformat()
    key = ask("p011", monday, "porter.lend-key", person="p027", room="301", due=due)
    assert (key["number"], key["status"], key["allowed"]) == ("2026-0001", "lent", ["porter.return-key"])
    receipt = {"file_name": "收条.pdf", "content": base64.b64encode(b"%PDF-1.7").decode()}
    file = ask("p011", monday, "porter.attach-file", kind="key", record=key["id"], **receipt)
    assert (file["file_name"], file["attached_by"]) == ("收条.pdf", "p011")
    assert ask("system", monday + timedelta(days=4), "porter.tick")["missed"] == 1
    facts = ask("p020", monday + timedelta(days=4), "appraisal.list-facts", kind="porter.key-kept")["items"]
    assert [(fact["source"], fact["person"], fact["day"]) for fact in facts] == [("porter", "p027", due)]
    assert {"porter"} <= set(SOURCES)
    assert "porter.key-kept" in KINDS
    made.close()
