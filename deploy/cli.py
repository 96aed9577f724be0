"""`jikao`: the command line. Every command imports what it needs itself, so that each starts at once."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import cyclopts

app = cyclopts.App(name="jikao", help="季考: one organ's rule books, and the scorecards that write themselves.")


@app.command
def serve(*, host: str = "127.0.0.1", port: int = 8000, data: Path = Path("data"), demo: bool = False) -> None:
    """Run the embedded system: everything in one process, its data in one folder.

    Parameters
    ----------
    demo
        Show the sample organ, with its quarter and its demo accounts: in an empty folder, which is marked as a
        demonstration, or in one that is marked so.
    """
    from deploy.serving import serve as run

    os.umask(0o077)  # what the office writes is for whoever runs it alone
    run(host, port, data, demo=demo)


@app.command
def service(name: str) -> None:
    """Run one service of the distributed system: a Nameko container, told by JIKAO_* what to stand on."""
    import warnings

    warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")
    import eventlet

    eventlet.monkey_patch()
    from deploy.distributed import run_service

    run_service(name)


@app.command
def relay(name: str) -> None:
    """Publish one service's log to the bus."""
    from deploy.distributed import run_relay

    run_relay(name)


@app.command
def gateway(*, host: str = "127.0.0.1", port: int = 8000) -> None:
    """Serve HTTP in front of the distributed system."""
    from deploy.distributed import run_gateway

    run_gateway(host, port)


@app.command
def box(*, host: str = "127.0.0.1", port: int = 8010) -> None:
    """Keep the keys and boxes of the evaluation for the distributed system, at a loopback or private address."""
    from deploy.ballot_box.process import run

    run(host, port)


@app.command(show=False)
def replays(name: str, *, data: Path | None = None) -> None:
    """Carry out the replays of one service that wait, then end: started by whoever serves it."""
    from deploy.replaying import run

    run(name, data)


@app.command
def cluster(
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    data: Path = Path("data/cluster"),
    replicas: int = 1,
    demo: bool = False,
) -> None:
    """Run the distributed system on this machine: its servers, a process per service, relays and a gateway.

    Parameters
    ----------
    replicas
        Processes per service.
    demo
        Show the sample organ, with its quarter and its demo accounts: in an empty folder, which is marked as a
        demonstration, or in one that is marked so.
    """
    from deploy.clustering import serve as run

    run(host, port, data, replicas=replicas, demo=demo)


@app.command
def regulations(*, only_open: Annotated[bool, cyclopts.Parameter(name="--open", negative="")] = False) -> int:
    """Show every article of both rule books with the operations, obligations, parameters and policy rules behind it.

    Parameters
    ----------
    only_open
        Only what nothing carries out yet.
    """
    from deploy.regulations_table import show

    return show(only_open=only_open)


@app.command
def backup(out: Path, *, data: Path = Path("data"), keys: Path | None = None) -> int:
    """Copy the folder of an office, of either runtime, as of one moment, also while it works.

    Parameters
    ----------
    out
        An empty folder for everything but the keys; the boxes of an evaluation go nowhere.
    keys
        An empty folder, kept elsewhere, for what signs and for the keys of people's private fields.
    """
    from deploy.backup import backup as run

    return run(data, out, keys)


@app.command
def restore(kept: Path, *, data: Path = Path("data"), keys: Path | None = None) -> int:
    """Bring a backup back into an empty folder.

    Parameters
    ----------
    kept
        The folder that `jikao backup` wrote.
    keys
        The folder of its keys.
    """
    from deploy.backup import restore as run

    return run(kept, data, keys)


@app.command
def personal_data() -> int:
    """Show what is held of people's lives: each field, for what, who sees it, how it is kept and for how long."""
    from deploy.personal_table import show

    return show()


@app.command
def rotate_personal_key(*, data: Path = Path("data")) -> int:
    """Exchange the master key that wraps the keys of people's own words, while the system is stopped: no stored event
    changes, and what was wrapped by the old one, in a backup of the keyring too, opens no more.

    Parameters
    ----------
    data
        The folder of an office, of either runtime.
    """
    from deploy.personal_key import rotate

    return rotate(data)


@app.command
def rotate_bus_keys(*, data: Path = Path("data/cluster"), days: float = 7) -> int:
    """Exchange the keys by which the services sign what they send each other, while the cluster is stopped. What still
    waits on the bus is believed by the keys before until their end.

    Parameters
    ----------
    data
        The folder of the cluster.
    days
        How long the keys before are still believed.
    """
    from deploy.bus_keys import rotate

    return rotate(data, days)


@app.command
def bench(*, quick: bool = False, only: str = "", out: Path = Path("bench.json")) -> None:
    """Run the benchmarks: a table, and a file with the same.

    Parameters
    ----------
    quick
        Measure little of everything, to see that it works.
    only
        One part alone: commands, start, replay, shadow, imports, whatif, invoices, gateway, streams, lists or servers.
    """
    from deploy.bench.run import run

    run(quick=quick, only=only, out=out)


GROUPS = {"audit": "deploy.audit.commands:app", "ballots": "deploy.ballots:app", "office": "deploy.office:app"}
for _name, _place in GROUPS.items():
    app.command(_place, name=_name)


def asks_for_help(words: Sequence[str]) -> bool:
    return not words or bool({"--help", "-h"} & set(words)) or (len(words) == 1 and words[0] in GROUPS)


def read_in(group: cyclopts.App) -> None:
    """What is loaded only when it is called has no words before: help would name it and say nothing of it."""
    for name in group:
        if not name.startswith("-") and isinstance(found := group[name], cyclopts.App):
            read_in(found)


def main() -> None:
    from deploy import memory, parents, troubles

    memory.begin()
    parents.end_with_it()
    if asks_for_help(sys.argv[1:]):
        read_in(app)
    troubles.told(app)


if __name__ == "__main__":
    main()
