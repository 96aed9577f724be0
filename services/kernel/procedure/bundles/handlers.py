"""Carries out the export of a service's own log: signs what is not signed yet, and writes the part."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping

from services.kernel.domain.who import Subject
from services.kernel.log.merkle import ProvingTree
from services.kernel.log.seal import BadNote, Notary
from services.kernel.log.store import Store
from services.kernel.procedure.bundles.beside import beside
from services.kernel.procedure.bundles.operations import MOST, ExportLog
from services.kernel.procedure.bundles.part import Bundle, Hides, Notes, TooManyEvents, write_part
from services.kernel.procedure.bundles.selection import (
    EVERYTHING,
    PERSON,
    Selection,
    of_person,
    of_positions,
    of_record,
    positions_of,
)
from services.kernel.procedure.checkpoints import sign, stored_notes
from services.kernel.procedure.context import Context
from services.kernel.procedure.long_context import LongContext, Service
from services.kernel.procedure.operations import Archive
from services.kernel.procedure.own_log.reading import hides_for, marked_of
from services.kernel.refusals import NotFound, Refusal, Unavailable

HELD = 8 << 20
"""Bytes of a bundle that are kept in memory while it is written; more go to a file."""


class NothingToExport(NotFound):
    """A bundle over nothing would prove nothing."""

    code = "log.nothing-to-export"
    next = ("请核对所选的记录、人员或序号。", "Check the record, person or positions that were chosen.")


class BundleTooLarge(Refusal):
    """One answer carries no more."""

    code = "log.bundle-too-large"
    kind = "too-large"
    next = (
        "请缩小范围，或由系统管理员在命令行导出。",
        "Choose less, or let the administrator use `jikao audit export`.",
    )


def whose(op: ExportLog, ctx: Context) -> Subject:
    """One's own events alone are a matter of one's own."""
    return Subject(op.person or "" if op.aggregate is None else "")


def export(op: ExportLog, ctx: LongContext) -> Archive:
    notes = signed_notes(ctx)

    def made(job: Context) -> Archive:
        hides = hides_for(ctx.app, job) if op.complete else marked_of
        return part_file(ctx.app, notes, selected(op), hides=hides, progress=ctx.progress)

    return ctx.reading(made)


def selected(op: ExportLog) -> Selection:
    if op.aggregate is not None:
        return of_record(op.aggregate)
    if op.person is not None:
        return of_person(op.person)
    return of_positions(positions_of(op.positions, MOST)) if op.positions else EVERYTHING


def part_file(
    app: Service,
    notes: Notes,
    selection: Selection,
    more: Mapping[str, Iterable[bytes]] | None = None,
    hides: Hides = marked_of,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Archive:
    """The part of one application; without `hides` no marked field is in it."""
    files = {**beside(app.office.rules, app.name, app.store, notes[-1][0]), **(more or {})}
    with tempfile.SpooledTemporaryFile(HELD) as file:
        with Bundle.into(file) as bundle:
            try:
                written = write_part(
                    bundle, service=app.name, store=app.store, notary=notary_of(app), notes=notes, selection=selection,
                    hides=hides, more=files, most=MOST, progress=progress,
                )  # fmt: skip
            except TooManyEvents:
                raise BundleTooLarge(
                    f"所选事件超过 {MOST} 条，一次不能导出。", f"More than {MOST} events were chosen.", most=MOST
                ) from None
        if not written.events and selection.kind != PERSON:  # that nothing is known of somebody is an answer
            raise NothingToExport("所选范围内没有事件。", "There is no event in what was chosen.")
        file.seek(0)
        content = file.read()
    return Archive(name=f"jikao-{app.name}.zip", media_type=Archive.MEDIA[0], content=content)


def notary_of(app: Service) -> Notary:
    if app.office.notary is None:
        raise Unavailable(
            "未配置签署检查点的密钥，请系统管理员设置。", "No key for checkpoints is set; ask the system administrator."
        )
    return app.office.notary


def signed_notes(ctx: LongContext) -> Notes:
    """All checkpoints up to one over the log as it stands, which is signed where none is."""
    store, service, notary = ctx.app.store, ctx.app.name, notary_of(ctx.app)
    size = store.position()
    if not size:
        raise NothingToExport("日志中没有事件。", "There is no event in the log.")
    notes = good_notes(store, notary, service, size)
    if not notes or notes[-1][0] != size:
        root = ProvingTree(row.seal for row in store.rows(limit=size)).root()
        notes.append((size, ctx.job(lambda job: sign(job, notary, service, size, root))))
    return notes


def good_notes(store: Store, notary: Notary, service: str, most: int) -> list[tuple[int, str]]:
    """With the number of events that each is over, the smallest first; what is no good note is for `verify` to name."""
    found: dict[int, str] = {}
    for note in stored_notes(store):
        try:
            found[notary.opened(service, note).size] = note
        except BadNote:
            continue
    return [(size, note) for size, note in sorted(found.items()) if 0 < size <= most]
