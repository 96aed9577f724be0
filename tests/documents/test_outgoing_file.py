"""The document itself: one source, as DOCX and as PDF, read back (A19, B11.3; GB/T 9704-2012)."""

from __future__ import annotations

import io
from typing import Any

import docx
import pypdfium2
import pytest

from services.documents.incoming.document import Urgency
from services.documents.outgoing.fields import Form
from services.documents.outgoing.refusals import OutgoingWithheld
from services.documents.outgoing.shown.operations import GetOutgoingFile
from services.kernel.procedure.secrecy import Secrecy
from services.kernel.refusals import NotFound
from tests.documents import letters as a
from tests.documents.desk import CLERK, COLLEAGUE, STAFF, Desk, clock
from tests.given import By, given

BOTH = pytest.mark.parametrize("form", list(Form))


def read(desk: Desk, form: Form, by: str = CLERK, **more: Any) -> str:
    """Its words without the blanks, in the order in which they stand."""
    file = desk.ask(GetOutgoingFile(document=a.DOC, form=form, **more), by=by, at=clock(a.WEDNESDAY))
    assert file.name.endswith(f".{form.value}")
    if form is Form.PDF:
        pages = pypdfium2.PdfDocument(file.content)
        return "".join("".join(page.get_textpage().get_text_range() for page in pages).replace("\u200b", "").split())
    parts = docx.Document(io.BytesIO(file.content)).element.body.iter()
    return "".join("".join(part.text or "" for part in parts if part.tag.endswith("}t")).split())


@BOTH
@pytest.mark.parametrize(
    ("deeds", "organ", "number", "signature"),
    [
        (a.COMMITTEE, "云柚区人民代表大会常务委员会文件", "云人常〔2025〕1号", "云柚区人民代表大会常务委员会"),
        (a.OFFICE, "云柚区人民代表大会常务委员会办公室文件", "云人办〔2025〕1号", "云柚区人大常委会办公室"),
    ],
    ids=["A19", "B11.3"],
)  # fmt: skip
def test_it_says_what_was_signed_under_its_number(
    desk: Desk, form: Form, deeds: list[By], organ: str, number: str, signature: str
) -> None:
    """Dated on the day of the signature; printed by the office on the day of printing."""
    given(*deeds, to=desk)
    words = read(desk, form)
    for said in (
        organ,
        number,
        a.LETTER["title"],
        "区财政局，区审计局：",
        "一、总体要求。",
        signature,
        "2025年6月10日印发",
    ):
        assert said in words, said


@BOTH
def test_a_draft_has_no_number_and_no_day(desk: Desk, form: Form) -> None:
    given(a.drafted(), to=desk)
    words = read(desk, form, by=STAFF)
    assert a.LETTER["title"] in words
    assert "〔" not in words
    assert "2025年" not in words


@BOTH
def test_a_classified_urgent_document_to_a_superior_says_so(desk: Desk, form: Form) -> None:
    """份号, 密级 with its term, 紧急程度, and who signed an upward document."""
    marked = {"secrecy": Secrecy.CONFIDENTIAL, "secrecy_term": "1年", "urgency": Urgency.EXPRESS, "upward": True}
    more = {"annexes": ("审计清单",), "note": "此件不公开", "copied_to": "区政府办公室"}
    given(a.drafted("office", **marked, **more), *a.until(a.OFFICE, a.PRINTED)[1:], to=desk)
    words = read(desk, form, copy_number=7)
    for said in ("000007", "机密★1年", "特急", "签发人：", "附件：审计清单", "（此件不公开）", "抄送：区政府办公室。"):
        assert said in words, said


@BOTH
def test_it_is_the_same_file_each_time(desk: Desk, form: Form) -> None:
    given(*a.until(a.OFFICE, a.PRINTED), to=desk)
    asked = GetOutgoingFile(document=a.DOC, form=form)
    first, second = (desk.ask(asked, by=CLERK, at=clock(a.WEDNESDAY, hour)) for hour in (9, 17))
    assert first.content == second.content
    assert first.name == f"云人办〔2025〕1号.{form.value}"


def test_who_may_not_read_it_gets_no_file(desk: Desk) -> None:
    """B11.1."""
    given(a.drafted(secrecy=Secrecy.SECRET), to=desk).when(
        GetOutgoingFile(document=a.DOC), by=COLLEAGUE, at=clock(a.MONDAY)
    ).then_refused(OutgoingWithheld, cites=("B11.1",))
    given(to=desk).when(GetOutgoingFile(document=a.USE), by=CLERK, at=clock(a.MONDAY)).then_refused(NotFound)
