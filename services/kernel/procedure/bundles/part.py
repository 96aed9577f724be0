"""Writes what one log gives to a bundle: events as CloudEvents, checkpoints, proofs, and a signed list of it all.

The same log, selection, rights and checkpoint make the same bytes. Events are streamed; what is kept of the log is 64
bytes to an event (`merkle.py`). What is withheld of an event leaves it its seal, and the proof that this is in the log.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import IO, Any, Self

import msgspec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from services.kernel.log.merkle import ProvingTree
from services.kernel.log.seal import START, Notary, StoredRow, key_id
from services.kernel.log.store import Store
from services.kernel.procedure.bundles.selection import Selection

FORMAT = "jikao-bundle/1"
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every member: when a bundle was made is no part of it."""
Hides = Callable[[StoredRow], Sequence[str]]
"""The names of the fields that the asker may not see."""
Notes = Sequence[tuple[int, str]]
"""(size, note) of signed checkpoints, the smallest first; the last one is over all that the bundle speaks of."""


class _Stamp(msgspec.Struct):
    timestamp: str = ""


_stamp = msgspec.json.Decoder(_Stamp)
_data = msgspec.json.Decoder(dict[str, msgspec.Raw])
_line = msgspec.json.Encoder(decimal_format="string")


@dataclass
class Bundle:
    """A ZIP that is being written."""

    zip: zipfile.ZipFile

    @classmethod
    def into(cls, file: IO[bytes]) -> Self:
        return cls(zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6))

    def add(self, name: str, chunks: Iterable[bytes]) -> dict[str, Any]:
        """Writes a member, and says what the list says of it."""
        made, size, info = hashlib.sha256(), 0, zipfile.ZipInfo(name, EPOCH)
        info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
        with self.zip.open(info, "w", force_zip64=True) as member:
            for chunk in chunks:
                made.update(chunk)
                size += len(chunk)
                member.write(chunk)
        return {"bytes": size, "sha256": made.hexdigest()}

    def take(self, other: zipfile.ZipFile) -> None:
        """The members of another bundle as they are."""
        for info in other.infolist():
            with other.open(info) as member:
                self.add(info.filename, iter(lambda: member.read(1 << 20), b""))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.zip.close()


@dataclass
class Written:
    """What came of it."""

    events: int = 0
    withheld: int = 0
    positions: list[int] = field(default_factory=list[int])


class TooManyEvents(ValueError):
    """More events than the asker is ready for."""


def write_part(
    bundle: Bundle,
    *,
    service: str,
    store: Store,
    notary: Notary,
    notes: Notes,
    selection: Selection,
    hides: Hides,
    more: Mapping[str, Iterable[bytes]] | None = None,
    most: int | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Written:
    """`more` are further files of this part, by name below its folder."""
    written, seals = Written(), bytearray()
    size = notes[-1][0]

    def rows() -> Iterator[bytes]:
        before = START
        for row in store.rows(limit=size):
            seals.extend(row.seal)
            if selection.takes(row):
                hidden = _hidden(row, hides)
                written.events += 1
                written.withheld += bool(hidden)
                if most is not None and written.events > most:
                    raise TooManyEvents(most)
                if not selection.whole:
                    written.positions.append(row.position)
                yield _event(service, row, before, hidden)
            before = row.seal
            if row.position % 10_000 == 0:
                progress(row.position, size)

    files = {"events.jsonl": bundle.add(f"{service}/events.jsonl", rows())}
    tree = ProvingTree(bytes(seals[at : at + 32]) for at in range(0, len(seals), 32))
    if not selection.whole:
        paths = ({"position": one, "path": _hex(tree.inclusion(one))} for one in written.positions)
        files["proofs.jsonl"] = bundle.add(f"{service}/proofs.jsonl", map(line_of, paths))
    signed = (
        {"size": at, "note": note, "path": [] if selection.whole else _hex(tree.consistency(at))} for at, note in notes
    )
    files["checkpoints.jsonl"] = bundle.add(f"{service}/checkpoints.jsonl", map(line_of, signed))
    for name, chunks in sorted((more or {}).items()):
        files[name] = bundle.add(f"{service}/{name}", chunks)
    _list(bundle, service, store, notary, size, selection, written, files)
    return written


def _list(
    bundle: Bundle,
    service: str,
    store: Store,
    notary: Notary,
    size: int,
    selection: Selection,
    written: Written,
    files: Mapping[str, Any],
) -> None:
    """The list of the part's files, and the note that signs it."""
    origin = f"{notary.origin}/{service}"
    said = {
        "format": FORMAT, "service": service, "origin": origin, "kind": selection.kind, "of": selection.of,
        "of_stream": selection.stream,
        "seal": store.how, "size": size, "events": written.events, "withheld": written.withheld,
        "key": public_of(notary),
        "rotations": [asdict(one) for one in notary.rotations],
        "files": {f"{service}/{name}": one for name, one in sorted(files.items())},
    }  # fmt: skip
    text = json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
    bundle.add(f"{service}/part.json", [text])
    body = f"{origin}/bundle\n{FORMAT}\nsha256 {hashlib.sha256(text).hexdigest()}\n"
    bundle.add(f"{service}/part.note", [signed_note(notary, f"{origin}/bundle", body).encode()])


def signed_note(notary: Notary, name: str, body: str) -> str:
    """A C2SP note over any text of ours."""
    signature = key_id(name, notary.key.public_key()) + notary.key.sign(body.encode())
    return f"{body}\n— {name} {base64.b64encode(signature).decode()}\n"


def public_of(notary: Notary) -> str:
    """The public key in base64, as outsiders are told it."""
    return base64.b64encode(notary.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


def line_of(said: Any) -> bytes:
    return _line.encode(said) + b"\n"


def _hex(path: Iterable[bytes]) -> list[str]:
    return [step.hex() for step in path]


def _hidden(row: StoredRow, hides: Hides) -> list[str]:
    names = hides(row)
    if not names:
        return []
    said = _data.decode(row.state)
    return [name for name in names if name in said]


def _event(service: str, row: StoredRow, before: bytes, hidden: Sequence[str]) -> bytes:
    """CloudEvents 1.0 in JSON. `stored` are the very bytes that were sealed, `data` the same to look at."""
    said: dict[str, Any] = {
        "specversion": "1.0", "id": str(row.position), "source": service, "type": row.topic,
        "subject": row.originator_id, "time": _stamp.decode(row.state).timestamp,
        "datacontenttype": "application/json", "position": row.position, "streamversion": row.originator_version,
        "previousseal": before.hex(), "seal": row.seal.hex(),
    }  # fmt: skip
    data = _data.decode(row.state)
    if hidden:
        said["withheld"] = ",".join(hidden)
        said["data"] = {name: value for name, value in data.items() if name not in hidden}
        return line_of(said)
    said["data"] = data
    try:
        said["stored"] = row.state.decode("utf-8")
    except UnicodeDecodeError:
        said["storedbase64"] = base64.b64encode(row.state).decode()
    return line_of(said)
