"""`jikao audit replay`: builds registers again beside the live ones, from the command line, and says what differs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from deploy.audit.commands import DATA, applications
from deploy.audit.words import bar, replayed
from services.kernel.procedure.replay.record import Found, ReplayStatus

WAIT = 0.2
"""Seconds until it is tried again whether nobody else carries replays out."""


def replay(
    service: str,
    *,
    data: Path = DATA,
    register: str = "",
    moment: datetime | None = None,
    position: int | None = None,
    pace: str = "full",
    draft: str = "",
    parameter: str = "",
    value: str = "",
    resume: str = "",
) -> int:
    """Build registers again into a shadow that stays, and compare it with the live ones. Exit code 1: they differ.

    They are built by the program at hand, also where the office is served by another version: a mended projection says
    here what it would have made, while live registers and work stay as they are.

    Parameters
    ----------
    register
        One register; none means all.
    moment
        Stop at what was recorded by then, in the organ's time zone where none is said; nothing is compared.
    position
        Stop at this event; nothing is compared.
    pace
        full, half or quarter of the time.
    draft
        A draft to build it under, such as the number of a drafted policy for `--register facts`.
    parameter
        A parameter to try when the replay is looked into; its rows hold what was decided, and stay the same.
    value
        The value to try, as in the rule files.
    resume
        The number of a replay that was paused or broken off.
    """
    from services.kernel.procedure.replay.running import alone, carry_out

    console = Console()
    with applications(data, (service,), starting=False) as apps, _turn(apps[0][1], alone):
        ((name, application, call),) = apps
        if resume:
            found = [one for one in call(f"{name}.list-replays", limit=500)["items"] if one["number"] == resume]
            if not found:
                raise SystemExit(f"没有重演 {resume}。There is no replay {resume}.")
            id = found[0]["id"]
            if found[0]["status"] in (ReplayStatus.PAUSED, ReplayStatus.FAILED):
                call(f"{name}.resume-replay", replay=id)
        else:
            at = moment.replace(tzinfo=application.office.zone) if moment and moment.tzinfo is None else moment
            asked = {"part": register, "moment": at and at.isoformat(), "position": position, "pace": pace}
            asked |= {"draft": draft, "parameter": parameter, "value": value}
            id = call(f"{name}.start-replay", **asked)["id"]
        with bar(console) as progress:
            task = progress.add_task(service, total=None)

            def told(topic: str, said: dict[str, Any]) -> None:
                if topic.startswith("replays."):
                    one = call(f"{name}.get-replay", replay=id)
                    progress.update(task, completed=one["done"], total=one["reaches"] or None)

            application.announcers.append(told)
            carry_out(application)
        made = call(f"{name}.get-replay", replay=id)
        listed = call(f"{name}.list-replay-differences", replay=id, limit=500)["items"]
    return _said(console, made, listed)


@contextmanager
def _turn(application: Any, alone: Callable[..., Any]) -> Iterator[None]:
    """Nobody else carries replays out meanwhile: a runner of the office's would build this one by its own program."""
    application.wake_replays = lambda: None
    while True:
        with alone(application.store) as free:
            if free:
                yield
                return
        time.sleep(WAIT)


def _said(console: Console, made: dict[str, Any], listed: list[dict[str, Any]]) -> int:
    number, done = made["number"], made["done"]
    other = f" · 程序 / program {made['program'][:12]}，与在用的不同 / not the one at work" if made["mended"] else ""
    console.print(f"{escape(made['rules_zh'])} / {escape(made['rules_en'])}{other}", soft_wrap=True)
    if made["status"] != ReplayStatus.DONE:
        said = made["fault_zh"] and f"{made['fault_zh']} / {made['fault_en']}"
        status = ReplayStatus(made["status"])
        console.print(f"[red]✗[/] {number} {status.zh} / {status.en}: {escape(said)}")
        return 1
    found = Found(made["found"])
    if found == Found.NOT_COMPARED:
        console.print(f"[green]✓[/] {number}: 截至第 {done} 条 / up to position {done}, {found.zh} / {found.en}")
        return 0
    mark = "[green]✓[/]" if found == Found.EQUAL else "[red]✗[/]" if found == Found.DIFFERENT else "[yellow]?[/]"
    console.print(f"{mark} {number}: 截至第 {done} 条 / up to position {done}: {found.zh} / {found.en}")
    for one in listed:
        console.print(f"  {escape(replayed(one))}", soft_wrap=True)
    if made["differing"]:
        console.print(f"{made['differing']} 行不一致 / rows differ")
    return 0 if found == Found.EQUAL else 1


def replays(service: str, *, data: Path = DATA) -> int:
    """List the replays of a service, the newest first."""
    table = Table(box=None)
    for heading in ("#", "内容 / what", "状态 / status", "进度 / done", "比对 / comparison"):
        table.add_column(heading)
    with applications(data, (service,), starting=False) as apps:
        ((name, _, call),) = apps
        items = call(f"{name}.list-replays", limit=500)["items"]
    for one in items:
        status, found = ReplayStatus(one["status"]), Found(one["found"])
        table.add_row(
            one["number"],
            f"{one['zh']} / {one['en']}",
            f"{status.zh} / {status.en}",
            f"{one['done']}/{one['reaches']}",
            f"{found.zh} / {found.en}",
        )
    Console().print(table if items else "没有重演 / no replay")
    return 0
