"""`jikao audit paper`: checkpoints on a sheet to keep in a safe, and what a log has to say to such a sheet later.

A paper's words are the service, how many events, and eighty bits of their Merkle root: whoever rewrites a log and signs
it again cannot rewrite the safe. The signed notes stand on it too.
"""

from __future__ import annotations

import base64
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.audit.commands import DATA, notary_of, opened_stores
from services.kernel.host.settings import Settings
from services.kernel.log.codes import code_of, typed
from services.kernel.log.seal import MerkleTree, Notary
from services.kernel.log.store import Store
from services.kernel.procedure.checkpoints import newest_note
from services.kernel.procedure.custody.checking import Checked
from services.kernel.procedure.printing.form import Size
from services.kernel.procedure.printing.scanned import qr_code
from services.kernel.procedure.printing.sheet import pdf

_WORDS = re.compile(r"([a-z][a-z0-9_]*)-([1-9][0-9]{0,17})-(.+)")
BESIDE = "日志「{service}」前 {size} 条事件的纸面核验词：jikao audit verify --paper {words}"


@dataclass(frozen=True, slots=True)
class Words:
    """What is typed from a paper."""

    service: str
    size: int
    code: str

    @classmethod
    def read(cls, text: str) -> Words:
        """As somebody types them; `ValueError` for what are none."""
        plain = "".join(text.translate(str.maketrans("－—–　", "--- ")).split())
        found = _WORDS.fullmatch(plain.lower())
        if found is None:
            raise ValueError(text)
        return cls(found[1], int(found[2]), typed(found[3]))

    @classmethod
    def of(cls, origin: str, service: str, size: int, root: bytes) -> Words:
        return cls(service, size, code_of(f"{origin}/{service}\n{size}\n{root.hex()}"))

    def __str__(self) -> str:
        return f"{self.service}-{self.size}-{self.code}"


def compared(words: Sequence[Words], found: dict[str, Checked], stores: dict[str, Store], origin: str) -> None:
    """Puts among the findings what does not agree with the papers."""
    for paper in words:
        one, store = found[paper.service], stores[paper.service]
        if one.size < paper.size:
            zh, en = f"纸面检查点含 {paper.size} 条", f"a paper knows {paper.size} events, the log has {one.size}"
            one.finds(one.size + 1, f"{zh}，日志只有 {one.size} 条", en)
        elif Words.of(origin, paper.service, paper.size, _root(store, paper.size)) != paper:
            en = f"the first {paper.size} events are not those on the paper, or its words were typed wrongly"
            one.finds(0, f"前 {paper.size} 条与纸面检查点不符，或核验词录入有误", en)


def _root(store: Store, size: int) -> bytes:
    tree = MerkleTree()
    for row in store.rows(0, size):
        tree.add(row.seal)
    return tree.root()


def paper(*services: str, data: Path = DATA, out: Path = Path("checkpoints.pdf")) -> int:
    """Set the newest signed checkpoints on a sheet to print: words and QR codes, and the notes themselves.

    Parameters
    ----------
    services
        Names of services; none means all.
    out
        The PDF; one that is there is not written over.
    """
    settings, notary = Settings(), notary_of(data)
    if notary is None:
        raise SystemExit("没有公钥，无从核对检查点。There is no key to check the notes with.")
    with opened_stores(data, services) as stores:
        notes = {name: note for name, store in stores.items() if (note := newest_note(store, notary, name))}
    if not notes:
        sys.stdout.write("没有已签署的检查点 / no signed checkpoint: nothing was printed\n")
        return 1
    with out.open("xb") as file:
        file.write(pdf(_sheet(notes, notary, settings), settings.fonts))
    for words in (_words(name, note, notary, settings) for name, note in notes.items()):
        sys.stdout.write(f"{words}\n")
    return 0


def _words(name: str, note: str, notary: Notary, settings: Settings) -> Words:
    checkpoint = notary.opened(name, note)
    return Words.of(settings.origin, name, checkpoint.size, checkpoint.root)


def _sheet(notes: dict[str, str], notary: Notary, settings: Settings) -> dict[str, Any]:
    width, height, letters, _ = Size.A4.value
    return {
        "title": "检查点留存单",
        "head": settings.origin,
        "number": "",
        "dated": "",
        "enclosed": "",
        "stamp": "",
        "parts": [part for name, note in notes.items() for part in _parts(name, note, notary, settings)],
        "foot": [
            f"公钥 {base64.b64encode(notary.public).decode()}",
            "请打印两份，由审计员与另一人分别存放于本机之外。",
        ],
        "page": [width, height],
        "letters": letters,
        "beside": 4,
    }


def _parts(name: str, note: str, notary: Notary, settings: Settings) -> Iterator[dict[str, Any]]:
    words = _words(name, note, notary, settings)
    beside = BESIDE.format(service=name, size=words.size, words=words)
    yield {"kind": "scanned", "text": str(words), "beside": beside, "svg": qr_code(str(words))}
    yield {"kind": "prose", "text": note.strip(), "ending": False}
