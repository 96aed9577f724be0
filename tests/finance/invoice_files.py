"""Files of invoices of every kind that the readers know, made here. Every seller is invented."""

from __future__ import annotations

import io
import zipfile
from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst
import zxingcpp
from PIL import Image

from services.kernel.procedure.printing.fonts import SERIF
from services.kernel.rules.capitals import capitals
from tests.finance.invoices import NUMBER, ORGAN, ORGAN_TAX, SELLER, SELLER_TAX


@dataclass(frozen=True)
class Sample:
    """What a file says."""

    number: str = NUMBER
    code: str = ""
    on: str = "2025-06-05"
    net: str = "100.00"
    tax: str = "6.00"
    gross: str = "106.00"
    seller: str = SELLER
    seller_tax: str = SELLER_TAX
    buyer: str = ORGAN
    buyer_tax: str = ORGAN_TAX

    @property
    def words(self) -> str:
        said = capitals(Decimal(self.gross)).replace("元", "圆")
        return said.replace("负", "（负数）")

    @property
    def chinese_day(self) -> str:
        year, month, day = self.on.split("-")
        return f"{year}年{month}月{day}日"

    @property
    def qr(self) -> str:
        compact = self.on.replace("-", "")
        if self.code:
            return f"01,10,{self.code},{self.number},{self.net},{compact},03272870231872618473,A1B2,"
        return f"01,32,,{self.number},{self.gross},{compact},,A1B2"


THIS = Sample()
OLDER = Sample(number="12345678", code="051001900111")


# -- XML --------------------------------------------------------------------------------------------------------------


def digital_xml(of: Sample = THIS, *, more: str = "", lines: Iterable[tuple[str, str]] = (), red: str = "") -> bytes:
    """数电票, by its public structure."""
    each = "".join(
        f"<IssuItemInformation><ItemName>*纸制品*复印纸</ItemName><Amount>{net}</Amount><TaxRate>0.06</TaxRate>"
        f"<ComTaxAm>{tax}</ComTaxAm></IssuItemInformation>"
        for net, tax in (tuple(lines) or ((of.net, of.tax),))
    )
    reversed_ = f"<RedEInvoice><OriginalInvoiceCode>{red}</OriginalInvoiceCode></RedEInvoice>" if red else ""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<EInvoice>
  <Header><EIid>{of.number}</EIid><EInvoiceTag>SWEI3200</EInvoiceTag><Version>0.2</Version><InherentLabel>
    <InIssuType><LabelCode>Y</LabelCode><LabelName>是否蓝字发票</LabelName></InIssuType>
    <GeneralOrSpecialVAT><LabelCode>02</LabelCode><LabelName>普通发票</LabelName></GeneralOrSpecialVAT>
  </InherentLabel></Header>
  <EInvoiceData>
    <SellerInformation><SellerIdNum>{of.seller_tax}</SellerIdNum><SellerName>{escape(of.seller)}</SellerName>
    </SellerInformation>
    <BuyerInformation><BuyerIdNum>{of.buyer_tax}</BuyerIdNum><BuyerName>{escape(of.buyer)}</BuyerName>
    </BuyerInformation>
    <BasicInformation><TotalAmWithoutTax>{of.net}</TotalAmWithoutTax><TotalTaxAm>{of.tax}</TotalTaxAm>
      <TotalTax-includedAmount>{of.gross}</TotalTax-includedAmount>
      <TotalTax-includedAmountInChinese>{of.words}</TotalTax-includedAmountInChinese>
      <Drawer>王某</Drawer><RequestTime>{of.on} 10:11:12</RequestTime></BasicInformation>
    {each}<SpecificInformation>{reversed_}</SpecificInformation>
    <AdditionalInformation><Remark/></AdditionalInformation>
  </EInvoiceData>
  <SellerAuthentication><AuthenticationMethods>2</AuthenticationMethods></SellerAuthentication>
  <TaxSupervisionInfo><InvoiceNumber>{of.number}</InvoiceNumber><IssueTime>{of.on}</IssueTime>
    <TaxBureauCode>15100000000</TaxBureauCode></TaxSupervisionInfo>{more}
