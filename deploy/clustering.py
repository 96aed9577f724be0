"""`jikao cluster`: the distributed system on this machine, until it is told to stop."""

from __future__ import annotations

import signal
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from deploy import roster
from deploy.cluster import GATEWAY, Cluster
from deploy.organ_import import import_organ
from deploy.policy_import import adopt_policy
from deploy.roster import folder
from deploy.serving import LOADED, console, demo_accounts, progress_bar
from gateway.accounts import Accounts
from gateway.settings import Settings as GatewaySettings
from services.directory.picture import Picture
from services.kernel import logs
from services.kernel.context import Answer, Call
from services.kernel.operations import Operation
from services.kernel.settings import Settings
from services.kernel.transaction import Reading


def serve(host: str, port: int, data: Path, *, replicas: int = 1, demo: bool = True) -> None:
    """Blocks until SIGTERM or Ctrl-C."""
    settings = Settings()
    logs.set_up("cluster", settings.log_level)
    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    console.print("正在启动 PostgreSQL、RabbitMQ、Redis · starting the servers")
    cluster = Cluster(data, settings, replicas=replicas, demo=demo)
    with cluster.running():
        if demo and not (data / LOADED).exists() and not told.is_set():
            load(cluster)
            (data / LOADED).write_text(datetime.now(UTC).isoformat())
        cluster.start_gateway(host, port)
        console.print(f"季考已启动 · jikao is at [bold]http://{host}:{port}[/bold]")
        told.wait()


def load(cluster: Cluster) -> None:
    """The sample organ and its accounts, by the operations that people use."""
    system = cluster.keys.system_token()

    def call(operation: Operation) -> Answer:
        return cluster.call(Call(operation.NAME, operation.model_dump(mode="json"), system))

    with progress_bar() as told:
        organ = folder(cluster.settings.organ)
        import_organ(organ, call, lambda done, total: told("样例机关 · the sample organ", done, total))
    if "appraisal" in cluster.places:
        adopt_policy(call)
    accounts = Accounts(cluster.places[GATEWAY].service.plain(), GatewaySettings())
    demo_accounts(_picture(cluster), cluster.office, accounts)
    accounts.close()


def _picture(cluster: Cluster) -> Picture:
    """The organ as the directory's log has it now."""
    store = cluster.places["directory"].service.store()
    made: Any = roster.assemble("directory", roster.ROSTER["directory"], store=store, office=cluster.office)
    with store.reading() as connection:
        picture = cast(Picture, made.app.organ.current(Reading(store, connection)))
    store.close()
    return picture
