"""`jikao audit`: proves and looks into the logs of the services on this machine, without anybody logging in.

Whoever runs it can read the database anyway; fields that are marked personal or confidential are withheld all the same.
`verify` and `events` only read, and so does `files` unless it is told to sweep. Exit code 1 says that something does
not hold.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import cyclopts
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from sqlalchemy.engine import make_url

from deploy import claims, cluster_database, roster
from deploy.audit.words import difference, shown
from deploy.cluster_database import is_cluster
from services.kernel.domain.events import discover
from services.kernel.host.settings import Settings
from services.kernel.log.seal import Notary
from services.kernel.log.store import Store
from services.kernel.log.transaction import Reading
from services.kernel.procedure.attachments.audit import MISSING, check_files, sweep
from services.kernel.procedure.attachments.files import FolderFiles
from services.kernel.procedure.own_log.operations import EventView, ListEvents
from services.kernel.procedure.own_log.reading import read_events
from services.kernel.refusals import NotFound

app = cyclopts.App(name="audit", help="校验与查阅各服务的事件日志。Prove and look into the services' logs.")
app.command("deploy.audit.export:export", name="export")
app.command("deploy.audit.find:find", name="find")
app.command("deploy.audit.paper:paper", name="paper")
DATA = Path("data")


@app.command
def files(*services: str, data: Path = DATA, sweep_older_than: int | None = None) -> int:
    """Read every attachment that the logs speak of: is it there, and is it what it was?

    Parameters
    ----------
    services
        Names of services; none means all.
    sweep_older_than
        Afterwards remove files of which no fact speaks, if they have lain for more than so many days.
    """
    if sweep_older_than is not None and sweep_older_than < 1:
        raise SystemExit("至少一天:正在上传的文件尚无记录。At least a day: a file under way has no fact yet.")
    console, settings, holds, seen = Console(), Settings(), True, 0
    place = FolderFiles(settings.files or data / "files")
    if not settings.scanner:
        console.print("[yellow]?[/] 未设置病毒查杀 JIKAO_SCANNER / no virus scanner is set: files come in unscanned")
    with opened_stores(data, services) as stores:
        for name, store in stores.items():
            discover([name], settings.roster)
            with shown(console, name) as progress:
                check = check_files(store, place.of(name), progress)
            for fault in check.faults:
                mention, said = fault.mention, "缺失 / missing" if fault.reason == MISSING else "被改动 / altered"
                of = f"{mention.kind} {mention.record}".strip() or mention.topic
                console.print(f"[red]✗[/] {name}: {said}: 第 {mention.position} 条 / position {mention.position}, {of}")
                console.print(f"  {fault.digest}", soft_wrap=True)
            seen += check.files
            if not check.files and not check.faults:
                console.print(f"[yellow]?[/] {name}: 没有附件 / no file: nothing was looked at")
            elif not check.faults:
                console.print(f"[green]✓[/] {name}: {check.files} 个附件完好 / {check.files} files hold")
            holds &= not check.faults
            if check.unspoken:
                number, size = len(check.unspoken), sum(held.size for held in check.unspoken)
                console.print(
                    f"[yellow]?[/] {name}: {number} 个文件无事实提及 / {number} files no fact speaks of, {size} bytes"
                )
            if sweep_older_than is not None:
                removed = sweep(store, place.of(name), datetime.now(UTC) - timedelta(days=sweep_older_than))
                console.print(f"{name}: 已清除 {len(removed)} 个 / {len(removed)} removed")
    return 0 if holds and seen else 1


@app.command
def events(
    service: str,
    *,
    data: Path = DATA,
    topic: str | None = None,
    person: str | None = None,
    department: str | None = None,
    since: date | None = None,
    until: date | None = None,
    after: int = 0,
    limit: int = 50,
    newest: bool = False,
    json: bool = False,
) -> int:
    """List the facts of one service, filtered as the operation of the same name does.

    Parameters
    ----------
    after
        Start behind this position.
    json
        One JSON object a line instead of a table.
    """
    start = str(after) if after else None
    asked: dict[str, Any] = {"topic": topic, "person": person, "department": department, "since": since}
    console, left = Console(), limit
    table = Table(box=None)
    for heading in ("#", "事实 / fact", "日期 / day", "经手 / by", "部门 / department"):
        table.add_column(heading, no_wrap=heading.endswith("fact"))
    table.add_column("内容 / fields", ratio=1)
    with opened_stores(data, (service,)) as stores:
        store = stores[service]
        while left > 0:
            question = ListEvents(**asked, until=until, after=start, limit=min(left, 500), newest=newest)
            with store.reading() as connection:
                page = read_events(question, Reading(store, connection))
            for event in page.items:
                if json:
                    sys.stdout.write(event.model_dump_json() + "\n")
                else:
                    table.add_row(*_cells(event))
            left, start = left - len(page.items), page.next
            if start is None:
                break
    if not json:
        console.print(table)
    return 0


def _cells(event: EventView) -> tuple[str, ...]:
    by = f"{event.actor} ({event.post})" if event.post else event.actor
    fields = " ".join(f"{name}={value}" for name, value in event.fields.items())
    withheld = f" ({'、'.join(event.withheld)} 不予显示 / withheld)" if event.withheld else ""
    return str(event.position), event.topic, str(event.day), by, event.department, escape(fields + withheld)


@app.command
def checkpoint(*services: str, data: Path = DATA, out: Path | None = None) -> int:
    """Sign each log as it stands, and print the notes: keep them on another machine.

    Parameters
    ----------
    out
        A folder for files named `<service>-<events>.note`.
    """
    signed = True
    with applications(data, services, starting=False) as apps:
        for name, application, call in apps:
            if not application.store.position():
                sys.stdout.write(f"{name}: 日志中没有事件，未签署 / no event: nothing was signed\n")
                signed = False
                continue
            if application.office.notary is None:
                raise SystemExit("未设置签署密钥 JIKAO_SEAL_KEY。Set JIKAO_SEAL_KEY: nothing is signed without it.")
            view = call(f"{name}.make-checkpoint")
            if out is None:
                sys.stdout.write(view["note"])
            else:
                out.mkdir(parents=True, exist_ok=True)
                (out / f"{name}-{view['size']}.note").write_text(view["note"])
    return 0 if signed else 1


@app.command
def rebuild(service: str, *, data: Path = DATA, register: str = "") -> int:
    """Build a service's registers anew beside the live ones, and compare.

    Parameters
    ----------
    register
        One register; none means all.
    """
    from services.kernel.log.rebuild import Rebuild

    console = Console()
    with applications(data, (service,)) as apps:
        ((_, application, _),) = apps
        wanted = [one for one in application.registers if register in ("", one.name)]
        if not wanted:
            there = NotFound.register(register, ((one.name, one.zh, one.en) for one in application.registers))
            raise SystemExit(f"{there.zh}{there.en}")
        with shown(console, service) as progress:
            report = Rebuild(application, wanted, progress).run()
    rows = sum(one.rows for one in report.registers)
    for one in report.registers:
        if one.difference is None and not one.rows:
            console.print(f"[yellow]?[/] {one.register.zh} {one.register.name}: 没有行 / no row: nothing was compared")
        elif one.difference is None:
            console.print(f"[green]✓[/] {one.register.zh} {one.register.name}: {one.rows} 行一致 / rows equal")
        else:
            zh, en = (escape(text) for text in difference(one.register, one.difference))
            told = f"{one.register.zh} {one.register.name}: {zh} / {one.register.en}: {en}"
            console.print(f"[red]✗[/] {told}", soft_wrap=True)
    return 0 if report.equal and rows else 1


@contextmanager
def opened_stores(data: Path, services: tuple[str, ...]) -> Iterator[dict[str, Store]]:
    """The stores as they lie there: one PostgreSQL schema where JIKAO_STORE_URL says so, those of the cluster of the
    folder `data`, or the files in it. Refuses what is not there."""
    settings = Settings()
    known = _known(services, settings)
    with ExitStack() as until_the_end:
        found: dict[str, Store] = {}
        if settings.store_url:
            found = _the_one_named(services, settings)
        elif is_cluster(data):
            found = until_the_end.enter_context(cluster_database.stores(data, services or known))
        else:
            places = {name: data / f"{name}.db" for name in services or known}
            found = {name: Store(f"sqlite:///{path}") for name, path in places.items() if path.exists()}
        for store in found.values():
            until_the_end.callback(store.close)
        for name in services or known:
            if name not in found:
                place = f"{name} ({data})" if is_cluster(data) else data / f"{name}.db"
                raise SystemExit(f"没有日志 {place}。There is no log {place}.")
        yield found


def _known(services: tuple[str, ...], settings: Settings) -> list[str]:
    """Those of the organ, if each that is asked for is one of them."""
    known = list(roster.roster(settings))
    if unknown := set(services) - set(known):
        names = sorted(unknown)
        zh = f"没有服务 {'、'.join(names)}，现有：{'、'.join(known)}。"
        raise SystemExit(f"{zh}There is no service {', '.join(names)}. Services: {', '.join(known)}.")
    return known


def _the_one_named(services: tuple[str, ...], settings: Settings) -> dict[str, Store]:
    if len(services) != 1:
        raise SystemExit("JIKAO_STORE_URL 属于一个服务,请写出其名称。JIKAO_STORE_URL is one service's: name it.")
    url = make_url(settings.store_url)
    store = Store(url, schema=settings.schema_name)
    if not store.has_log():
        store.close()
        place = f"{url.render_as_string()} {settings.schema_name}".strip()
        raise SystemExit(f"没有日志 {place}。There is no log {place}.")
    return {services[0]: store}


def notary_of(data: Path) -> Notary | None:
    settings = Settings()
    if settings.seal_key:
        return Notary.from_pem(settings.origin, settings.seal_key.encode(), settings.seal_rotations)
    if settings.store_url:
        return None  # the key of a folder beside it is another's
    from deploy.keys import Keys

    folder = data / "keys"
    if not folder.is_dir():
        return None
    return Keys(folder, settings, known="").notary(settings.origin)


@contextmanager
def applications(
    data: Path, services: tuple[str, ...], *, starting: bool = True
) -> Iterator[list[tuple[str, Any, Any]]]:
    """The services, built but not at work: (name, application, call as the system). The one whose database the settings
    name, those of the cluster of the folder, or those of the embedded runtime. Without `starting`, and where the office
    is at work, the registers stay as another program keeps them."""
    import msgspec

    from services.kernel.procedure.context import Call

    settings = Settings()
    starting = starting and not claims.is_taken(data)
    if settings.store_url:
        with opened_stores(data, services):  # refuses what is not there instead of making it
            ((name,),) = (services,)
        apps, token, close = _on_the_server(name, settings, starting)
    elif is_cluster(data):
        apps, token, close = _on_the_cluster(data, services, settings, starting)
    else:
        with opened_stores(data, services):
            pass
        apps, token, close = _in_the_folder(data, services, starting)

    def call(operation: str, **fields: Any) -> Any:
        application = apps[operation.partition(".")[0]]
        return msgspec.json.decode(application.call(Call(operation, fields, token)).body)

    try:
        yield [(name, application, call) for name, application in apps.items()]
    finally:
        close()


def _in_the_folder(
    data: Path, services: tuple[str, ...], starting: bool
) -> tuple[dict[str, Any], str, Callable[[], None]]:
    from deploy.embedded import Embedded

    embedded = Embedded(data, starting=starting)
    apps = {name: embedded.services[name].app for name in services or embedded.services}
    return apps, embedded.keys.system_token(seconds=600), embedded.close


def _on_the_cluster(
    data: Path, services: tuple[str, ...], settings: Settings, starting: bool
) -> tuple[dict[str, Any], str, Callable[[], None]]:
    from deploy import stopped_cluster

    _known(services, settings)
    until_the_end = ExitStack()
    if starting:
        _, runtime = until_the_end.enter_context(stopped_cluster.opened(data, settings))
    else:
        runtime = until_the_end.enter_context(stopped_cluster.beside(data, settings))
    apps = {name: runtime.services[name].app for name in services or runtime.services}
    return apps, runtime.keys.system_token(seconds=600), until_the_end.close


def _on_the_server(name: str, settings: Settings, starting: bool) -> tuple[dict[str, Any], str, Callable[[], None]]:
    """Whoever runs this holds the database, and so speaks as the system: by a key that nobody else knows."""
    from services.kernel.domain.who import SYSTEM_ID
    from services.kernel.procedure.identity import Signer, Verifier, new_key, public_key

    key = new_key()
    notary = (
        Notary.from_pem(settings.origin, settings.seal_key.encode(), settings.seal_rotations)
        if settings.seal_key
        else None
    )
    office = replace(roster.office(settings, Verifier(public_key(key)), notary), keeps_registers=starting)
    from deploy.distributed import keyed

    store = keyed(Store(make_url(settings.store_url), schema=settings.schema_name), settings)
    made = roster.assemble(name, roster.roster(settings)[name], store=store, office=office)
    close = made.app.close
    if settings.amqp_url and settings.system_token:  # as the service has them: what it derives, it can pull
        from deploy.replaying import listening

        close = listening(made, settings)
    return {name: made.app}, Signer(key).sign(SYSTEM_ID, token_id="audit", seconds=600), close  # noqa: S106


for _name in ("verify", "acknowledge-restore", "acknowledge-clock", "rotate-key"):
    app.command(f"deploy.audit.custody:{_name.replace('-', '_')}", name=_name)
app.command("deploy.audit.replay:replay", name="replay")
app.command("deploy.audit.replay:replays", name="replays")
