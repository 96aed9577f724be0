"""Whether a log is the one that others remember: shorter, it is an older backup; of another seal, it was rewritten.

What others remember of the part that an acknowledged restore lost says nothing any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from services.kernel.log.seal import BadNote, Notary
from services.kernel.log.store import LOG, Store, events, heads
from services.kernel.log.transaction import Reading
from services.kernel.procedure.custody.book import Book, Witness, book_id, declare, witness_id
from services.kernel.procedure.custody.handlers import Held
from services.kernel.procedure.keeping import Elsewhere


@dataclass(frozen=True, slots=True)
class Claim:
    """`by` knows that the log came to `position`, with this `seal` (hex) there, or with this checkpoint's `number`."""

    by: str
    position: int
    seal: str = ""
    number: int = 0


def claims(
    service: str, stores: Mapping[str, Store], notary: Notary | None = None, elsewhere: Elsewhere | None = None
) -> Iterator[Claim]:
    """What the other services of an organ, and the notes kept elsewhere, know of one service's log."""
    for name, store in stores.items():
        if name == service:
            continue
        with store.reading() as connection:
            reading = Reading(store, connection)
            witness: Witness = reading.load(declare(name).witness, witness_id(name, service))
            followed, seal = reading.heads().get(service, 0), reading.seals().get(service, "")
        if witness.size:
            yield Claim(name, witness.size, number=witness.number)
        if followed:
            yield Claim(name, followed, seal)
    for note in elsewhere.kept(service) if elsewhere is not None and notary is not None else ():
        try:
            kept = notary.opened(service, note)  # type: ignore[union-attr]
        except BadNote:
            continue
        yield Claim("elsewhere", kept.size, number=kept.number)


def book_of(service: str, reading: Reading) -> Book:
    book: Book = reading.load(declare(service).book, book_id(service))
    return book


def contradicted(service: str, store: Store, known: Iterable[Claim]) -> Held | None:
    """Why the log has to wait for somebody's word, None where it is what everybody remembers."""
    with store.reading() as connection:
        reading = Reading(store, connection)
        head, book = reading.heads()[LOG], book_of(service, reading)
        against = [claim for claim in known if not _excused(book, claim) and _denies(reading, head, claim)]
    if not against:
        return None
    return Held(
        head,
        max(claim.position for claim in against),
        max(claim.number for claim in against),
        tuple(sorted({claim.by for claim in against})),
    )


def _excused(book: Book, claim: Claim) -> bool:
    if claim.number:
        return claim.number <= book.skipped
    after, until = book.lost
    return claim.by != MANIFEST and after < claim.position <= until


MANIFEST = "manifest"
"""The data folder's own: it is written anew when a restore was acknowledged."""


def _denies(reading: Reading, head: int, claim: Claim) -> bool:
    if claim.position > head:
        return True
    if not claim.seal:
        return False
    row = reading.read(select(events.c.seal).where(events.c.position == claim.position))
    return not row or bytes(row[0].seal).hex() != claim.seal


def still_waits(service: str, store: Store, held: Held) -> bool:
    """Asked again while it is held: another replica may have been told."""
    with store.reading() as connection:
        after, until = book_of(service, Reading(store, connection)).lost
    return not (after >= held.position and until >= held.known)


def head_of(store: Store) -> tuple[int, str]:
    """The last position of a log, and its seal in hex."""
    with store.reading() as connection:
        row = connection.execute(select(heads.c.position, heads.c.seal).where(heads.c.name == LOG)).one()
    return int(row.position), bytes(row.seal).hex()
