"""A gateway over the sample service as a process of its own: `python -m tests.gateway.serve FOLDER PORT`."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import uvicorn

from gateway.accounts import Accounts
from gateway.app import create_app
from gateway.backend import DirectBackend
from gateway.settings import Settings
from services.kernel.delivery.live import MemoryLive
from services.kernel.log.store import Store
from services.kernel.procedure.identity import Verifier, public_key
from tests.gateway.conftest import FAST, OPERATIONS, PASSWORD
from tests.kernel import sample


def main(folder: Path, port: int) -> None:
    desk = sample.SampleDesk(Store(f"sqlite:///{folder}/sample.db"))
    settings = Settings(heartbeat=1, services=("sample",))
    accounts = Accounts(f"sqlite:///{folder}/accounts.db", settings, hasher=FAST)
    accounts.add_all([("p001", "p001", "")], PASSWORD)
    live = MemoryLive()
    desk.app.listeners.append(lambda: live.publish("scorecards.2026Q1", {"changed": True}))
    app = create_app(
        DirectBackend({"sample": desk.app.call}),
        signer=desk.signer,
        verifier=Verifier(public_key(desk.signer._key)),
        accounts=accounts,
        live=live,
        settings=settings,
        operations=OPERATIONS,
    )
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", timeout_graceful_shutdown=4)
    assert threading.active_count() < 100


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
