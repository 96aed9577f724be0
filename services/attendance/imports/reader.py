"""Reads a machine's file in a process of its own, and hands its readings back in blocks.

Here, on this side, `read_file`; on the other `read`. Between them: the file's name and bytes one way; the other way
blocks, each behind its length: what the file is, its readings, and where it was refused, why.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO, Any, cast

import msgspec

from services.attendance.imports.readings import BadRow, FileTooLarge, Reading, UnreadableFile
from services.kernel.procedure.apart import Bounds, ReaderFailed, read_apart, serve
from services.kernel.procedure.archives import TooManyParts
from services.kernel.refusals import Refusal, Refused

BOUNDS = Bounds()
_BLOCK = 2_000
_LENGTH = 4
_REFUSALS = (UnreadableFile, FileTooLarge, TooManyParts)
Entry = Reading | BadRow


class _Block(msgspec.Struct):
    """Part of what was found: the first says what the file is; where `problem` says a refusal, it ended with that."""

    format: str = ""
    entries: list[Entry] = []
    problem: dict[str, object] = {}


_block = msgspec.msgpack.Decoder(_Block)


class Found(msgspec.Struct):
    format: str
    entries: list[Entry]


def read_file(content: bytes, filename: str, bounds: Bounds = BOUNDS) -> Found:
    """All readings and bad rows of a file, in its order. Refuses what is no attendance file or beyond all bounds."""
    name, found = filename.encode(), Found("", [])
    try:
        with read_apart(__name__, len(name).to_bytes(_LENGTH, "big") + name + content, bounds) as made:
            for block in map(_block.decode, _blocks(made)):
                _raise(block.problem)
                found.format = found.format or block.format
                found.entries += block.entries
    except ReaderFailed as reason:
        raise UnreadableFile(
            f"文件“{filename}”已损坏或格式不支持，请重新导出", f"“{filename}” is damaged.", file=filename
        ) from reason
    return found


def _raise(problem: dict[str, object]) -> None:
    for refusal in _REFUSALS if problem else ():
        if refusal.code == problem["code"]:
            details = cast(dict[str, Any], problem["details"])
            raise refusal(str(problem["zh"]), str(problem["en"]), **details)
    if problem:
        raise Refused(problem)


def _blocks(made: IO[bytes]) -> Iterator[bytes]:
    while head := made.read(_LENGTH):
        yield made.read(int.from_bytes(head, "big"))


# -- on the other side ------------------------------------------------------------------------------------------------


def read(given: IO[bytes], made: IO[bytes]) -> None:
    from services.attendance.imports.formats import open_file  # only where the bounds hold

    filename = given.read(int.from_bytes(given.read(_LENGTH), "big")).decode()
    encode = msgspec.msgpack.Encoder().encode

    def write(**found: Any) -> None:
        block = encode(_Block(**found))
        made.write(len(block).to_bytes(_LENGTH, "big") + block)

    try:
        opened = open_file(given.read(), filename)
        write(format=opened.format)
        for entries in _cut(opened.readings()):
            write(entries=entries)
    except Refusal as refusal:
        write(problem=refusal.as_problem())


def _cut(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    rest = iter(entries)
    while block := list(islice(rest, _BLOCK)):
        yield block


if __name__ == "__main__":
    sys.exit(serve(read))
