"""The quarter's invoices: typed, read from their files, corrected, withdrawn, made void, taken back (A32, B10.5).

Sellers are invented; the check digits are right, and so is what the files say unless they are to be refused.
"""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO
from typing import Any

import zxingcpp

from deploy.demo.pieces import FORBIDDEN, INVALID, d
from deploy.demo.plan import Plan

ACCOUNTANT, CASHIER, AUDITOR = "p015", "p023", "p020"
ORGAN = {"buyer": "云柚区人民代表大会常务委员会", "buyer_tax": "11519903MB0A201807"}
PAPER = {"seller": "云柚文具有限公司", "seller_tax": "91350100M000100Y43"}
CLEAN = {"tax": "6.00", "net": "100.00", "gross": "106.00"}
TWICE, UNREADABLE = "finance.invoice-used-twice", "finance.invoice-unreadable"
FIRST = "26512000001000000001"
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def invoices(plan: Plan) -> None:
    desk = Desk(plan)
    _typed(desk)
    _from_files(desk)
    _not_taken(desk)
    _changed(desk)
    _taken_back(desk)
    _paid_and_taken_back(desk)
    desk.do(d(10, 19), 9, AUDITOR, "check-files")


def _typed(desk: Desk) -> None:
    """Once, however the number is typed and whoever types it."""
    on = d(7, 6)
    desk.register("FP1", on, "p027", FIRST)
    desk.register("FP1x", on, "p027", FIRST.translate(FULL_WIDTH), hour=10, expect=TWICE)
    desk.register("FP1y", d(7, 8), "p038", f"{FIRST[:8]} {FIRST[8:]}", expect=TWICE)
    desk.plan.files["购物小票.txt"] = "云柚文具有限公司购物小票".encode()
    slip: dict[str, Any] = {"file_name": "购物小票.txt", "content": {"@file": "购物小票.txt"}}
    to = {"kind": "invoice", "record": "@FP1"}
    desk.do(on, 11, "p027", "attach-file", **to, **slip)
    desk.do(on, 12, "p027", "remove-attachment", **to, number=1, reason="不是发票原件")
    desk.do(on, 13, "p038", "attach-file", **to, **slip, expect=FORBIDDEN)
    older: dict[str, Any] = {"kind": "paper", "code": "051002600111"}
    desk.register("FP2", d(7, 7), "p031", "00012345", **older)
    desk.register("FP2x", d(7, 7), "p031", "12345", hour=10, **older, expect=INVALID)
    bare: dict[str, Any] = {"seller": "", "seller_tax": "", "buyer": "", "buyer_tax": ""}
    bare |= {"kind": "slip", "code": "151002600111"}
    desk.register("FP3", d(7, 9), "p038", "00054321", **bare, tax="0.00", net="12.00", gross="12.00")


def _from_files(desk: Desk) -> None:
    """XML, OFD, and a PDF that says no more than its QR code."""
    number = "26512000001000000002"
    desk.read("FP4", d(7, 13), "p027", "数电票.xml", xml(number, d(7, 10)))
    desk.read("FP4x", d(7, 13), "p053", "数电票副本.xml", xml(number, d(7, 10)), hour=10, expect=TWICE)
    desk.read("FP5", d(7, 14), "p053", "电子发票.ofd", ofd("051002600211", "00098765", d(7, 10)))
    code = pdf(f"01,32,,26512000001000000003,106.00,{d(7, 15):%Y%m%d},,A1B2")
    desk.read("FP6x", d(7, 16), "p024", "扫描件.pdf", code, expect=UNREADABLE)
    desk.read("FP6", d(7, 16), "p024", "扫描件.pdf", code, hour=10, **PAPER, **ORGAN, tax="6.00")


