"""`jikao serve`: the embedded system with its gateway, and what its first start brings in."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from deploy import memory, web
from deploy.embedded import Embedded
from deploy.roster import folder
from gateway.accounts import Accounts, create_demo_accounts
from gateway.backend import DirectBackend
from services.directory.picture import Picture
from services.kernel import logs
from services.kernel.application import Office
from services.kernel.clock import SystemClock
from services.kernel.live import MemoryLive
from services.kernel.settings import Settings
from services.kernel.transaction import Reading

console = Console(stderr=True)
LOADED = "loaded"
"""A file that says the first start was carried through; one that was broken off is taken up again."""


def serve(host: str, port: int, data: Path, *, demo: bool = True) -> None:
    """Blocks until SIGTERM or Ctrl-C."""
    settings = Settings()
    data.mkdir(parents=True, exist_ok=True)
    if demo and not (data / LOADED).exists():
        logs.set_up("jikao", "WARNING")
        load(data, settings)
    logs.set_up("jikao", settings.log_level)
    live = MemoryLive()
    runtime = Embedded(data, settings, live=live)
    gateway = web.gateway_settings(tuple(runtime.services), demo=demo)
    accounts = web.accounts_in(data, gateway)
    backend = DirectBackend({name: service.app.call for name, service in runtime.services.items()})
    app = web.web_app(
        backend, settings=gateway, signer=runtime.signer, verifier=runtime.verifier, accounts=accounts, live=live
    )
    with runtime.running():
        console.print(f"季考已启动 · jikao is at [bold]http://{host}:{port}[/bold]")
        memory.settle()
        web.run(app, host, port)
    accounts.close()


def load(data: Path, settings: Settings) -> None:
    """The sample organ, its quarter and its accounts, by the operations that people use, each at its own moment."""
    from deploy.demo.load import clock as demo_clock  # only the first start pays for it
    from deploy.demo.load import load_demo

    quiet = settings.model_copy(update={"tick_seconds": 0.0})
    runtime = Embedded(data, quiet, clock=demo_clock())
    with contextlib.closing(runtime), progress_bar() as told:
        load_demo(runtime, folder(settings.organ), folder(settings.regulations), told)
        gateway = web.gateway_settings(tuple(runtime.services), demo=True)
        accounts = web.accounts_in(data, gateway)
        demo_accounts(picture_of(runtime), replace(runtime.office, clock=SystemClock()), accounts)
        accounts.close()
    (data / LOADED).write_text(datetime.now(UTC).isoformat())


def demo_accounts(picture: Picture, office: Office, accounts: Accounts) -> None:
    """One login per role of the sample organ, and one for everybody in it."""
    today = office.clock.now().astimezone(office.zone).date()
    active = [person.id for person in picture.people() if picture.is_active(person.id, today)]
    staff = [person for person in active if _is_plain(picture, person, today)]
    create_demo_accounts(accounts, lambda post: picture.holder(post, today), staff, everybody=active)


def picture_of(runtime: Embedded) -> Picture:
    """The organ as the directory has it now."""
    app = runtime.services["directory"].app
    with app.store.reading() as connection:
        return cast(Picture, app.organ.current(Reading(app.store, connection)))


def _is_plain(picture: Picture, person: str, on: date) -> bool:
    return not picture.posts_of(person, on)


@contextlib.contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None]]:
    """`(what, done, total)`: one bar per `what`."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as shown:
        tasks: dict[str, Any] = {}

        def told(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = shown.add_task(what, total=total)
            shown.update(tasks[what], completed=done, total=total)

        yield told
