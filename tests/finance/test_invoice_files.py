"""Invoices from their files (A32, B10.5): read without a wrong sum, the original kept, hostile files refused whole."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given as draws
from hypothesis import strategies as st

from services.finance.invoices import events as e
from services.finance.invoices.checking import BeforePurchase, OtherBuyer
from services.finance.invoices.files import InvoiceUnreadable, RedLetterFile
from services.finance.invoices.invoice import InvoiceUsedTwice
from services.finance.invoices.numbers import invoice_id
from services.finance.invoices.operations import ReadInvoiceFile, WithdrawInvoice
from services.finance.invoices.readers import tree
from services.finance.invoices.readers.found import Fault, ReadInvoice, Unreadable
from services.finance.invoices.readers.ofd import PARTS
from services.finance.invoices.readers.pagetext import Piece, lines_of, read_text
from services.finance.invoices.readers.pdf import PAGES
from services.finance.invoices.readers.qr import held_against, parse_qr
from services.finance.invoices.readers.reading import read, read_file
from services.finance.invoices.readers.values import day_of, in_capitals, sum_of
from services.kernel.procedure.attachments.contents import BadFileName, FileTooLarge
from services.kernel.procedure.attachments.events import declare
from services.kernel.procedure.attachments.folder import AttachmentGone, RecordClosed
from services.kernel.procedure.attachments.operations import declare as attachments
from services.kernel.refusals import Forbidden, Refusal
from services.kernel.rules.capitals import capitals
from tests.finance.desk import ACCOUNTANT, AUDITOR, OTHER_STAFF, STAFF, Desk, by, clock, day
from tests.finance.invoice_files import (
    OLDER,
    Sample,
    air_xml,
    attached_ofd,
    described,
    digital_ofd,
    digital_xml,
    ofd_parts,
    older_ofd,
    older_xml,
    page_texts,
    pdf,
    railway_xml,
    tags_of,
    zipped,
)
from tests.finance.invoices import NUMBER, ORGAN, ORGAN_TAX, SELLER, SELLER_TAX, typed
from tests.given import given, proven

pytestmark = pytest.mark.slow

MONDAY = day(6, 9)
AT = {"at": clock(MONDAY, 15)}
ISSUED = date(2025, 6, 5)
FILES = declare("finance")
OPS = attachments("finance")


def told(found: ReadInvoice) -> tuple[Any, ...]:
    return (found.code, found.number, found.on, found.net, found.tax, found.gross, found.seller, found.seller_tax)


ALL_OF_IT = ("", NUMBER, ISSUED, Decimal(100), Decimal(6), Decimal(106), SELLER, SELLER_TAX)
ALL_OF_OLDER = (OLDER.code, OLDER.number, *ALL_OF_IT[2:])

# -- what is read -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (digital_xml(), ALL_OF_IT),
        (digital_xml().decode().replace('encoding="UTF-8"', 'encoding="GBK"').encode("gbk"), ALL_OF_IT),
        (older_xml(), ALL_OF_OLDER),
        (digital_ofd(), ALL_OF_IT),
        (older_ofd(), ALL_OF_OLDER),
        (attached_ofd(digital_xml()), ALL_OF_IT),
        (zipped(ofd_parts(page_texts())), ALL_OF_IT),
        (zipped(ofd_parts(page_texts(), described=described())), ALL_OF_IT),
    ],
    ids=[
        "xml",
        "xml in GBK",
        "older xml",
        "ofd with marks",
        "older ofd",
        "ofd with xml",
        "ofd text",
        "ofd description",
    ],
)
def test_xml_and_ofd_say_all_of_it(content: bytes, expected: tuple[Any, ...]) -> None:
    found = read(content)
    assert told(found) == expected
    assert found.disagreements == ()
    assert found.buyer == ORGAN


def test_a_pdf_says_what_its_text_and_its_code_say() -> None:
    for content in (pdf(), pdf(qr=None), pdf(text=None, qr=None, attached=digital_xml()), pdf(attached=digital_xml())):
        assert told(read(content)) == ALL_OF_IT
    coded = read(pdf(text=None))
    assert (coded.kind, coded.number, coded.on, coded.gross) == ("digital", NUMBER, ISSUED, Decimal(106))
    assert (coded.net, coded.tax, coded.seller) == (None, None, "")


def test_tickets_say_what_bears_tax_and_what_does_not() -> None:
    rail, air = read(attached_ofd(railway_xml())), read(air_xml())
    assert (rail.kind, rail.gross, rail.net, rail.tax, rail.seller) == (
        "rail", Decimal("272.50"), Decimal("250.00"), Decimal("22.50"), "",
    )  # fmt: skip
    assert (air.kind, air.gross, air.net, air.tax, air.other) == (
        "air", Decimal("1050.00"), Decimal("917.43"), Decimal("82.57"), Decimal("50.00"),
    )  # fmt: skip


def page(*lines: str) -> ReadInvoice:
    """Lines of a page; pieces of one stand apart by a bar."""
    pieces = [
        Piece(20.0 * place, 6.0 * n, 4, text)
        for n, line in enumerate(lines)
        for place, text in enumerate(line.split("|"))
    ]
    return read_text(lines_of(pieces), source="pdf")


TAX = "统一社会信用代码/纳税人识别号："
HEAD = f"发票号码：{NUMBER}|开票日期：2025年06月05日"
WHOLE = "价税合计（大写）|壹佰零陆圆整|（小写）¥106.00"


def test_buyer_and_seller_are_told_by_where_they_stand() -> None:
    apart = page(HEAD, f"购|名称：|{ORGAN}|销|名称：|{SELLER}", f"{TAX}{ORGAN_TAX}|{TAX}{SELLER_TAX}", WHOLE)
    joined = page(
        HEAD,
        f"购 买 方 信 息 名称：{ORGAN} 销 售 方 信 息 名称：{SELLER}",
        f"{TAX}{ORGAN_TAX} {TAX}{SELLER_TAX}",
        "合 计 ¥100.00 ¥6.00",
        WHOLE,
    )
    assert told(joined) == ALL_OF_IT
    for found in (apart, joined):
        assert (found.buyer, found.buyer_tax, found.seller, found.seller_tax) == (ORGAN, ORGAN_TAX, SELLER, SELLER_TAX)


def test_an_older_page_has_the_buyer_above_the_seller() -> None:
    found = page(
        f"发票代码：{OLDER.code}|发票号码：{OLDER.number}|开票日期：2025 年 06 月 05 日",
        "校 验 码：03272 87023 18726 18473",
        f"名        称：{ORGAN}|密码区|03*<4>5+6",
        f"纳税人识别号：{ORGAN_TAX}",
        "合      计|¥100.00|¥6.00",
        "价税合计（大写）|壹佰零陆圆整|（小写）￥106.00",
        f"名        称：{SELLER}",
        f"纳税人识别号：{SELLER_TAX}",
    )
    assert told(found) == ALL_OF_OLDER
    assert (found.kind, found.check_code) == ("electronic", "03272870231872618473")


def test_what_no_label_names_is_not_guessed() -> None:
    """All labels first, all values afterwards: only what can be told is."""
    found = page("发票号码：|开票日期：", "名称：|名称：", f"{TAX}|{TAX}", "合计", "（小写）", NUMBER, "2025年06月05日",
                 ORGAN, ORGAN_TAX, SELLER, SELLER_TAX, "¥100.00", "¥6.00", "¥106.00")  # fmt: skip
    assert found == ReadInvoice(source="pdf")


def test_of_a_list_over_several_lines_no_part_is_taken_for_the_whole() -> None:
    found = page(HEAD, "小计|¥60.00|¥3.60", "小计|¥40.00|¥2.40", "合计|¥60.00|¥3.60", "合计|¥100.00|¥6.00", WHOLE)
    assert (found.net, found.tax, found.gross) == (None, None, Decimal(106))


def test_the_number_that_a_red_letter_takes_back_is_not_its_own() -> None:
    other = "25512000000011111111"
    found = page(HEAD, f"备注：被红冲蓝字数电发票号码：{other}", "（大写）（负数）壹佰零陆圆整|（小写）¥-106.00")
    assert (found.number, found.reverses, found.is_red, found.disagreements) == (NUMBER, other, True, ())


def test_the_whole_sum_of_a_mark_without_figures_is_that_in_words() -> None:
    texts = page_texts()
    found = read(zipped(ofd_parts([one for one in texts if "小写" not in one[2]], tags=tags_of(texts))))
    assert found.gross == Decimal(106)


def test_the_sum_of_an_older_code_is_that_before_tax_or_that_with_it() -> None:
    code = parse_qr("01,10,051001900111,12345678,100,20250605,03272870231872618473,A1B2,")
    assert code is not None
    said, amount = code
    assert (said.kind, said.code, said.gross, amount) == ("electronic", OLDER.code, None, Decimal(100))
    assert held_against(said, amount).net == Decimal(100)
    for text in ("01,32,,123,106,20250605,,A", "https://example.org/1,2,3,4,5,6", "01,32", ""):
        assert parse_qr(text) is None


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (pdf(qr=Sample(gross="206.00").qr), "gross"),
        (pdf(qr=Sample(on="2025-06-04").qr), "on"),
        (pdf(text=Sample(gross="116.00", tax="16.00"), attached=digital_xml()), "gross"),
        (digital_xml(lines=[("60.00", "3.60"), ("39.00", "2.40")]), "net"),
        (digital_xml(lines=[("60.00", "3.60"), ("40.00", "2.41")]), "tax"),
        (digital_xml().replace("壹佰".encode(), "贰佰".encode()), "gross"),
        (digital_xml().replace(b">106.00<", b">105.00<"), "gross"),
        (digital_xml().replace(f"<EIid>{NUMBER}".encode(), b"<EIid>25512000000012345679"), "number"),
        (older_xml(qr="01,10,051001900111,12345678,99,20250605,,A1B2"), "net"),
        (older_xml(qr="01,10,051001900111,12345679,100,20250605,,A1B2"), "number"),
        (zipped(ofd_parts(page_texts(), described=described(Sample(tax="5.00")))), "tax"),
        (zipped(ofd_parts(page_texts(Sample(seller_tax="91510100MA00000006")), attached=digital_xml())), "seller_tax"),
    ],
)
def test_what_two_places_say_differently_is_noted(content: bytes, field: str) -> None:
    assert field in read(content).disagreements


# -- values -----------------------------------------------------------------------------------------------------------


@draws(st.decimals(min_value=0, max_value=Decimal("999999999999.99"), places=2))
def test_words_and_figures_are_read_as_they_are_written(amount: Decimal) -> None:
    words = capitals(amount)
    for spelled in (words, words.replace("元", "圆"), words.replace("整", "正"), words.replace("整", "")):
        assert in_capitals(spelled) == amount
    assert in_capitals(f"（负数）{words}") == -amount
    assert sum_of(f"¥{amount:,}") == sum_of(f"￥ {amount} ") == sum_of(f"{amount}00") == amount


@pytest.mark.parametrize("text", ["1.234", "1e3", "NaN", "Infinity", "--1", "1.2.3", "9999999999999", "12,3a", "壹"])
def test_what_is_no_sum_is_no_sum(text: str) -> None:
    with pytest.raises(Unreadable):
        sum_of(text)


DAYS = ("2025-06-05", "20250605", "2025年6月5日", "2025 年 06 月 05 日", "2025-06-05 10:11:12", "2025-06-05T10:11:12")


@pytest.mark.parametrize("text", [*DAYS, "2025/06/05"])
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert day_of(text) == ISSUED


@pytest.mark.parametrize("text", ["2025-13-01", "2025-02-30", "0000-01-01", "gestern", "5.6.2025"])
def test_what_is_no_day_is_no_day(text: str) -> None:
    with pytest.raises(Unreadable):
        day_of(text)


# -- what is not read -------------------------------------------------------------------------------------------------


def bomb() -> bytes:
    """A hundred megabytes of blanks in a part of which the directory says so, and one of which it says nothing."""
    parts = ofd_parts(page_texts()) | {"Doc_0/Attachs/more.xml": b" " * 30_000_000}
    return zipped(parts)


def lying() -> bytes:
    """The directory says that the part is small."""
    content = bytearray(bomb())
    for name in (b"Doc_0/Attachs/more.xml",):
        at = content.rfind(name)
        content[at - 22 : at - 18] = (100).to_bytes(4, "little")
    return bytes(content)


def encrypted_zip() -> bytes:
    content = bytearray(older_ofd())
    for mark, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        place = content.find(mark)
        while place >= 0:
            content[place + at] |= 1
            place = content.find(mark, place + 4)
    return bytes(content)


XXE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><EInvoice>&x;</EInvoice>'
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    b"<EInvoice>&b;</EInvoice>"
)
SCRIPT = digital_xml(more='<x:script xmlns:x="http://www.w3.org/1999/xhtml">alert(1)</x:script>')
SHEET = digital_xml().replace(b"<EInvoice>", b'<?xml-stylesheet href="x.xsl"?><EInvoice>', 1)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", Fault.KIND),
        (b"MZ\x90\x00", Fault.KIND),
        ("发票号码：25512000000012345678".encode(), Fault.KIND),
        (b"<", Fault.DAMAGED),
        (b"<html><body/></html>", Fault.NOTHING),
        (digital_xml()[:-20], Fault.DAMAGED),
        (digital_xml().replace(b">100.00<", b">1e2<"), Fault.DAMAGED),
        (digital_xml(more=f"<InvoiceNumber>{NUMBER}</InvoiceNumber>").replace(NUMBER.encode(), b"2551200000001234567"),
         Fault.DAMAGED),
        (digital_xml(more="<TaxSupervisionInfo><InvoiceNumber>25512000000012345679</InvoiceNumber></TaxSupervisionInfo>"),
         Fault.DIFFERENT),
        (digital_xml(Sample(seller="甲" * 201)), Fault.DAMAGED),
        (XXE, Fault.HOSTILE),
        (LAUGHS, Fault.HOSTILE),
        (SCRIPT, Fault.HOSTILE),
        (SHEET, Fault.HOSTILE),
        (b"<EInvoice>" + b" " * tree.LARGEST + b"</EInvoice>", Fault.LARGE),
        (attached_ofd(XXE), Fault.HOSTILE),
        (bomb(), Fault.LARGE),
        (lying(), Fault.DAMAGED),
        (zipped({f"{n}.xml": b"<a/>" for n in range(PARTS + 1)}), Fault.LARGE),
        (encrypted_zip(), Fault.LOCKED),
        (zipped({"a.xml": digital_xml()}), Fault.DAMAGED),
        (zipped(ofd_parts()), Fault.NOTHING),
        (older_ofd()[:-30], Fault.DAMAGED),
        (b"%PDF-1.7", Fault.DAMAGED),
        (pdf(text=None, qr=None), Fault.NOTHING),
        (pdf(text=None, qr="https://example.org"), Fault.NOTHING),
        (pdf(pages=PAGES + 1), Fault.LARGE),
        (pdf(qr=Sample(number="25512000000099999999").qr), Fault.SEVERAL),
        (zipped(ofd_parts(attached=digital_xml()) | {"Doc_0/Attachs/b.xml": older_xml()}), Fault.SEVERAL),
        (pdf(text=None, qr=None, attached=XXE), Fault.HOSTILE),
    ],
)  # fmt: skip
def test_what_is_no_invoice_is_refused_for_what_it_is(content: bytes, fault: Fault) -> None:
    with pytest.raises(Unreadable) as refused:
        read(content)
    assert refused.value.fault is fault


def locked_pdf() -> bytes:
    """What opens with a password only."""
    nothing = "<" + "00" * 32 + ">"
    parts = (
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
        f"<</Filter/Standard/V 1/R 2/O{nothing}/U{nothing}/P -4>>",
    )
    made, places = "%PDF-1.4\n", []
    for n, part in enumerate(parts, 1):
        places.append(len(made))
        made += f"{n} 0 obj{part}endobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    start = len(made)
    made += f"xref\n0 5\n0000000000 65535 f \n{table}trailer<</Size 5/Root 1 0 R/Encrypt 4 0 R/ID[{nothing}{nothing}]>>"
    return f"{made}\nstartxref\n{start}\n%%EOF".encode()


def test_what_opens_with_a_password_only_is_refused() -> None:
    with pytest.raises(Unreadable) as refused:
        read(locked_pdf())
    assert refused.value.fault is Fault.LOCKED


KINDS = {
    "xml": (digital_xml(), {NUMBER}), "older": (older_xml(), {OLDER.number}), "ofd": (digital_ofd(), {NUMBER}),
    "older ofd": (older_ofd(), {OLDER.number}), "pdf": (pdf(), {NUMBER}), "pdf with xml": (
        pdf(text=None, qr=None, attached=digital_xml()), {NUMBER}),
}  # fmt: skip


def mutated(content: bytes, chance: Random) -> bytes:
    made = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 5, 30))):
        at = chance.randrange(len(made))
        match chance.randrange(5):
            case 0:
                made[at] ^= 1 << chance.randrange(8)
            case 1:
                made[at] = chance.randrange(256)
            case 2:
                del made[at : at + chance.randrange(1, 40)]
            case 3:
                made[at:at] = made[at : at + chance.randrange(1, 40)]
            case _:
                made[at:at] = bytes(chance.randrange(256) for _ in range(chance.randrange(1, 9)))
        if not made:
            break
    return bytes(made)


@pytest.mark.parametrize("kind", KINDS)
def test_two_hundred_damaged_files_of_a_kind_give_no_wrong_sum_and_no_crash(kind: str) -> None:
    """What is still read of them is refused for its disagreements, or says the sums that it said before."""
    content, _ = KINDS[kind]
    right, chance, refused = read(content), Random(f"invoices {kind}"), 0
    for _ in range(200):
        try:
            found = read(mutated(content, chance))
        except Unreadable:
            refused += 1
            continue
        if found.disagreements or found.is_red:
            refused += 1
            continue
        for name in ("gross", "net", "tax"):
            assert getattr(found, name) in (getattr(right, name), None), (name, found)
    assert refused > 0


# -- through the operation --------------------------------------------------------------------------------------------


def file(content: bytes, name: str = "发票.xml", **more: Any) -> ReadInvoiceFile:
    return ReadInvoiceFile(file_name=name, content=content, **more)


@pytest.mark.parametrize(
    ("content", "name", "source"),
    [(digital_xml(), "发票.xml", "xml"), (digital_ofd(), "发票.ofd", "ofd"), (pdf(), "发票.pdf", "pdf")],
)
def test_the_original_is_kept_with_its_digest(desk: Desk, content: bytes, name: str, source: str) -> None:
    outcome = given(to=desk).when(file(content, name), by=STAFF, **AT)
    digest = hashlib.sha256(content).hexdigest()
    outcome.then(e.InvoiceRegistered, FILES.attached).then_answer(
        id=invoice_id("", NUMBER), person=STAFF, source=source, digest=digest, gross=Decimal(106), seller=SELLER,
        status="registered",
    )  # fmt: skip
    invoice = invoice_id("", NUMBER)
    kept = OPS.download_attachment(kind="invoice", record=invoice, number=1)
    assert desk.ask(kept, by=ACCOUNTANT, **AT).content == content
    given(to=desk).when(kept, by=OTHER_STAFF, **AT).then_refused(Forbidden)
    assert desk.ask(OPS.check_files(), by=AUDITOR, **AT).holds
    gone = OPS.remove_attachment(kind="invoice", record=invoice, number=1, reason="x")
    given(to=desk).when(gone, by=STAFF, **AT).then_refused(RecordClosed)
    proven(desk.app)


def test_one_invoice_once_also_from_its_file(desk: Desk) -> None:
    given(by(OTHER_STAFF, MONDAY, typed()), to=desk)
    for content, name in ((digital_xml(), "a.xml"), (digital_ofd(), "a.ofd"), (pdf(), "a.pdf")):
        given(to=desk).when(file(content, name), by=STAFF, **AT).then_refused(InvoiceUsedTwice, first={})
    given(by(STAFF, MONDAY, file(older_ofd(), "b.ofd")), to=desk).when(
        typed(OLDER.number, kind="electronic", code=OLDER.code), by=STAFF, **AT
    ).then_refused(InvoiceUsedTwice)


def test_what_the_file_does_not_say_is_typed(desk: Desk) -> None:
    coded = pdf(text=None)
    given(to=desk).when(file(coded, "码.pdf"), by=STAFF, **AT).then_refused(
        InvoiceUnreadable, fault="missing",
        fields=[{"field": name} for name in ("seller", "seller_tax", "buyer", "tax")],
    )  # fmt: skip
    rest = {"seller": SELLER, "seller_tax": SELLER_TAX, "buyer": ORGAN, "tax": Decimal(6)}
    given(to=desk).when(file(coded, "码.pdf", **rest, gross=Decimal(107)), by=STAFF, **AT).then_refused(
        InvoiceUnreadable, fault="different", fields=[{"field": "gross"}]
    )
    given(to=desk).when(file(coded, "码.pdf", **rest), by=STAFF, **AT).then(
        e.InvoiceRegistered, FILES.attached
    ).then_answer(net=Decimal(100), tax=Decimal(6), gross=Decimal(106))


def kept(desk: Desk) -> int:
    assert desk.app.files is not None
    folder: Any = desk.app.files
    return len([path for path in folder._folder.rglob("*") if path.is_file()])


@pytest.mark.parametrize(
    ("operation", "refusal"),
    [
        (file(XXE), InvoiceUnreadable),
        (file(bomb(), "a.ofd"), InvoiceUnreadable),
        (file(digital_xml(), "发票.pdf"), InvoiceUnreadable),
        (file(digital_xml(), "a/b.xml"), BadFileName),
        (file(digital_xml(Sample(gross="206.00"))), InvoiceUnreadable),
        (file(digital_xml(Sample(gross="0.00", net="0.00", tax="0.00"))), InvoiceUnreadable),
        (file(digital_xml(Sample(buyer="云柚区财政局"))), OtherBuyer),
        (file(digital_xml(), bought=day(6, 6)), BeforePurchase),
        (file(digital_xml(Sample(gross="-106.00", net="-100.00", tax="-6.00"))), RedLetterFile),
        (file(digital_xml(red="25512000000011111111")), RedLetterFile),
        (file(b"<" + b" " * 40_000_001), FileTooLarge),
    ],
)
def test_of_a_bad_file_nothing_is_kept(desk: Desk, operation: ReadInvoiceFile, refusal: type[Refusal]) -> None:
    given(to=desk).when(operation, by=STAFF, **AT).then_refused(refusal)
    assert kept(desk) == 0
    assert desk.recorded() == []


def test_a_refusal_says_what_and_what_to_do(desk: Desk) -> None:
    different = given(to=desk).when(file(digital_xml(lines=[("1.00", "0.06")])), by=STAFF, **AT)
    refusal = different.then_refused(InvoiceUnreadable, cites=("A32", "B10.5")).refusal
    assert refusal is not None
    assert refusal.zh == "未能读出发票：文件各处所载不一致（不含税金额(元)、税额(元)）。"
    assert "手工登记" in refusal.next[0]


def test_what_dies_over_a_file_dies_alone() -> None:
    """Within its bounds the reader answers; beyond them it is refused like any other file."""
    assert read_file(pdf()).number == NUMBER
    with pytest.raises(Unreadable):
        read_file(bomb())


def test_whoever_has_the_number_next_does_not_find_the_file_of_the_first(desk: Desk) -> None:
    invoice = invoice_id("", NUMBER)
    given(by(STAFF, MONDAY, file(digital_xml())), to=desk).when(
        WithdrawInvoice(invoice=invoice, reason="误传"), by=STAFF, **AT
    ).then(e.InvoiceWithdrawn, FILES.removed)
    given(by(OTHER_STAFF, MONDAY, typed(), 16), to=desk)
    (gone,) = desk.on(MONDAY, OTHER_STAFF, OPS.list_attachments(kind="invoice", record=invoice), 17).items
    assert gone.removed_on == MONDAY
    one = OPS.download_attachment(kind="invoice", record=invoice, number=1)
    given(to=desk).when(one, by=OTHER_STAFF, at=clock(MONDAY, 17)).then_refused(AttachmentGone)
    proven(desk.app)