def _not_taken(desk: Desk) -> None:
    """Hostile, broken, at odds with itself, made out to another, issued before anything was bought."""
    on, number = d(7, 20), "26512000001000000004"
    entity = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><EInvoice>&x;</EInvoice>'
    desk.read("FP7a", on, "p031", "实体.xml", entity, expect=UNREADABLE)
    desk.read("FP7b", on, "p031", "残缺.xml", xml(number, on)[:-40], hour=10, expect=UNREADABLE)
    other = xml(number, on).replace(b">106.00<", b">206.00<")
    desk.read("FP7c", on, "p031", "金额不符.xml", other, hour=11, expect=UNREADABLE)
    red = xml(number, on).replace(b">1", b">-1").replace(b">6.00<", b">-6.00<").replace(b">-11519", b">11519")
    desk.read("FP7d", on, "p031", "红字.xml", red, hour=12, expect="finance.invoice-is-red-letter")
    said: dict[str, Any] = {"hour": 14}
    desk.register("FP7e", on, "p031", number, **said, net="99.99", expect="finance.invoice-sums-differ")
    desk.register("FP7f", on, "p031", number, **said, tax="36.00", net="70.00", expect="finance.invoice-tax-too-high")
    desk.register(
        "FP7g", on, "p031", number, **said, seller_tax="91350100M000100Y44", expect="finance.invoice-tax-number"
    )
    desk.register("FP7h", on, "p031", number, **said, seller="", expect="finance.invoice-incomplete")
    desk.register("FP7i", on, "p031", number, **said, bought="2026-07-21", expect="finance.invoice-before-purchase")
    person: dict[str, Any] = {"buyer": "王某某", "buyer_tax": ""}
    desk.register("FP7j", on, "p031", number, **said, **person, expect="finance.invoice-other-buyer")
    desk.register("FP7", on, "p031", number, hour=15, **person, buyer_reason="购票系统只能按个人开具")


def _changed(desk: Desk) -> None:
    """Before it is claimed; a number typed wrongly is free again, one that the seller made void never."""
    desk.register("FP8", d(8, 3), "p038", "26512000001000000005")
    face = {"kind": "digital", "on": "2026-08-03", **PAPER, **ORGAN, "tax": "13.00", "net": "100.00", "gross": "113.00"}
    desk.do(d(8, 4), 9, "p038", "correct-invoice", invoice="@FP8", reason="税率看错", **face)
    desk.do(d(8, 4), 10, ACCOUNTANT, "correct-invoice", invoice="@FP8", reason="x", **face, expect=FORBIDDEN)
    desk.register("FP9", d(8, 5), "p038", "26512000001000000006")
    desk.do(d(8, 5), 10, "p038", "withdraw-invoice", invoice="@FP9", reason="号码录错一位")
    desk.register("FP10", d(8, 6), "p053", "26512000001000000006")
    desk.register("FP11", d(8, 6), "p024", "26512000001000000007")
    desk.do(d(8, 7), 10, ACCOUNTANT, "void-invoice", invoice="@FP11", reason="开票方作废重开")
    desk.register("FP11x", d(8, 10), "p024", "26512000001000000007", expect=TWICE)


def _taken_back(desk: Desk) -> None:
    """Whole, and in part; never more than there was, and never before it."""
    desk.register("FP12", d(8, 12), "p027", "26512000001000000008")
    desk.register("FP13", d(8, 12), "p031", "26512000001000000009")
    desk.red("FP12", d(8, 20), "p027", "26512000001000000010", "-106.00", "-6.00")
    desk.red("FP12", d(8, 21), "p027", "26512000001000000011", "-1.00", "0.00", expect="finance.invoice-not-free")
    desk.red("FP13", d(8, 20), ACCOUNTANT, "26512000001000000012", "-53.00", "-3.00")
    for number, gross, on, why in (
        ("26512000001000000013", "-53.01", d(8, 21), "finance.red-letter-too-large"),
        ("26512000001000000013", "-10.00", d(8, 1), "finance.red-letter-too-early"),
        ("26512000001000000012", "-10.00", d(8, 21), TWICE),
    ):
        desk.red("FP13", d(8, 21), "p031", number, gross, "0.00", issued=on, expect=why)


def _paid_and_taken_back(desk: Desk) -> None:
    """The seller took some paper back after the quarter's first claim was paid: that much comes back to the till."""
    desk.red("INV1", d(7, 24), ACCOUNTANT, "26512000001000000014", "-48.00", "0.00")
    desk.do(d(7, 27), 9, "p031", "note-refund", invoice="@INV1", note="已退", expect=FORBIDDEN)
    desk.do(d(7, 27), 10, CASHIER, "note-refund", invoice="@INV1", note="现金退回出纳")
    desk.do(d(7, 27), 11, CASHIER, "note-refund", invoice="@INV1", expect="finance.invoice-not-free")


