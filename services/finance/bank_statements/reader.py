"""Reads a bank's file in a process of its own, within bounds: what dies there, dies alone.

Between the two sides: the file's name and bytes one way; the other way what was read, or why it was refused.
"""

from __future__ import annotations

import sys
from typing import IO, Any

import msgspec

from services.finance.bank_statements.lines import CITES, Read, StatementTooLarge, UnreadableStatement
from services.kernel.procedure.apart import Bounds, ReaderFailed, read_apart, serve
from services.kernel.procedure.archives import TooManyParts
from services.kernel.procedure.sheet_sizes import SheetTooLarge
from services.kernel.refusals import Refusal, Refused

BOUNDS = Bounds(memory=1 << 29, seconds=30, output=1 << 26)
_LENGTH = 4
_REFUSALS = (UnreadableStatement, StatementTooLarge, TooManyParts, SheetTooLarge)


class _Answer(msgspec.Struct):
    read: Read | None = None
    problem: dict[str, Any] = {}


_answer = msgspec.msgpack.Decoder(_Answer)


def read_file(content: bytes, filename: str, bounds: Bounds = BOUNDS) -> Read:
    """The statement; refuses what is none, what is not whole, and what is beyond all bounds."""
    name = filename.encode()
    try:
        with read_apart(__name__, len(name).to_bytes(_LENGTH, "big") + name + content, bounds) as made:
            answer = _answer.decode(made.read())
    except ReaderFailed as reason:
        raise UnreadableStatement("文件已损坏。", "The file is damaged.", cites=CITES) from reason
    if answer.read is not None:
        return answer.read
    problem = answer.problem
    for refusal in _REFUSALS:
        if refusal.code == problem["code"]:
            raise refusal(problem["zh"], problem["en"], cites=tuple(problem["cites"]), **problem["details"])
    raise Refused(problem)


# -- on the other side ------------------------------------------------------------------------------------------------


def read(given: IO[bytes], made: IO[bytes]) -> None:
    from services.finance.bank_statements.formats import open_file  # only where the bounds hold

    filename = given.read(int.from_bytes(given.read(_LENGTH), "big")).decode()
    try:
        answer = _Answer(open_file(given.read(), filename))
    except Refusal as refusal:
        answer = _Answer(problem=refusal.as_problem())
    made.write(msgspec.msgpack.encode(answer))


if __name__ == "__main__":
    sys.exit(serve(read))
