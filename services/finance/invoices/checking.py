"""What arithmetic and the organ's own rules say of an invoice before anything is recorded (A32, B10.5)."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import date
from decimal import Decimal

from services.finance.invoices.face import Face
from services.finance.invoices.numbers import is_digits, is_tax_number, plain
from services.finance.money import rounded
from services.kernel.procedure.checks import check_happened
from services.kernel.procedure.context import Context
from services.kernel.refusals import Invalid, Refusal
from services.kernel.rules.values import Record, Records

CITES = ("A32", "B10.5")
_WHOLE = 100


class SumsDiffer(Refusal):
    """What stands on it does not add up."""

    code = "finance.invoice-sums-differ"
    kind = "invalid"
    next = ("请对照发票核对各项金额。", "Compare the sums with the invoice.")


class TaxTooHigh(Refusal):
    """No rate of the day makes so much tax of so little."""

    code = "finance.invoice-tax-too-high"
    kind = "invalid"
    next = ("请对照发票核对税额和不含税金额。", "Compare the tax and the sum before tax with the invoice.")


class NotOnInvoice(Refusal):
    """An invoice of this kind names its seller, the seller's tax number and the buyer."""

    code = "finance.invoice-incomplete"
    kind = "invalid"
    next = (
        "请对照发票补填；票面没有的，请退回重开。",
        "Fill in what the invoice says; where it says nothing, have it made out anew.",
    )


class WrongTaxNumber(Refusal):
    """Its length or its last sign is wrong."""

    code = "finance.invoice-tax-number"
    kind = "invalid"
    next = ("请对照发票逐位核对纳税人识别号。", "Compare the tax number with the invoice, sign by sign.")


class OtherBuyer(Refusal):
    """It is made out to somebody else than the organ."""

    code = "finance.invoice-other-buyer"
    kind = "invalid"
    next = (
        "请退回开票方按本机关名称和税号重开；确有特殊情况的，填写原因后登记。",
        "Have it made out anew to the organ; where there is a reason for another buyer, give it.",
    )


class BeforePurchase(Refusal):
    """It was issued before anything was bought."""

    code = "finance.invoice-before-purchase"
    kind = "invalid"
    next = ("请核对购买日期和开票日期。", "Check the day of the purchase and the day on the invoice.")


def checked(ctx: Context, face: Face, *, bought: date | None = None) -> Face:
    """With its numbers as they stand on paper; refuses what cannot be so."""
    found = identified(ctx, face)
    check_happened(ctx, found.on)
    if bought is not None and found.on < bought:
        raise BeforePurchase(
            f"开票日期{found.on}早于购买日期{bought}。",
            f"It was issued on {found.on}, before the purchase on {bought}.",
            cites=CITES,
        )
    add_up(found)
    _no_more_tax_than_the_rate_makes(ctx, found)
    kind = kind_named(ctx, found.kind)
    _named(kind, found)
    return _made_out(ctx, kind, found)


def identified(ctx: Context, face: Face) -> Face:
    """Its code and number, with the digits that the kind has."""
    kind, code, number = kind_named(ctx, face.kind), plain(face.code), plain(face.number)
    for field, said, lengths in (("code", code, kind.words("code")), ("number", number, kind.words("number"))):
        if not is_digits(said, *map(int, lengths)):
            raise Invalid(
                f"{kind.zh}的代码为{_digits(kind, 'code')}位、号码为{_digits(kind, 'number')}位数字。",
                f"{kind.en}: the code has {_digits(kind, 'code')} digits, the number {_digits(kind, 'number')}.",
                fields=[{"field": field, "value": said}],
            )
    return replace(
        face, code=code, number=number, check_code=plain(face.check_code), seller=_name(face.seller),
        seller_tax=plain(face.seller_tax), buyer=_name(face.buyer), buyer_tax=plain(face.buyer_tax),
    )  # fmt: skip


