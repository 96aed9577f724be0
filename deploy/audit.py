"""`jikao audit`: proves and looks into the logs of the services on this machine, without anybody logging in.

Whoever runs it can read the database anyway; fields that are marked personal or confidential are withheld all the same.
`verify` and `events` only read, and so does `files` unless it is told to sweep. Exit code 1 says that something does
not hold.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import cyclopts
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table
from sqlalchemy.engine import make_url

from deploy import roster
from services.kernel.domain.events import discover
from services.kernel.host.settings import Settings
from services.kernel.log.seal import Notary
from services.kernel.log.store import Store
from services.kernel.log.transaction import Reading
from services.kernel.procedure.attachments.audit import MISSING, check_files, sweep
from services.kernel.procedure.attachments.files import FolderFiles
from services.kernel.procedure.checkpoints import checked, stored_notes
from services.kernel.procedure.log_operations import EventView, ListEvents
from services.kernel.procedure.log_procedure import check_seal
from services.kernel.procedure.log_reading import read_events

app = cyclopts.App(name="audit", help="校验与查阅各服务的事件日志。Prove and look into the services' logs.")
DATA = Path("data")


@app.command
def verify(*services: str, data: Path = DATA, note: Path | None = None) -> int:
    """Walk every log from the first event: seals, heads, and the signed checkpoints kept beside them.

    Parameters
    ----------
    services
        Names of services; none means all.
    note
        A checkpoint kept elsewhere, of the one service named.
    """
    console, notary, holds = Console(), _notary(data), True
    if note is not None and len(services) != 1:
        raise SystemExit("--note 只能与一个服务一起使用。Name the one service whose note it is.")
    for name, store in _stores(data, services):
        with _shown(console, name) as progress:
            size, fault, head = check_seal(store, progress)
        if fault is None and not size:
            console.print(f"[red]✗[/] {name}: 日志中没有事件，无可校验 / no event: nothing was verified")
        elif fault is not None:
            console.print(f"[red]✗[/] {name}: 第 {fault.position} 条不符 / position {fault.position}: {fault.reason}")
        else:
            console.print(f"[green]✓[/] {name}: {size} 条事件完好 / {size} events hold, head {head.hex()[:16]}…")
        holds &= fault is None and size > 0
        texts = [*stored_notes(store), *([note.read_text()] if note else ())]
        holds &= _hold(console, name, store, notary, texts)
    return 0 if holds else 1


@contextmanager
def _shown(console: Console, what: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar that goes away, as a function of done and total."""
    with Progress(console=console, transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _hold(console: Console, name: str, store: Store, notary: Notary | None, notes: list[str]) -> bool:
    """One line for all that hold, as there is one a day, and one for each that does not."""
    if not notes:
        return True
    if notary is None:
        console.print(f"[yellow]?[/] {name}: 没有公钥,无法校验检查点 / no key to check its checkpoints with")
        return True
    found = checked(notary, name, notes, lambda size: store.rows(limit=size))
    for size, reason in found:
        if reason:
            console.print(f"[red]✗[/] {name}: 检查点 {size} 不符 / checkpoint {size}: {escape(reason)}")
    good = [size for size, reason in found if not reason]
    if good:
        console.print(
            f"[green]✓[/] {name}: {len(good)} 个检查点相符,最近的含 {max(good)} 条事件"
            f" / {len(good)} checkpoints hold, the newest over {max(good)} events"
        )
    return len(good) == len(found)


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
    for name, store in _stores(data, services):
        _declare(name, settings)
        with _shown(console, name) as progress:
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


def _declare(name: str, settings: Settings) -> None:
    """Loads the facts of a service, so that what they speak of is known."""
    if name in settings.roster:
        importlib.import_module(settings.roster[name])
    else:
        discover([name])


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
    ((_, store),) = _stores(data, (service,))
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
    with _applications(data, services) as apps:
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
def rebuild(service: str, *, data: Path = DATA, register: str = "", swap: bool = False) -> int:
    """Build a service's registers anew beside the live ones, compare, and replace them only when asked.

    Parameters
    ----------
    register
        One register; none means all.
    swap
        Put the rebuilt tables in the place of the live ones, whatever the comparison says.
    """
    from services.kernel.log.rebuild import Rebuild

    console = Console()
    with _applications(data, (service,)) as apps:
        ((_, application, _),) = apps
        wanted = [one for one in application.registers if register in ("", one.name)]
        if not wanted:
            raise SystemExit(f"没有台账 {register}。There is no register {register}.")
        with _shown(console, service) as progress:
            report = Rebuild(application, wanted, progress).run(swap)
    rows = sum(one.rows for one in report.registers)
    for one in report.registers:
        if one.difference is None and not one.rows:
            console.print(f"[yellow]?[/] {one.register.zh} {one.register.name}: 没有行 / no row: nothing was compared")
        elif one.difference is None:
            console.print(f"[green]✓[/] {one.register.zh} {one.register.name}: {one.rows} 行一致 / rows equal")
        else:
            found = one.difference
            what = "、".join(found.columns) or ("缺行 / missing row" if found.live is None else "多行 / extra row")
            console.print(f"[red]✗[/] {one.register.zh} {one.register.name}: {found.table} {found.key}: {what}")
    if report.swapped:
        console.print(f"已替换 / swapped, as of position {report.position}")
    return 0 if (report.equal and rows) or report.swapped else 1


def _stores(data: Path, services: tuple[str, ...]) -> Iterator[tuple[str, Store]]:
    """The stores as they lie there: one PostgreSQL schema where JIKAO_STORE_URL says so, else the files in `data`."""
    settings = Settings()
    known = list(roster.roster(settings))
    if unknown := set(services) - set(known):
        raise SystemExit(f"没有服务 {'、'.join(unknown)}。Services: {', '.join(known)}.")
    if settings.store_url:
        if len(services) != 1:
            raise SystemExit("JIKAO_STORE_URL 属于一个服务,请写出其名称。JIKAO_STORE_URL is one service's: name it.")
        url = make_url(settings.store_url)
        store = Store(url, schema=settings.schema_name)
        if not store.has_log():
            store.close()
            place = f"{url.render_as_string()} {settings.schema_name}".strip()
            raise SystemExit(f"没有日志 {place}。There is no log {place}.")
        yield from _opened(services[0], store)
        return
    for name in services or known:
        path = data / f"{name}.db"
        if not path.exists():
            raise SystemExit(f"没有日志 {path}。There is no log {path}.")
        yield from _opened(name, Store(f"sqlite:///{path}"))


def _opened(name: str, store: Store) -> Iterator[tuple[str, Store]]:
    try:
        yield name, store
    finally:
        store.close()


def _notary(data: Path) -> Notary | None:
    settings = Settings()
    if settings.seal_key:
        return Notary.from_pem(settings.origin, settings.seal_key.encode())
    if settings.store_url:
        return None  # the key of a folder beside it is another's
    path = data / "keys" / "seal.pem"
    return Notary.from_pem(settings.origin, path.read_bytes()) if path.exists() else None


@contextmanager
def _applications(data: Path, services: tuple[str, ...]) -> Iterator[list[tuple[str, Any, Any]]]:
    """The services, built but not at work: (name, application, call as the system). The one whose database the settings
    name, or those of the embedded runtime."""
    import msgspec

    from services.kernel.procedure.context import Call

    found = [(name, store) for name, store in _stores(data, services)]  # refuses what is not there instead of making it
    settings = Settings()
    if settings.store_url:
        ((name, _),) = found
        apps, token, close = _on_the_server(name, settings)
    else:
        apps, token, close = _in_the_folder(data, services)

    def call(operation: str) -> Any:
        application = apps[operation.partition(".")[0]]
        return msgspec.json.decode(application.call(Call(operation, {}, token)).body)

    try:
        yield [(name, application, call) for name, application in apps.items()]
    finally:
        close()


def _in_the_folder(data: Path, services: tuple[str, ...]) -> tuple[dict[str, Any], str, Callable[[], None]]:
    from deploy.embedded import Embedded

    embedded = Embedded(data)
    apps = {name: embedded.services[name].app for name in services or embedded.services}
    return apps, embedded.keys.system_token(seconds=600), embedded.close


def _on_the_server(name: str, settings: Settings) -> tuple[dict[str, Any], str, Callable[[], None]]:
    """Whoever runs this holds the database, and so speaks as the system: by a key that nobody else knows."""
    from services.kernel.domain.who import SYSTEM_ID
    from services.kernel.procedure.identity import Signer, Verifier, new_key, public_key

    key = new_key()
    notary = Notary.from_pem(settings.origin, settings.seal_key.encode()) if settings.seal_key else None
    office = roster.office(settings, Verifier(public_key(key)), notary)
    store = Store(make_url(settings.store_url), schema=settings.schema_name)
    made = roster.assemble(name, roster.roster(settings)[name], store=store, office=office)
    return {name: made.app}, Signer(key).sign(SYSTEM_ID, token_id="audit", seconds=600), made.app.close  # noqa: S106