</EInvoice>""".encode()


def older_xml(of: Sample = OLDER, *, qr: str = "") -> bytes:
    """`original_invoice.xml` of an electronic invoice with code and number."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<fp:eInvoice xmlns:fp="http://www.edrm.org.cn/schema/e-invoice/2019">
  <fp:InvoiceCode>{of.code}</fp:InvoiceCode><fp:InvoiceNo>{of.number}</fp:InvoiceNo>
  <fp:IssueDate>{of.chinese_day}</fp:IssueDate><fp:InvoiceCheckCode>03272870231872618473</fp:InvoiceCheckCode>
  <fp:Buyer><fp:BuyerName>{of.buyer}</fp:BuyerName><fp:BuyerTaxID>{of.buyer_tax}</fp:BuyerTaxID></fp:Buyer>
  <fp:Seller><fp:SellerName>{of.seller}</fp:SellerName><fp:SellerTaxID>{of.seller_tax}</fp:SellerTaxID></fp:Seller>
  <fp:TaxInclusiveTotalAmount>{of.gross}</fp:TaxInclusiveTotalAmount>
  <fp:TaxTotalAmount>{of.tax}</fp:TaxTotalAmount>
  <fp:TaxExclusiveTotalAmount>{of.net}</fp:TaxExclusiveTotalAmount>
  <fp:GraphCode>{qr or of.qr}</fp:GraphCode>
</fp:eInvoice>""".encode()


def xbrl(kind: str, **said: str) -> bytes:
    """A ticket: `rai` of the railway, `atr` of an airline."""
    space = f"http://xbrl.mof.gov.cn/taxonomy/2021-11-30/{kind}"
    each = "".join(f'<{kind}:{name} contextRef="Now">{text}</{kind}:{name}>' for name, text in said.items())
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><xbrl xmlns="http://www.xbrl.org/2003/instance" xmlns:{kind}="{space}">'
        f'<context id="Now"><period><instant>2025-06-05</instant></period></context>{each}</xbrl>'
    ).encode()


def railway_xml() -> bytes:
    return xbrl(
        "rai", TypeOfVoucher="电子发票（铁路电子客票）", ElectronicInvoiceRailwayETicketNumber="25519122537000504214",
        DateOfIssue="2025-06-05", TravelDate="2025-06-02", Fare="272.50", TotalAmountExcludingTax="250.00",
        TaxRate="0.09", TaxAmount="22.50", NameOfPurchaser=ORGAN, UnifiedSocialCreditCodeOfPurchaser=ORGAN_TAX,
        IssueParty="",
    )  # fmt: skip


def air_xml() -> bytes:
    return xbrl(
        "atr", ElectronicInvoiceAirTransportReceiptNumber="25510000000000000077", IssueDate="2025-06-05",
        NameOfSeller="云航航空股份有限公司", NameOfPurchaser=ORGAN, UnifiedSocialCreditCodeOfPurchaser=ORGAN_TAX,
        Fare="900.00", FuelSurcharge="17.43", VatRate="0.09", VatTaxAmount="82.57",
        CivilAviationDevelopmentFund="50.00", OtherTaxes="0.00", TotalAmount="1050.00",
    )  # fmt: skip


# -- OFD --------------------------------------------------------------------------------------------------------------

_OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def zipped(parts: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def ofd_parts(
    texts: Iterable[tuple[float, float, str]] = (), *, attached: bytes = b"", tags: str = "", described: str = ""
) -> dict[str, bytes]:
    """`texts` stand at x and y; the n-th has the id n, from 1."""
    objects = "".join(
        f'<ofd:TextObject ID="{n}" Boundary="{x} {y} 60 4" Font="9" Size="3"><ofd:TextCode X="0" Y="3">{escape(text)}'
        f"</ofd:TextCode></ofd:TextObject>"
        for n, (x, y, text) in enumerate(texts, 1)
    )
    parts = {
        "OFD.xml": f'<ofd:OFD {_OFD} Version="1.0"><ofd:DocBody><ofd:DocInfo><ofd:CustomDatas>{described}'
        "</ofd:CustomDatas></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {_OFD}/>",
        "Doc_0/Pages/Page_0/Content.xml": f"<ofd:Page {_OFD}><ofd:Content><ofd:Layer>{objects}</ofd:Layer>"
        "</ofd:Content></ofd:Page>",
    }
    if tags:
        parts["Doc_0/Tags/CustomTag.xml"] = tags
    made = {name: text.encode() for name, text in parts.items()}
    return made | ({"Doc_0/Attachs/original_invoice.xml": attached} if attached else {})


def page_texts(of: Sample = THIS) -> list[tuple[float, float, str]]:
    """As a fully digital invoice prints them: the buyer left, the seller right, labels and values apart."""
    return [
        (130, 12, "发票号码："), (155, 12, of.number), (130, 18, "开票日期："), (155, 18, of.chinese_day),
        (12, 32, "名称："), (24, 32, of.buyer), (108, 32, "名称："), (120, 32, of.seller),
        (12, 40, "统一社会信用代码/纳税人识别号："), (60, 40, of.buyer_tax),
        (108, 40, "统一社会信用代码/纳税人识别号："), (156, 40, of.seller_tax),
        (12, 90, "合"), (40, 90, "计"), (120, 90, f"¥{of.net}"), (170, 90, f"¥{of.tax}"),
        (12, 98, "价税合计（大写）"), (60, 98, of.words), (150, 98, "（小写）"), (165, 98, f"¥{of.gross}"),
    ]  # fmt: skip


def tags_of(texts: list[tuple[float, float, str]], of: Sample = THIS, *, gross: str = "") -> str:
    """The marks of a fully digital invoice; many name no more of the whole sum than the currency's sign."""
    said = {text: n for n, (_, _, text) in enumerate(texts, 1)}

    def mark(name: str, text: str) -> str:
        return f'<{name}><ofd:ObjectRef PageRef="1">{said[text]}</ofd:ObjectRef></{name}>'

    whole = mark("TotalTax-includedAmount", gross) if gross else "<TotalTax-includedAmount>¥</TotalTax-includedAmount>"
    return (
        f"<EInvoice {_OFD}><EInvoiceData><SellerInformation>{mark('SellerName', of.seller)}"
        f"{mark('SellerIdNum', of.seller_tax)}</SellerInformation><BuyerInformation>{mark('BuyerName', of.buyer)}"
        f"{mark('BuyerIdNum', of.buyer_tax)}</BuyerInformation><BasicInformation>"
        f"{mark('TotalAmWithoutTax', f'¥{of.net}')}{mark('TotalTaxAm', f'¥{of.tax}')}{whole}"
        f"{mark('TotalTax-includedAmountInChinese', of.words)}</BasicInformation></EInvoiceData><TaxSupervisionInfo>"
        f"{mark('InvoiceNumber', of.number)}{mark('IssueTime', of.chinese_day)}</TaxSupervisionInfo></EInvoice>"
    )


