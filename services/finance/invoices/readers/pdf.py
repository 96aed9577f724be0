"""PDF: the XML attached in it where there is one, its QR code, and the text of its pages. They have to say the same."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import zxingcpp

from services.finance.invoices.readers.found import Fault, ReadInvoice, Unreadable, together
from services.finance.invoices.readers.pagetext import Piece, lines_of, read_text
from services.finance.invoices.readers.qr import held_against, parse_qr
from services.finance.invoices.readers.structured import from_leaves
from services.finance.invoices.readers.tree import LARGEST, Leaves, parsed

PAGES, CHARACTERS, ATTACHED = 10, 40_000, 20
PIXELS = 6_000_000
"""Of a rendered page at most; an A4 page at 200 dots an inch has four million."""
_SCALE = 200 / 72
_WIDEST = 20_000
"""Points: no printer takes a page beyond that."""
_QR = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])


def read_pdf(content: bytes) -> ReadInvoice:
    """Raises Unreadable."""
    document = _opened(content)
    try:
        return _read(document)
    except pypdfium2.PdfiumError:
        raise Unreadable(Fault.DAMAGED) from None
    finally:
        document.close()


def _opened(content: bytes) -> Any:
    try:
        document = pypdfium2.PdfDocument(content)
        pages = len(document)
    except pypdfium2.PdfiumError:
        code = pdfium.FPDF_GetLastError()
        locked = code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
        raise Unreadable(Fault.LOCKED if locked else Fault.DAMAGED) from None
    if not 0 < pages <= PAGES:
        document.close()
        raise Unreadable(Fault.LARGE if pages else Fault.DAMAGED)
    return document


def _read(document: Any) -> ReadInvoice:
    told = list(_attached(document))
    codes: list[tuple[ReadInvoice, Decimal | None]] = []
    for page in document:
        codes += _codes(page)
        told.append(read_text(lines_of(_pieces(page)), source="pdf"))
        page.close()
    if len({one.number for one in (*told, *(said for said, _ in codes)) if one.number}) > 1:
        raise Unreadable(Fault.SEVERAL)
    texts = [one for one in told if one.number]
    if not texts and not codes:
        raise Unreadable(Fault.NOTHING)
    structured = [one for one in texts if one.source == "xml"]
    rest = [one for one in told if one.source != "xml"]
    found = together(*structured, *(said for said, _ in codes), *rest)
    for _, amount in codes:
        found = held_against(found, amount)
    return replace(found, source="pdf")


def _attached(document: Any) -> Iterator[ReadInvoice]:
    count = document.count_attachments()
    if count > ATTACHED:
        raise Unreadable(Fault.LARGE)
    for n in range(count):
        attachment = document.get_attachment(n)
        if not attachment.get_name().lower().endswith(".xml"):
            continue
        content = bytes(attachment.get_data())
        if len(content) > LARGEST:
            raise Unreadable(Fault.LARGE)
        found = from_leaves(Leaves(parsed(content)), source="xml")
        if found is not None:
            yield found


def _codes(page: Any) -> Iterator[tuple[ReadInvoice, Decimal | None]]:
    width, height = page.get_size()
    if not (0 < width <= _WIDEST and 0 < height <= _WIDEST):
        raise Unreadable(Fault.LARGE)
    scale = min(_SCALE, math.sqrt(PIXELS / (width * height)))
    image = page.render(scale=scale, grayscale=True, may_draw_forms=False).to_pil()
    seen = set()
    for barcode in zxingcpp.read_barcodes(image, formats=_QR):
        if barcode.text not in seen and (said := parse_qr(barcode.text)) is not None:
            seen.add(barcode.text)
            yield said


def _pieces(page: Any) -> Iterator[Piece]:
    text = page.get_textpage()
    if text.count_chars() > CHARACTERS:
        raise Unreadable(Fault.LARGE)
    height = page.get_height()
    for n in range(text.count_rects()):
        left, bottom, right, top = text.get_rect(n)
        said = text.get_text_bounded(left, bottom, right, top)
        if said.strip():
            yield Piece(left, height - (top + bottom) / 2, top - bottom, said)
    text.close()
