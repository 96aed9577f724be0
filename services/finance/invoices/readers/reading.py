"""Reads an invoice's file in a process of its own, within bounds of memory and time.

On this side `read_file`; on the other `read`, which is a pure function of the bytes. Between them MessagePack.
"""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from typing import IO

import msgspec

from services.finance.invoices.readers.found import NAME, SIGNS, Fault, ReadInvoice, Unreadable
from services.kernel.procedure.apart import BeyondBounds, Bounds, ReaderFailed, read_apart, serve

BOUNDS = Bounds(memory=1 << 30, seconds=15, output=1 << 20)
MEDIA_TYPES = {"xml": "application/xml", "ofd": "application/ofd", "pdf": "application/pdf"}
"""By the family of its bytes, which its name has to end in; under the type the original is kept."""


class _Answer(msgspec.Struct):
    found: ReadInvoice | None = None
    fault: str = ""
    fields: list[str] = []


_answer = msgspec.msgpack.Decoder(_Answer)


def read_file(content: bytes, bounds: Bounds = BOUNDS) -> ReadInvoice:
    """Raises Unreadable, and nothing else whatever the bytes."""
    try:
        with read_apart(__name__, content, bounds) as made:
            answer = _answer.decode(made.read())
    except BeyondBounds:
        raise Unreadable(Fault.LARGE) from None
    except (ReaderFailed, msgspec.DecodeError):
        raise Unreadable(Fault.DAMAGED) from None
    if answer.found is None:
        raise Unreadable(Fault(answer.fault or Fault.DAMAGED), *answer.fields)
    return answer.found


def family(content: bytes) -> str:
    """`pdf`, `ofd`, `xml` by how it begins; empty where it is none of them."""
    head = content[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    if content.startswith(b"%PDF-"):
        return "pdf"
    if content.startswith(b"PK\x03\x04"):
        return "ofd"
    return "xml" if head.startswith((b"<", b"\xff\xfe<", b"\xfe\xff\x00<")) else ""


# -- on the other side ------------------------------------------------------------------------------------------------


def read(content: bytes) -> ReadInvoice:
    """Whatever kind of file it is. Raises Unreadable; `disagreements` are for the caller to judge."""
    from services.finance.invoices.readers.ofd import read_ofd  # only where the bounds hold
    from services.finance.invoices.readers.pdf import read_pdf
    from services.finance.invoices.readers.structured import read_xml

    reads = {"pdf": read_pdf, "ofd": read_ofd, "xml": read_xml}.get(family(content))
    if reads is None:
        raise Unreadable(Fault.KIND)
    return _plausible(reads(content))


def _plausible(found: ReadInvoice) -> ReadInvoice:
    """Numbers of digits and signs, names of a line: whatever a hostile file holds, nothing else leaves the reader."""
    numbers = (found.seller_tax, found.buyer_tax, found.check_code, found.reverses)
    good = (
        re.fullmatch("[0-9]{8}|[0-9]{20}", found.number)
        and re.fullmatch("(?:[0-9]{10}|[0-9]{12})?", found.code)
        and all(re.fullmatch(f"[0-9A-Za-z]{{0,{SIGNS}}}", number) for number in numbers)
        and max(len(found.seller), len(found.buyer)) <= NAME
    )
    if not good:
        raise Unreadable(Fault.DAMAGED)
    return found if found.kind else replace(found, kind="electronic" if found.code else "digital")


def answer(given: IO[bytes], made: IO[bytes]) -> None:
    try:
        said = _Answer(found=read(given.read()))
    except Unreadable as unreadable:
        said = _Answer(fault=unreadable.fault.value, fields=list(unreadable.fields))
    made.write(msgspec.msgpack.encode(said))


if __name__ == "__main__":
    sys.exit(serve(answer))