def described(of: Sample = THIS) -> str:
    said = {
        "发票号码": of.number, "合计金额": of.net, "合计税额": of.tax, "开票日期": of.chinese_day,
        "销售方纳税人识别号": of.seller_tax, "购买方纳税人识别号": of.buyer_tax,
    }  # fmt: skip
    return "".join(f'<ofd:CustomData Name="{name}">{text}</ofd:CustomData>' for name, text in said.items())


def digital_ofd(of: Sample = THIS) -> bytes:
    texts = page_texts(of)
    return zipped(ofd_parts(texts, tags=tags_of(texts, of), described=described(of)))


def older_ofd(of: Sample = OLDER) -> bytes:
    return zipped(ofd_parts(attached=older_xml(of)))


def attached_ofd(content: bytes) -> bytes:
    return zipped(ofd_parts(attached=content))


# -- PDF --------------------------------------------------------------------------------------------------------------


def picture(text: str) -> bytes:
    """A QR code as a PNG."""
    barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    made = io.BytesIO()
    shown: Any = barcode.to_image(scale=6, add_quiet_zones=True)
    Image.fromarray(shown).save(made, "PNG")
    return made.getvalue()


@cache
def pdf(*, text: Sample | None = THIS, qr: str | None = THIS.qr, attached: bytes = b"", pages: int = 1) -> bytes:
    """With the text of one invoice, and the code of the same or another; without either where none is given."""
    words = page_texts(text) if text is not None else []
    placed = "\n".join(f"#place(dx: {x}mm, dy: {y}mm)[#text(size: 8pt, {_quoted(said)})]" for x, y, said in words)
    files: dict[str, bytes] = {}
    if qr is not None:
        files["code.png"] = picture(qr)
        placed += '\n#place(dx: 10mm, dy: 2mm)[#image("code.png", width: 26mm)]'
    if attached:
        files["invoice.xml"] = attached
        placed += '\n#pdf.attach("invoice.xml", relationship: "source")'
    page = placed or "#rect()"
    source = f'#set page(width: 210mm, height: 140mm, margin: 0mm)\n#set text(font: "{SERIF}")\n'
    source += "\n#pagebreak()\n".join([page] * pages)
    with TemporaryDirectory() as folder:
        for name, content in (files | {"main.typ": source.encode()}).items():
            Path(folder, name).write_bytes(content)
        made = typst.compile(Path(folder, "main.typ"))
    assert isinstance(made, bytes)
    return made


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def encoded(content: bytes) -> str:
    return b64encode(content).decode()