def kind_named(ctx: Context, id: str) -> Record:
    """One of the organ's kinds of invoices."""
    known = ctx.rules.value("invoices.kinds", ctx.today, Records)
    found = known.get(id)
    if found is None:
        raise Invalid(
            f"没有这一种发票，可选：{'、'.join(one.zh for one in known)}。",
            f"There is no such kind; it is one of {', '.join(one.en for one in known)}.",
            fields=[{"field": "kind", "value": id, "allowed": list(known.ids)}],
        )
    return found


def _digits(kind: Record, part: str) -> str:
    return "/".join(kind.words(part))


def _name(said: str) -> str:
    """Half-width, one blank where there are several."""
    return " ".join(unicodedata.normalize("NFKC", said).split())


def add_up(face: Face) -> None:
    """To the fen."""
    if face.net + face.tax + face.other != face.gross:
        raise SumsDiffer(
            f"不含税金额{face.net}、税额{face.tax}、其他费用{face.other}之和不等于价税合计{face.gross}。",
            f"{face.net}, {face.tax} tax and {face.other} of other charges do not make {face.gross}.",
            cites=CITES,
            difference=str(face.gross - face.net - face.tax - face.other),
        )


def _no_more_tax_than_the_rate_makes(ctx: Context, face: Face) -> None:
    rate = ctx.rules.value("invoices.highest_rate", face.on, Decimal)
    slack = ctx.rules.value("invoices.rounding", face.on, Decimal)
    most = rounded(abs(face.net) * rate / _WHOLE) + slack
    if abs(face.tax) > most or face.tax * face.gross < 0:
        raise TaxTooHigh(
            f"按最高税率{rate}%，税额最多{most}元，填报为{face.tax}元。",
            f"At the highest rate of {rate} % there are at most {most} yuan of tax, not {face.tax}.",
            cites=CITES,
            most=str(most),
        )


def _named(kind: Record, face: Face) -> None:
    """Each by the field it is typed into, so that the form can show it."""
    says = {"seller": face.seller, "seller_tax": face.seller_tax, "buyer": face.buyer}
    missing = [name for name, said in says.items() if name in kind.words("needs") and not said]
    if missing:
        raise NotOnInvoice(
            "发票应写明销售方名称、税号和购买方名称。",
            "The invoice names its seller, the seller's tax number and the buyer.",
            cites=CITES,
            fields=[{"field": name} for name in missing],
        )
    for name, number in (("seller_tax", face.seller_tax), ("buyer_tax", face.buyer_tax)):
        if number and not is_tax_number(number):
            raise WrongTaxNumber(
                f"纳税人识别号{number}的位数或校验位不对。",
                f"The tax number {number} has a wrong length or a wrong check digit.",
                cites=CITES,
                fields=[{"field": name, "value": number}],
            )


def _made_out(ctx: Context, kind: Record, face: Face) -> Face:
    """To the organ, or to its union; otherwise with the reason, where the organ lets that pass."""
    ours = ctx.rules.value("invoices.made_out_to", ctx.today, Records)
    named = any(_same(one.zh, face.buyer) and face.buyer_tax in ("", one.text("tax")) for one in ours)
    if named or (not face.buyer and not face.buyer_tax and "buyer" not in kind.words("needs")):
        return replace(face, buyer_reason="")
    allowed = ctx.rules.value("invoices.other_buyers", ctx.today, bool)
    if not (allowed and face.buyer_reason):
        zh = "；".join(f"{one.zh}（{one.text('tax')}）" for one in ours)
        en = "; ".join(f"{one.en} ({one.text('tax')})" for one in ours)
        raise OtherBuyer(
            f"购买方应为：{zh}。",
            f"The buyer has to be one of: {en}.",
            cites=CITES,
            fields=[{"field": "buyer"}],
        )
    return face


def _same(ours: str, said: str) -> bool:
    return _name(ours).replace(" ", "") == said.replace(" ", "")
