"""`jikao serve`: the embedded system with its gateway, and the demonstration where it is asked for by name."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, cast

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from deploy import claims, demonstration, memory, web
from deploy.casting import BoxCaster
from deploy.demonstration import Mark
from deploy.embedded import Embedded
from deploy.in_a_fork import in_a_fork
from deploy.roster import folder
from gateway.accounts import Accounts
from gateway.backend import DirectBackend
from gateway.demonstration import create_demo_accounts
from services.directory.picture import Picture
from services.kernel.clock import SystemClock
from services.kernel.delivery.live import MemoryLive
from services.kernel.host import logs
from services.kernel.host.settings import Settings
from services.kernel.log.transaction import Reading
from services.kernel.procedure.custody.readiness import Readiness
from services.kernel.procedure.office import Office

console = Console(stderr=True)


def serve(host: str, port: int, data: Path, *, demo: bool = False) -> None:
    """Blocks until SIGTERM or Ctrl-C."""
    settings = Settings()
    if demo:  # its quarter lies where it lies, whenever it is looked at
        settings = settings.model_copy(update={"clock_jump_days": 0})
    claims.port(host, port)
    with contextlib.ExitStack() as until_the_end:
        if demo:
            mark = until_the_end.enter_context(demonstration.claimed(data))
            if not mark.is_loaded:
                logs.set_up("jikao", "WARNING")
                in_a_fork(lambda: load(mark, settings))
        else:
            demonstration.refuse_one(data)
            until_the_end.enter_context(claims.folder(data, begins=True))
        _serve(host, port, data, settings, demo=demo)


def _serve(host: str, port: int, data: Path, settings: Settings, *, demo: bool) -> None:
    logs.set_up("jikao", settings.log_level)
    live = MemoryLive()
    runtime = Embedded(data, settings, live=live)
    gateway = web.gateway_settings(tuple(runtime.services), demo=demo)
    accounts = web.accounts_in(data, gateway)
    apps = {name: service.app for name, service in runtime.services.items()}
    backend = DirectBackend(
        {name: app.call for name, app in apps.items()},
        recording={name: Readiness(app).can_record for name, app in apps.items()},
    )
    app = web.web_app(
        backend,
        settings=gateway,
        signer=runtime.signer,
        verifier=runtime.verifier,
        accounts=accounts,
        live=live,
        caster=BoxCaster(runtime.boxes),
    )
    with runtime.running():
        console.print(f"季考已启动 · jikao is at [bold]http://{host}:{port}[/bold]")
        memory.settle()
        web.run(app, host, port)
    accounts.close()


def load(mark: Mark, settings: Settings) -> None:
    """The sample organ, its quarter and its accounts, by the operations that people use, each at its own moment.

    What an earlier load left that was broken off goes first: halves are never put together. So no commit of it waits
    for the disk, which would take most of the time; all of it is there before it counts as loaded.
    """
    from deploy.demo.load import clock as demo_clock  # only the first start pays for it
    from deploy.demo.load import load_demo

    data = mark.folder
    mark.clear()
    mark.load_into()
    quiet = settings.model_copy(update={"tick_seconds": 0.0})
    runtime = Embedded(data, quiet, clock=demo_clock(), durable=False)
    memory.settle()  # a quarter is much work, and all that it leaves is garbage
    with contextlib.closing(runtime), progress_bar() as told:
        load_demo(runtime, folder(settings.organ), folder(settings.regulations), told)
        gateway = web.gateway_settings(tuple(runtime.services), demo=True)
        accounts = web.accounts_in(data, gateway)
        demo_accounts(picture_of(runtime), replace(runtime.office, clock=SystemClock()), accounts)
        accounts.close()
    mark.finish()


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
