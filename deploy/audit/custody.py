"""`jikao audit verify` and what belongs to the custody of the logs: acknowledge a restore or a clock, rotate the key.

`verify` only reads. Whatever does not hold is named with its service and the first bad position.
"""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from sqlalchemy.exc import DBAPIError

from deploy import claims, roster
from deploy.audit.commands import DATA, applications, notary_of, opened_stores
from deploy.audit.paper import Words, compared
from deploy.audit.words import shown
from deploy.cluster_database import is_cluster
from deploy.manifest import Manifest, check_files
from services.kernel.domain.events import discover
from services.kernel.host.settings import Settings
from services.kernel.log.identity import Expected
from services.kernel.log.seal import Notary
from services.kernel.log.store import Store
from services.kernel.procedure.custody.across import compare
from services.kernel.procedure.custody.checking import Checked, Finding, check, moved
from services.kernel.procedure.custody.restores import MANIFEST, Claim
from services.kernel.procedure.keeping import Elsewhere


def verify(
    *services: str,
    data: Path = DATA,
    note: Path | None = None,
    notes: Path | None = None,
    paper: tuple[str, ...] = (),
) -> int:
    """Walk every log from the first event: seals, heads, events and signed checkpoints, and hold the logs against each
    other, against what the data folder remembers, and against notes kept elsewhere. The rows of registers are compared
    by `jikao audit rebuild`.

    Parameters
    ----------
    services
        Names of services; none means all.
    note
        A checkpoint kept elsewhere, of the one service named.
    notes
        A folder of them, of any services; without it the one that JIKAO_CHECKPOINTS_TO names.
    paper
        The words of a sheet that `jikao audit paper` printed; once for each of them.
    """
    console, settings = Console(), Settings()
    if note is not None and len(services) != 1:
        raise SystemExit("--note 只能与一个服务一起使用。Name the one service whose note it is.")
    papers = _papers(paper)
    with contextlib.ExitStack() as until_the_end:
        manifest = _manifest(data, settings)
        stores = until_the_end.enter_context(opened_stores(data, services))
        if strangers := {words.service for words in papers} - set(stores):
            raise SystemExit(f"未校验纸上的 {'、'.join(strangers)}。Nothing is verified of {', '.join(strangers)}.")
        notary = notary_of(data)
        found = {name: _checked(console, name, store, notary, manifest) for name, store in stores.items()}
        kept = {name: list(_kept(name, note, notes, settings)) for name in found}
        remembered = {
            name: Claim(MANIFEST, place.position, place.seal)
            for name, place in (manifest.places.items() if manifest is not None else ())
            if place.position
        }
        sound = {name: store for name, store in stores.items() if found[name].head}
        compare({name: found[name] for name in sound}, sound, notary, kept, remembered)
        compared(papers, found, stores, settings.origin)
    for one in found.values():
        _say(console, one)
    for words in (words for words in papers if found[words.service].holds):
        console.print(f"[green]✓[/] {words.service}: 与纸面检查点相符 / the log agrees with the paper {words}")
    some = any(one.size for one in found.values())
    if not some:
        console.print("[yellow]?[/] 没有任何事件，无可校验 / no event anywhere: nothing was verified")
    return 0 if some and all(one.holds for one in found.values()) else 1


def _papers(paper: tuple[str, ...]) -> list[Words]:
    try:
        return [Words.read(text) for text in paper]
    except ValueError as wrong:
        said = f"“{wrong}”不是纸面检查点的核验词,应如 directory-1234-7K3M-9QZX-22WD-HV8T。"
        raise SystemExit(f"{said} {wrong} are not the words of a paper.") from None


def _manifest(data: Path, settings: Settings) -> Manifest | None:
    """A folder's manifest speaks of its own databases only."""
    if settings.store_url:
        return None
    manifest = Manifest.read(data, settings.origin)
    if not is_cluster(data):
        check_files(data, manifest, roster.roster(settings))
    return manifest if manifest.found else None


def _checked(console: Console, name: str, store: Store, notary: Notary | None, manifest: Manifest | None) -> Checked:
    discover([name], Settings().roster)
    place = manifest.places.get(name) if manifest is not None else None
    expected = Expected(place.birth, place.made) if place is not None else None
    try:
        with shown(console, name) as progress:
            return check(name, store, notary, expected, progress)
    except DBAPIError as error:
        spoilt = Checked(name)
        spoilt.finds(0, "数据库已损坏或无法读取", f"the database is spoilt or cannot be read: {error.orig}")
        return spoilt


def _kept(name: str, note: Path | None, notes: Path | None, settings: Settings) -> Iterator[tuple[str, str]]:
    """(where it was kept, note)."""
    if note is not None:
        yield note.name, note.read_text("utf-8", "replace")
    place = str(notes) if notes is not None else settings.checkpoints_to
    if place:
        for text in Elsewhere(place).kept(name):
            yield "elsewhere", text


