"""Thousands of damaged files of one kind against what reads that kind, in a process of its own within bounds.

`python -m tests.faults.damaged SEED COUNT KIND…` prints a line of JSON for every file that is not simply read or
refused, for every kind what became of its files, and for what died over one, that it did.
"""

from __future__ import annotations

import json
import logging
import os
import resource
import sys
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from datetime import time as clock
from io import BytesIO
from itertools import accumulate
from random import Random
from typing import Any

from PIL import Image

from deploy.demo import machines
from services.attendance.imports import formats as punches
from services.finance.bank_statements import formats as statements
from services.finance.bank_statements.lines import StatementFormat
from services.finance.invoices.readers.found import Unreadable
from services.finance.invoices.readers.reading import read as read_invoice
from services.kernel.procedure.attachments.contents import kind_of
from services.kernel.procedure.workbook import Column, Sheet, write
from services.kernel.refusals import Refusal
from tests.finance import invoice_files as invoices
from tests.finance import statements as banks

MEMORY, SECONDS = 1 << 30, 120
EACH = 5.0
"""Seconds that one small file may take at most."""
_TOKENS = (
    b"\x00", b"\xff\xfe", b"9" * 60, b"-", b"1e999", b"NaN", b"<!ENTITY a 'b'>", b"]]>", b"&#x0;", b'"', b"\r",
    b"%PDF-", "零".encode(), "亿".encode("gb18030"), b"../", b"\xed\xa0\x80",
)  # fmt: skip
_CHANCE = Random("entries")
ENTRIES = [
    (
        date(2025, 6, 2) + timedelta(days=n // 2),
        f"{_CHANCE.randrange(-90_000, 90_000)}.{_CHANCE.randrange(1, 99):02d}",
        f"B{n:04d}",
    )
    for n in range(12)
]
"""No two of them make the sum of two others."""
DAYS = [
    (f"{n:03d}", "王某", "办公室", date(2025, 6, 2) + timedelta(days=n % 5), [clock(8, 20 + n), clock(12, 1)])
    for n in range(10)
]


def damage(content: bytes, chance: Random) -> bytes:
    """Bits, bytes, pieces; of an archive every second time within a part of it, packed again so that its sums hold."""
    if content.startswith(b"PK\x03\x04") and chance.random() < 0.6:
        return _within(content, chance)
    made = bytearray(content)
    for _ in range(chance.choice((1, 1, 1, 2, 5, 30))):
        at = chance.randrange(len(made) or 1)
        match chance.randrange(8):
            case 0 if made:
                made[at] ^= 1 << chance.randrange(8)
            case 1 if made:
                made[at] = chance.randrange(256)
            case 2:
                del made[at : at + chance.randrange(1, 40)]
            case 3:
                made[at:at] = made[at : at + chance.randrange(1, 40)]
            case 4:
                made[at:at] = bytes(chance.randrange(256) for _ in range(chance.randrange(1, 9)))
            case 5:
                made[at : at + chance.randrange(12)] = chance.choice(_TOKENS)
            case 6 if chance.random() < 0.2:
                del made[at:]
            case _:
                other = chance.randrange(len(made) or 1)
                piece = made[at : at + chance.randrange(1, 200)]
                made[other : other + chance.randrange(200)] = piece
    return bytes(made)


def _within(content: bytes, chance: Random) -> bytes:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(list(parts))
    match chance.randrange(12):
        case 0:
            del parts[name]
        case 1:
            parts[f"{name}/../{name}"] = parts[name]
        case 2:
            parts[name] = parts[chance.choice(list(parts))]
        case _:
            parts[name] = damage(parts[name], chance)
    return invoices.zipped(parts, chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)))


# -- what reads them, and what they may say ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Kind:
    """`read` raises one of `refuses` or answers; `wrong` says what of an answer cannot have come out of the damage."""

    content: bytes
    read: Callable[[bytes], Any]
    refuses: tuple[type[Exception], ...] = (Refusal,)
    wrong: Callable[[Any, Any], Any] = lambda found, right: None


def _sums(found: Any, right: Any) -> Any:
    """No other sum than the file's own, unless the file itself says that it disagrees."""
    if found.disagreements or found.is_red:
        return None
    return {
        name: str(said)
        for name in ("gross", "net", "tax")
        if (said := getattr(found, name)) not in (getattr(right, name), None)
    } or None


def _run(found: Any, right: Any) -> Any:
    """The balances hold the amounts: a part that stands by itself at most, in its order and whole. What states none is
    held against the bank's balance at the month's end."""
    if found.closing is None:
        return None
    amounts, whole = [one.amount for one in found.lines], [one.amount for one in right.lines]
    after = list(accumulate(whole, initial=right.opening))[1:]
    first = found.opening + amounts[0]
    # nothing in a table says what was before its first line: that is held against what was imported before
    begins = [at for at, balance in enumerate(after) if balance == first]
    known = 0 if found.format is not StatementFormat.TABLE else 1
    right_ones = any(amounts[known:] == whole[at + known : at + len(amounts)] for at in begins)
    return None if right_ones else [str(one) for one in amounts]