class Desk:
    """Where invoices are registered."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def do(
        self, day: date, hour: int, by: str, operation: str, *, label: str = "", expect: str = "", **body: Any
    ) -> None:
        at = self.plan.at(day, hour, 40)
        self.plan.do(at, by, f"finance.{operation}", label="" if expect else label, expect=expect, **body)

    def register(
        self, label: str, on: date, by: str, number: str, *, hour: int = 9, expect: str = "", **more: Any
    ) -> None:
        said = {"kind": "digital", "number": number, "on": on.isoformat(), **PAPER, **ORGAN, **CLEAN, **more}
        self.do(on, hour, by, "register-invoice", label=label, expect=expect, **said)

    def read(
        self, label: str, on: date, by: str, name: str, content: bytes, *, hour: int = 9, expect: str = "", **more: Any
    ) -> None:
        self.plan.files[name] = content
        said = {"file_name": name, "content": {"@file": name}, **more}
        self.do(on, hour, by, "read-invoice-file", label=label, expect=expect, **said)

    def red(
        self, label: str, on: date, by: str, number: str, gross: str, tax: str, *, issued: date | None = None,
        expect: str = "",
    ) -> None:  # fmt: skip
        said = {"kind": "digital", "number": number, "on": (issued or on).isoformat(), "gross": gross, "tax": tax}
        self.do(
            on, 16, by, "enter-red-letter", expect=expect, invoice=f"@{label}", reason="部分退货" if tax else "退货",
            **said,
        )  # fmt: skip


# -- files ------------------------------------------------------------------------------------------------------------


def xml(number: str, on: date) -> bytes:
    """A fully digital invoice as its issuer sends it."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<EInvoice><Header><EIid>{number}</EIid></Header><EInvoiceData>
<SellerInformation><SellerIdNum>{PAPER["seller_tax"]}</SellerIdNum><SellerName>{PAPER["seller"]}</SellerName>
</SellerInformation><BuyerInformation><BuyerIdNum>{ORGAN["buyer_tax"]}</BuyerIdNum>
<BuyerName>{ORGAN["buyer"]}</BuyerName></BuyerInformation><BasicInformation>
<TotalAmWithoutTax>100.00</TotalAmWithoutTax><TotalTaxAm>6.00</TotalTaxAm>
<TotalTax-includedAmount>106.00</TotalTax-includedAmount></BasicInformation></EInvoiceData><TaxSupervisionInfo>
<InvoiceNumber>{number}</InvoiceNumber><IssueTime>{on}</IssueTime></TaxSupervisionInfo></EInvoice>""".encode()


def ofd(code: str, number: str, on: date) -> bytes:
    """An electronic invoice of the kind before, with its own XML beside the page."""
    original = f"""<fp:eInvoice xmlns:fp="http://www.edrm.org.cn/schema/e-invoice/2019">
<fp:InvoiceCode>{code}</fp:InvoiceCode><fp:InvoiceNo>{number}</fp:InvoiceNo>
<fp:IssueDate>{on:%Y年%m月%d日}</fp:IssueDate><fp:Buyer><fp:BuyerName>{ORGAN["buyer"]}</fp:BuyerName>
<fp:BuyerTaxID>{ORGAN["buyer_tax"]}</fp:BuyerTaxID></fp:Buyer><fp:Seller><fp:SellerName>{PAPER["seller"]}</fp:SellerName>
<fp:SellerTaxID>{PAPER["seller_tax"]}</fp:SellerTaxID></fp:Seller><fp:TaxTotalAmount>6.00</fp:TaxTotalAmount>
<fp:TaxExclusiveTotalAmount>100.00</fp:TaxExclusiveTotalAmount>
<fp:TaxInclusiveTotalAmount>106.00</fp:TaxInclusiveTotalAmount></fp:eInvoice>"""
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    parts = {
        "OFD.xml": f'<ofd:OFD {space} Version="1.0"/>',
        "Doc_0/Attachs/original_invoice.xml": original,
    }
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 7, 10, 9, 0, 0)), text)
    return made.getvalue()


def pdf(said: str) -> bytes:
    """A page with nothing but a QR code, as a scan of a printout has it: each dark square is drawn."""
    barcode = zxingcpp.create_barcode(said, zxingcpp.BarcodeFormat.QRCode)
    drawn: Any = barcode.to_image(scale=1, add_quiet_zones=True)
    shown: Any = memoryview(drawn)
    rows, columns = shown.shape
    squares = [f"{x} {rows - y - 1} 1 1 re" for y in range(rows) for x in range(columns) if shown[y, x] == 0]
    page = f"q 3 0 0 3 20 20 cm {' '.join(squares)} f Q"
    parts = (
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R>>",
        f"<</Length {len(page)}>>stream\n{page}\nendstream",
    )
    made, places = "%PDF-1.4\n", ""
    for n, part in enumerate(parts, 1):
        places += f"{len(made):010} 00000 n \n"
        made += f"{n} 0 obj{part}endobj\n"
    start = len(made)
    made += f"xref\n0 {len(parts) + 1}\n0000000000 65535 f \n{places}trailer<</Size {len(parts) + 1}/Root 1 0 R>>\n"
    return f"{made}startxref\n{start}\n%%EOF\n".encode()
