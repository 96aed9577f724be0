"""OFD: a ZIP of XML. What the issuer put beside the pages, what marks on the pages name, and what the pages say.

An older invoice has `original_invoice.xml` among its attachments, a ticket its XBRL; a fully digital one marks its
texts (`CustomTag.xml` with references to text objects). What two of these say has to be the same.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from xml.etree.ElementTree import Element

from services.finance.invoices.readers.found import Fault, ReadInvoice, Unreadable, together
from services.finance.invoices.readers.pagetext import Piece, lines_of, read_text
from services.finance.invoices.readers.structured import from_leaves
from services.finance.invoices.readers.tree import LARGEST, Leaves, local, parsed
from services.finance.invoices.readers.values import day_of, digits_of, sum_of
from services.kernel.procedure import archives

PARTS = 2_000
UNPACKED = 24_000_000
"""Bytes of all XML in it together."""
_ATTACHED = ("/attachs/", "/attachments/", "/attach/")
_ENCRYPTED = 0x1


def read_ofd(content: bytes) -> ReadInvoice:
    """Raises Unreadable."""
    parts = _Parts(content)
    told = [*_attached(parts), *_marked(parts)]
    numbers = {one.number for one in told}
    if len(numbers) > 1:
        raise Unreadable(Fault.SEVERAL)
    told += [*_described(parts), read_text(lines_of(parts.pieces()), source="ofd")]
    found = together(*told)
    if not found.number:
        raise Unreadable(Fault.NOTHING)
    return found


class _Parts:
    """The XML parts, each unpacked once, all of them within bounds."""

    def __init__(self, content: bytes) -> None:
        try:
            self._archive = archives.opened(content)
        except archives.TooManyParts:
            raise Unreadable(Fault.LARGE) from None
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
            raise Unreadable(Fault.DAMAGED) from None
        infos = self._archive.infolist()
        if len(infos) > PARTS:
            raise Unreadable(Fault.LARGE)
        if any(info.flag_bits & _ENCRYPTED for info in infos):
            raise Unreadable(Fault.LOCKED)
        self.names = [info.filename for info in infos if info.filename.lower().endswith(".xml")]
        if len(set(self.names)) != len(self.names) or "OFD.xml" not in self.names:
            raise Unreadable(Fault.DAMAGED)
        self._left = UNPACKED
        self._roots: dict[str, Element] = {}

    def root(self, name: str) -> Element:
        if name not in self._roots:
            self._roots[name] = parsed(self._unpacked(name))
        return self._roots[name]

    def below(self, *words: str) -> list[str]:
        return [name for name in self.names if any(word in f"/{name.lower()}" for word in words)]

    def texts(self) -> Iterator[Element]:
        """The text objects of the pages and of the forms that they are printed upon."""
        for name in self.below("content.xml"):
            yield from (each for each in self.root(name).iter() if local(each) == "TextObject")

    def pieces(self) -> Iterator[Piece]:
        for each in self.texts():
            try:
                x, y, _, height = (float(part) for part in each.get("Boundary", "").split())
            except ValueError:
                continue
            yield Piece(x, y + height / 2, height, text_of(each))

    def _unpacked(self, name: str) -> bytes:
        """What an entry says of its own size is not believed."""
        most = min(LARGEST, self._left)
        try:
            with self._archive.open(name) as part:
                content = part.read(most + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, OSError, RuntimeError):
            raise Unreadable(Fault.DAMAGED) from None
        if len(content) > most:
            raise Unreadable(Fault.LARGE)
        self._left -= len(content)
        return content


def text_of(text_object: Element) -> str:
    return "".join(each.text or "" for each in text_object.iter() if local(each) == "TextCode")


def _attached(parts: _Parts) -> Iterator[ReadInvoice]:
    for name in parts.below(*_ATTACHED, "/original_invoice.xml"):
        found = from_leaves(Leaves(parts.root(name)), source="ofd")
        if found is not None:
            yield found


def _marked(parts: _Parts) -> Iterator[ReadInvoice]:
    """A mark refers to text objects by their ids; what they say one after the other is its text."""
    names = parts.below("customtag.xml")
    if not names:
        return
    said = {each.get("ID", ""): text_of(each) for each in parts.texts()}

    def texts(element: Element) -> str | None:
        refers = [each for each in element if local(each) == "ObjectRef"]
        if not refers:
            return None if local(element) != "ObjectRef" else ""
        return "".join(said.get((each.text or "").strip(), "") for each in refers)

    for name in names:
        found = from_leaves(Leaves(parts.root(name), texts), source="ofd")
        if found is not None:
            yield found


def _described(parts: _Parts) -> Iterator[ReadInvoice]:
    """`CustomData` of the document. Its 合计金额 is the sum before tax."""
    said: dict[str, Any] = {}
    for each in parts.root("OFD.xml").iter():
        if local(each) == "CustomData" and (each.text or "").strip():
            said[each.get("Name", "")] = (each.text or "").strip()
    number = digits_of(said.get("发票号码", ""))
    if not number:
        return
    found = ReadInvoice(source="ofd", number=number, code=digits_of(said.get("发票代码", "")))
    yield replace(
        found,
        on=day_of(said.get("开票日期", "")),
        net=sum_of(said.get("合计金额", "")),
        tax=sum_of(said.get("合计税额", "")),
        gross=sum_of(said.get("价税合计", "")),
        seller_tax=digits_of(said.get("销售方纳税人识别号", "")),
        buyer_tax=digits_of(said.get("购买方纳税人识别号", "")),
    )