def _say(console: Console, one: Checked) -> None:
    name = one.service
    if one.holds and not one.size:
        console.print(f"[yellow]-[/] {name}: 尚无事件 / no event yet")
    elif one.holds:
        console.print(f"[green]✓[/] {name}: {one.size} 条事件完好 / {one.size} events hold, head {one.head[:16]}…")
    for finding in _each_once(one.findings):
        zh, en = (f"第 {finding.position} 条：", f"position {finding.position}: ") if finding.position else ("", "")
        text = f"{zh}{escape(finding.zh)} / {en}{escape(finding.en)}"
        console.print(f"[red]✗[/] {name}: {text}", soft_wrap=True)
    for restored in one.restored:
        console.print(
            f"[yellow]![/] {name}: 曾恢复旧备份：第 {restored.position} 条之后至 {restored.known} 条已失"
            f" / restored by {restored.actor}: events {restored.position + 1} to {restored.known} were lost"
            f" ({escape(restored.reason)})",
            soft_wrap=True,
        )
    if one.unproven:
        console.print(f"[yellow]?[/] {name}: 没有公钥，无法校验检查点 / no key to check its checkpoints with")
    good = [size for size, reason in one.notes if not reason and not 0 < one.broken <= size]
    if good:
        console.print(
            f"[green]✓[/] {name}: {len(good)} 个检查点相符，最近的含 {max(good)} 条事件"
            f" / {len(good)} checkpoints hold, the newest over {max(good)} events"
        )


def _each_once(findings: Iterable[Finding]) -> Iterator[Finding]:
    """By position. A fault spoils every checkpoint after it: the first of them is told, with how many there are."""
    alike: dict[tuple[int, str], list[Finding]] = {}
    for one in sorted(dict.fromkeys(findings), key=lambda finding: finding.position):
        alike.setdefault((one.position, one.cause or one.zh + one.en), []).append(one)
    for first, *others in alike.values():
        sizes = {one.checkpoint for one in (first, *others)}
        if others and len(sizes) > 1:
            zh, en = f"由此不符的检查点共 {len(sizes)} 个", f"{len(sizes)} checkpoints are spoilt by it"
            yield replace(first, zh=f"{first.zh}；{zh}", en=f"{first.en}; {en}")
        else:
            yield first


def acknowledge_restore(*services: str, reason: str, data: Path = DATA) -> int:
    """Let logs that are shorter than they were known to be go on: a backup was restored. It is put on record.

    Parameters
    ----------
    services
        Names of services; none means all that wait for it.
    reason
        Why, by whose word.
    """
    return _acknowledge("acknowledge-restore", services, reason, data)


def acknowledge_clock(*services: str, reason: str, data: Path = DATA) -> int:
    """Believe the machine's clock although it is far from the last time that is known. It is put on record.

    Parameters
    ----------
    services
        Names of services; none means all.
    reason
        Why it is right.
    """
    return _acknowledge("acknowledge-clock", services, reason, data)


def _acknowledge(operation: str, services: tuple[str, ...], reason: str, data: Path) -> int:
    console, recorded = Console(), 0
    with contextlib.ExitStack() as until_the_end:
        if not Settings().store_url:
            until_the_end.enter_context(claims.folder(data))
        for name, _, call in until_the_end.enter_context(applications(data, services)):
            said: Mapping[str, Any] = call(f"{name}.{operation}", reason=reason)
            if said["recorded"]:
                recorded += 1
                console.print(f"[green]✓[/] {name}: 已登记 / put on record at position {said['position']}")
    if not recorded:
        console.print("没有需要确认的 / nothing waits to be acknowledged")
    return 0 if recorded else 1


def rotate_key(*, data: Path = DATA) -> int:
    """Put a new signing key in the place of the old one, which signs that it may. Old checkpoints still hold."""
    from deploy.keys import Keys

    settings = Settings()
    if settings.store_url or settings.seal_key:
        raise SystemExit("密钥由设置给出，请在那里更替。The key comes from the settings: change it there.")
    with claims.folder(data):
        manifest = Manifest.read(data, settings.origin)
        if not manifest.found:
            raise SystemExit(f"{data} 里没有日志。There is no log in {data}.")
        keys = Keys(data / "keys", settings, known=manifest.key)
        with opened_stores(data, ()) as stores:
            notary = keys.notary(settings.origin)
            for name, store in stores.items():
                if moved(store, notary.head_key(name)):
                    raise SystemExit(
                        f"{name} 的首位不是本服务移动的，未更替。A head of {name} was moved by another hand."
                    )
            new = keys.rotate(settings.origin, int(time.time()))
            manifest.made(new)
            for name, store in stores.items():
                store.head_key = keys.notary(settings.origin).head_key(name)
                store.mark_again()
    with applications(data, ()):  # each log records it as it starts
        pass
    zh, en = "已换用新的签署密钥，请另存其公钥：", "The logs are signed with a new key; keep its public half elsewhere:"
    sys.stdout.write(f"{zh}{en}\n{new}\n")
    return 0