def _invoice(content: bytes) -> Kind:
    return Kind(content, read_invoice, (Unreadable,), _sums)


def _statement(content: bytes, name: str) -> Kind:
    return Kind(content, lambda given: statements.open_file(given, name), wrong=_run)


def _punches(content: bytes, name: str) -> Kind:
    return Kind(content, lambda given: list(punches.read(given, name)))


def _attachment(content: bytes, name: str) -> Kind:
    kinds = ("pdf", "docx", "xlsx", "pptx", "ofd", "doc", "xls", "png", "jpeg", "tiff", "txt", "csv")
    return Kind(content, lambda given: kind_of(given, name, declared="", allowed=kinds))


def _docx() -> bytes:
    types = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    body = "<w:document><w:body><w:p><w:r><w:t>关于报送预算执行情况的函</w:t></w:r></w:p></w:body></w:document>"
    return invoices.zipped({"[Content_Types].xml": types, "word/document.xml": body.encode(), "_rels/.rels": b"<a/>"})


def _picture(kind: str) -> bytes:
    made = BytesIO()
    Image.effect_noise((24, 24), 60).save(made, kind)
    return made.getvalue()


def _workbook() -> bytes:
    return write([Sheet("台账", "台账", (Column("事项", 10), Column("数量", 8)), [("督办", 3), ("信息", 4)])])


KINDS: dict[str, Callable[[], Kind]] = {
    "invoice xml": lambda: _invoice(invoices.digital_xml()),
    "invoice older xml": lambda: _invoice(invoices.older_xml()),
    "invoice ofd": lambda: _invoice(invoices.digital_ofd()),
    "invoice pdf": lambda: _invoice(invoices.pdf(qr=None)),
    "invoice pdf of a code": lambda: _invoice(invoices.pdf(text=None)),
    "invoice pdf with xml": lambda: _invoice(invoices.pdf(text=None, qr=None, attached=invoices.digital_xml())),
    "statement csv": lambda: _statement(banks.table(ENTRIES, "100000"), "对账单.csv"),
    "statement xlsx": lambda: _statement(banks.workbook(ENTRIES, "100000"), "对账单.xlsx"),
    "statement mt940": lambda: _statement(banks.mt940(ENTRIES, "100000"), "对账单.txt"),
    "statement camt053": lambda: _statement(banks.camt053(ENTRIES, "100000"), "对账单.xml"),
    "punches csv": lambda: _punches(machines.template_csv(DAYS), "打卡.csv"),
    "punches xlsx": lambda: _punches(machines.template_xlsx(DAYS), "打卡.xlsx"),
    "punches dingtalk": lambda: _punches(machines.dingtalk(DAYS), "打卡.xlsx"),
    "punches wecom": lambda: _punches(machines.wecom(DAYS), "打卡.xlsx"),
    "punches attlog": lambda: _punches(machines.zkteco(DAYS), "1_attlog.dat"),
    "attachment docx": lambda: _attachment(_docx(), "函.docx"),
    "attachment xlsx": lambda: _attachment(_workbook(), "台账.xlsx"),
    "attachment pdf": lambda: _attachment(invoices.pdf(qr=None), "函.pdf"),
    "attachment ofd": lambda: _attachment(invoices.digital_ofd(), "票.ofd"),
    "attachment png": lambda: _attachment(_picture("png"), "图.png"),
    "attachment jpeg": lambda: _attachment(_picture("jpeg"), "图.jpg"),
    "attachment tiff": lambda: _attachment(_picture("tiff"), "图.tif"),
    "attachment csv": lambda: _attachment("部门,数量\n办公室,3\n".encode("gb18030"), "表.csv"),
}


def main(seed: str, count: str, *names: str) -> None:
    """Each kind in a process of its own, which has imported everything already."""
    logging.disable()
    for name in names:
        child = os.fork()
        if not child:
            _confine()
            many(name, seed, range(int(count)))
            os._exit(0)
        _, ended = os.waitpid(child, 0)
        if ended:
            say(kind=name, died=os.waitstatus_to_exitcode(ended))


def _confine() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def many(name: str, seed: str, numbers: range) -> None:
    kind = KINDS[name]()
    right = kind.read(kind.content)
    before, slowest = _peak(), 0.0
    counted = {"read": 0, "refused": 0}
    for n in numbers:
        given = damage(kind.content, Random(f"{name} {seed} {n}"))
        began = time.perf_counter()
        try:
            found = kind.read(given)
        except kind.refuses:
            counted["refused"] += 1
        except Exception as fault:  # whatever else it raises is what is looked for
            say(kind=name, n=n, fault=f"{type(fault).__name__}: {fault}"[:300])
        else:
            counted["read"] += 1
            if (wrong := kind.wrong(found, right)) is not None:
                say(kind=name, n=n, wrong=wrong)
        slowest = max(slowest, time.perf_counter() - began)
    say(kind=name, slowest=round(slowest, 3), grown=_peak() - before, **counted)


def _peak() -> int:
    """Bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10


def say(**line: Any) -> None:
    print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
