"""The XML of an e-invoice, by the words that each kind of it uses.

The fully digital invoice has `EInvoice` with `EInvoiceData` and `TaxSupervisionInfo`; invoices before it `InvoiceNo`,
`Buyer`, `Seller` and `TaxInclusiveTotalAmount`; tickets are XBRL after the accounting standard for electronic vouchers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from services.finance.invoices.readers.found import Fault, ReadInvoice, Unreadable, summed
from services.finance.invoices.readers.qr import held_against, parse_qr
from services.finance.invoices.readers.tree import Leaves, parsed
from services.finance.invoices.readers.values import day_of, digits_of, in_capitals, squeezed, sum_of

_DATA, _BASIC = "EInvoiceData", "BasicInformation"
_ITEM = (_DATA, "IssuItemInformation")
_DIGITAL = 20


def read_xml(content: bytes) -> ReadInvoice:
    """Of the file itself. Raises Unreadable."""
    found = from_leaves(Leaves(parsed(content)), source="xml")
    if found is None:
        raise Unreadable(Fault.NOTHING)
    return found


def from_leaves(leaves: Leaves, *, source: str) -> ReadInvoice | None:
    """By whichever words it uses; None where it is no invoice."""
    for number, reads in (
        (leaves.one("TaxSupervisionInfo", "InvoiceNumber"), _digital),
        (leaves.one("InvoiceNo"), _older),
        (leaves.named("ElectronicInvoiceRailwayETicketNumber"), _railway),
        (leaves.named("ElectronicInvoiceAirTransportReceiptNumber"), _air),
    ):
        if number:
            return summed(reads(leaves, digits_of(number), source))
    return None


def _digital(leaves: Leaves, number: str, source: str) -> ReadInvoice:
    def party(side: str, what: str) -> str:
        return squeezed(leaves.one(_DATA, f"{side}Information", f"{side}{what}"))

    def sum_(name: str) -> Decimal | None:
        return sum_of(leaves.one(_DATA, _BASIC, name))

    found = ReadInvoice(
        source=source,
        kind="digital",
        number=number,
        on=day_of(leaves.one("TaxSupervisionInfo", "IssueTime") or leaves.one(_DATA, _BASIC, "RequestTime")),
        net=sum_("TotalAmWithoutTax"),
        tax=sum_("TotalTaxAm"),
        gross=sum_("TotalTax-includedAmount"),
        seller=party("Seller", "Name"),
        seller_tax=digits_of(party("Seller", "IdNum")),
        buyer=party("Buyer", "Name"),
        buyer_tax=digits_of(party("Buyer", "IdNum")),
        reverses=digits_of(leaves.one(_DATA, "SpecificInformation", "RedEInvoice", "OriginalInvoiceCode")),
    )
    differ = [
        *(["number"] if leaves.one("Header", "EIid") not in ("", number) else []),
        *(["net"] if _other_sum(found.net, leaves.all(*_ITEM, "Amount")) else []),
        *(["tax"] if _other_sum(found.tax, leaves.all(*_ITEM, "ComTaxAm")) else []),
    ]
    return _said_in_words(replace(found, disagreements=tuple(differ)), sum_words(leaves))


def sum_words(leaves: Leaves) -> str:
    return leaves.one(_DATA, _BASIC, "TotalTax-includedAmountInChinese")


def _said_in_words(found: ReadInvoice, words: str) -> ReadInvoice:
    """大写: the same sum again; and the only place that says it where a mark in a page holds no more than `¥`."""
    amount = in_capitals(words) if words else None
    if amount is None:
        return found
    parts = (found.net, found.tax)
    if found.gross is None and None not in parts and sum(filter(None, parts), found.other or Decimal(0)) == amount:
        return replace(found, gross=amount)
    if found.gross is not None and found.gross != amount:
        return replace(found, disagreements=(*found.disagreements, "gross"))
    return found


def _other_sum(whole: Decimal | None, lines: Iterable[str]) -> bool:
    """The lines make another sum; where one of them is not said (免税, ***) nothing can be told."""
    try:
        each = [sum_of(line) for line in lines]
    except Unreadable:
        return False
    known = [line for line in each if line is not None]
    return whole is not None and bool(each) and len(known) == len(each) and sum(known, Decimal(0)) != whole


def _older(leaves: Leaves, number: str, source: str) -> ReadInvoice:
    found = ReadInvoice(
        source=source,
        kind="digital" if len(number) == _DIGITAL else "electronic",
        code=digits_of(leaves.one("InvoiceCode")),
        number=number,
        on=day_of(leaves.one("IssueDate")),
        net=sum_of(leaves.one("TaxExclusiveTotalAmount")),
        tax=sum_of(leaves.one("TaxTotalAmount")),
        gross=sum_of(leaves.one("TaxInclusiveTotalAmount")),
        seller=squeezed(leaves.one("Seller", "SellerName")),
        seller_tax=digits_of(leaves.one("Seller", "SellerTaxID")),
        buyer=squeezed(leaves.one("Buyer", "BuyerName")),
        buyer_tax=digits_of(leaves.one("Buyer", "BuyerTaxID")),
        check_code=digits_of(leaves.one("InvoiceCheckCode")),
    )
    code = parse_qr(leaves.one("GraphCode"))
    if code is None:
        return found
    said, amount = code
    differ = [name for name in ("code", "number", "on") if getattr(said, name) != getattr(found, name)]
    return held_against(replace(found, disagreements=tuple(differ)), amount)


def _ticket(leaves: Leaves, number: str, source: str, kind: str, on: str, gross: str) -> ReadInvoice:
    return ReadInvoice(
        source=source,
        kind=kind,
        number=number,
        on=day_of(leaves.named(on)),
        gross=sum_of(leaves.named(gross)),
        seller=squeezed(leaves.named("NameOfSeller") or leaves.named("IssueParty")),
        buyer=squeezed(leaves.named("NameOfPurchaser")),
        buyer_tax=digits_of(leaves.named("UnifiedSocialCreditCodeOfPurchaser")),
    )


def _railway(leaves: Leaves, number: str, source: str) -> ReadInvoice:
    return replace(
        _ticket(leaves, number, source, "rail", "DateOfIssue", "Fare"),
        net=sum_of(leaves.named("TotalAmountExcludingTax")),
        tax=sum_of(leaves.named("TaxAmount")),
        reverses=digits_of(leaves.named("NumberOfOriginalInvoice")),
    )


def _air(leaves: Leaves, number: str, source: str) -> ReadInvoice:
    """Fare and fuel bear tax; the fund and other taxes do not."""

    def added(*names: str) -> Decimal | None:
        said = [sum_of(leaves.named(name)) for name in names]
        return sum((one for one in said if one is not None), Decimal(0)) if any(said) else None

    return replace(
        _ticket(leaves, number, source, "air", "IssueDate", "TotalAmount"),
        net=added("Fare", "FuelSurcharge"),
        tax=sum_of(leaves.named("VatTaxAmount")),
        other=added("CivilAviationDevelopmentFund", "OtherTaxes", "Insurance"),
        check_code=digits_of(leaves.named("VerificationCode")),
    )
