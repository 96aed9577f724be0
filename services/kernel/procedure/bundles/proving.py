"""Proofs that are shown: some events of a log, from their stored bytes up to a signed checkpoint, step by step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pydantic import Field

from services.kernel.log.merkle import ProvingTree, included
from services.kernel.log.seal import START, BadNote, Notary, StoredRow, link
from services.kernel.log.store import Store
from services.kernel.procedure.operations import View


class ProofStep(View):
    """One thing that was looked at; `told` is what was found, where it does not hold."""

    zh: str = Field(title="核验事项 / what was looked at (Chinese)")
    en: str = Field(title="核验事项(英文) / what was looked at")
    holds: bool = Field(title="成立 / holds")
    told: str = Field(default="", title="所见 / what was found")


def compared(zh: str, en: str, found: str, stated: str) -> ProofStep:
    return ProofStep(zh=zh, en=en, holds=found == stated, told="" if found == stated else f"{stated} ≠ {found}")


class InLog:
    """The events at some positions, in the log up to a signed checkpoint over its first `size`."""

    def __init__(self, store: Store, service: str, positions: Sequence[int], size: int, note: str) -> None:
        self.service, self.note, self.size, self.how = service, note, size, store.how
        self.seals: dict[int, bytes] = {}
        self.rows: dict[int, StoredRow] = {}
        wanted = frozenset(positions)

        def seals() -> Iterator[bytes]:
            for row in store.rows(limit=size):
                if row.position in wanted:
                    self.rows[row.position] = row
                self.seals[row.position] = row.seal
                yield row.seal

        self.tree = ProvingTree(seals())
        self.root = self.tree.root()

    def path(self, position: int) -> list[bytes]:
        return self.tree.inclusion(position)

    def steps(self, notary: Notary) -> Iterator[ProofStep]:
        changed = [position for position, row in self.rows.items() if self._made(row) != row.seal]
        yield _each("事件的存储内容与其封印相符", "The stored bytes of the events are those that were sealed", changed)
        outside = [
            position
            for position, row in self.rows.items()
            if not included(row.seal, position, self.size, self.path(position), self.root)
        ]
        yield _each("事件均在检查点之内（RFC 6962）", "The events are in the checkpoint (RFC 6962)", outside)
        try:
            signed, told = notary.opened(self.service, self.note).root == self.root, ""
        except BadNote as error:
            signed, told = False, str(error)
        yield ProofStep(
            zh="检查点的签名成立，其根即日志之根",
            en="The checkpoint is signed, and its root is the log's",
            holds=signed,
            told=told,
        )

    def _made(self, row: StoredRow) -> bytes:
        before = self.seals.get(row.position - 1, START)
        said = row.position, row.originator_id, row.originator_version, row.topic, row.state
        return link(before, *said, self.how)


def _each(zh: str, en: str, wrong: Sequence[int]) -> ProofStep:
    return ProofStep(zh=zh, en=en, holds=not wrong, told=", ".join(f"#{position}" for position in wrong[:20]))
