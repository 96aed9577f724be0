"""`jikao audit export`: a bundle for outsiders, written from the logs on this machine, of any size.

Marked fields are left out unless `--with-marked` says otherwise: whoever runs it can read the database anyway, and what
is given away is decided by name.
"""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from rich.console import Console

from deploy.audit.commands import DATA, applications
from deploy.audit.words import shown
from services.kernel.log.seal import StoredRow
from services.kernel.procedure.bundles.beside import beside
from services.kernel.procedure.bundles.handlers import good_notes, notary_of
from services.kernel.procedure.bundles.instructions import README, readme
from services.kernel.procedure.bundles.part import Bundle, write_part
from services.kernel.procedure.bundles.selection import EVERYTHING, of_person, of_record
from services.kernel.procedure.own_log.reading import marked_of


def export(
    *services: str,
    out: Path,
    data: Path = DATA,
    record: UUID | None = None,
    person: str | None = None,
    with_marked: bool = False,
) -> int:
    """Write a bundle that an outsider checks with `verify.py` alone: whole logs, or the events of a record or person.

    Parameters
    ----------
    services
        Names of services; none means all that have events.
    out
        The ZIP to write; an existing file is left alone.
    record
        The events of this record alone: its id.
    person
        The events of this person alone: their id.
    with_marked
        Also fields that are marked personal or confidential.
    """
    selection = EVERYTHING if record is None else of_record(record)
    selection = selection if person is None else of_person(person)
    console, total = Console(), 0
    served = applications(data, services, starting=False)
    with served as apps, out.open("xb") as file, Bundle.into(file) as bundle:
        for name, application, call in apps:
            if not application.store.position():
                continue
            call(f"{name}.make-checkpoint")
            notes = good_notes(application.store, notary_of(application), name, application.store.position())
            with shown(console, name) as progress:
                written = write_part(
                    bundle,
                    service=name,
                    store=application.store,
                    notary=notary_of(application),
                    notes=notes,
                    selection=selection,
                    hides=_nothing if with_marked else marked_of,
                    more=beside(application.office.rules, name, application.store, notes[-1][0]),
                    progress=progress,
                )
            total += written.events
            console.print(
                f"{name}: {written.events} 条事件，其中 {written.withheld} 条部分隐去"
                f" / {written.events} events, {written.withheld} of them withheld in part"
            )
        bundle.add(README, [readme().encode()])
    if not total:
        out.unlink()
        console.print("[red]✗[/] 没有事件，未导出 / no event: nothing was written")
        return 1
    return 0


def _nothing(row: StoredRow) -> tuple[str, ...]:
    return ()
