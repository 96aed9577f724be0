"""`jikao cluster`: the distributed system on this machine, until it is told to stop."""

from __future__ import annotations

import contextlib
import signal
import threading
from pathlib import Path
from typing import Any, cast

from deploy import claims, demonstration, forking, roster
from deploy.cluster import GATEWAY, Cluster
from deploy.demo.load import clock as demo_clock
from deploy.demo.load import load_demo
from deploy.embedded import Embedded
from deploy.roster import folder
from deploy.serving import console, demo_accounts, progress_bar
from gateway.accounts import Accounts
from gateway.settings import Settings as GatewaySettings
from services.directory.picture import Picture
from services.kernel.host import logs
from services.kernel.host.settings import Settings
from services.kernel.log.transaction import Reading

LOOK_SECONDS = 1.0
"""How often the servers are looked after."""


def serve(host: str, port: int, data: Path, *, replicas: int = 1, demo: bool = False) -> None:
    """Blocks until SIGTERM or Ctrl-C."""
    settings = Settings()
    if demo:  # its quarter lies where it lies, whenever it is looked at
        settings = settings.model_copy(update={"clock_jump_days": 0})
    logs.set_up("cluster", settings.log_level)
    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: told.set())
    claims.port(host, port)
    with contextlib.ExitStack() as until_the_end:
        mark = None
        if demo:
            mark = until_the_end.enter_context(demonstration.claimed(data))
        else:
            demonstration.refuse_one(data)
            until_the_end.enter_context(claims.folder(data, begins=True))
        forking.begin()
        console.print("正在启动 PostgreSQL、RabbitMQ、Redis · starting the servers")
        cluster = Cluster(data, settings, replicas=replicas, demonstration=mark)
        if mark is not None and not mark.is_loaded:
            try:
                load(cluster, data, told)
            except BaseException as reason:
                cluster.close()
                if isinstance(reason, BrokenOff):
                    return
                raise
            mark.finish()
        if not _serve(cluster, host, port, told):
            raise SystemExit("系统已因服务器故障停止,原因见日志。The system ended because a server did: see the log.")


def _serve(cluster: Cluster, host: str, port: int, told: threading.Event) -> bool:
    """Whether it went on until it was told to stop."""
    with cluster.running():
        cluster.start_gateway(host, port)
        console.print(f"季考已启动 · jikao is at [bold]http://{host}:{port}[/bold]")
        while not told.wait(LOOK_SECONDS):
            if not cluster.servers_stand():
                return False
    return True


class BrokenOff(Exception):
    """Told to stop while loading; the next start begins anew."""


def load(cluster: Cluster, data: Path, told: threading.Event) -> None:
    """The sample organ, its quarter and its accounts, by the operations that people use.

    Before any process runs: their clocks tell today, and what the quarter did happened then.
    """
    quiet = cluster.settings.model_copy(update={"tick_seconds": 0.0})
    masters = cluster.keys.masters()
    runtime = Embedded(data, quiet, clock=demo_clock(), stores=lambda name: cluster.places[name].service.store(masters))
    with contextlib.closing(runtime), progress_bar() as shown:

        def progress(what: str, done: int, total: int) -> None:
            if told.is_set():
                raise BrokenOff
            shown(what, done, total)

        load_demo(runtime, folder(cluster.settings.organ), folder(cluster.settings.regulations), progress)
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
