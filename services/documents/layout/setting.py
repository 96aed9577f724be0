"""What stands on the page, decided once for both file formats. Lengths in millimetres or points.

By the clauses of GB/T 9704-2012. Its measures are no organ's own parameters; they stand here and nowhere else.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

from services.documents.layout.paper import Paper, Paragraph, attachment_lines, chinese_day
from services.documents.layout.title import broken, width
from services.documents.layout.typed import attachment_titles, unbracketed, unlabelled
from services.kernel.procedure.printing.typeset import printable

PAGE_MM = (210.0, 297.0)  # A4 (4.1)
TOP_MM, LEFT_MM = 37.0, 28.0  # 天头, 订口 (5.2.1)
AREA_MM = (156.0, 225.0)  # 版心 (5.2.1)
LINES, CHARACTERS = 22, 28  # of a full page (5.2.3)
BODY_PT, TITLE_PT, SMALL_PT = 16.0, 22.0, 14.0  # 3号, 2号, 4号
MARK_TOP_MM = 35.0  # from the top of the type area to the organ's mark (7.2.4)
MARK_PT = 48.0  # the largest mark that still looks calm above sixteen points
NARROWEST = 0.6  # a longer mark is narrowed to this at most, then made smaller
NUMBER_TO_RULE_MM = 4.0  # 7.2.7
BLANK_BEFORE_TITLE = 2  # lines, also between mark and number (7.2.5, 7.3.1)
THICK_MM, THIN_MM = 0.35, 0.25  # rules of the 版记 (7.4.1)
PAGE_NUMBER_MM = 7.0  # below the type area (7.5)
DATE_INDENT = 4  # characters at the right of the date of a sealed document (7.3.5.1)
SIGNERS_A_LINE = 2  # 7.2.6
RED = "E60000"

PT_PER_MM = 72 / 25.4
AREA_PT = (AREA_MM[0] * PT_PER_MM, AREA_MM[1] * PT_PER_MM)
CELL_PT = AREA_PT[0] / CHARACTERS
TITLE_WIDTH = math.floor(AREA_PT[0] / TITLE_PT)  # characters in the longest line of a title
TITLE_LINE_PT = 34.0


@dataclass(frozen=True, slots=True)
class Setting:
    """One paper, ready to be set. Whoever makes a file of it decides nothing but how that format says it."""

    marks: tuple[str, ...]
    organ: str
    organ_pt: float
    organ_narrowed: float
    number: str
    signers: tuple[str, ...]
    title: tuple[str, ...]
    addressees: str
    body: tuple[tuple[int, str, str], ...]
    """Level, what is set in the level's face, the rest."""
    attachments: tuple[str, ...]
    signature: str
    date: str
    sealed: bool
    note: str
    sent: tuple[tuple[str, str], ...]
    """The rows 主送 and 抄送 of the 版记."""
    printed_by: str
    printed_on: str

    def as_data(self) -> dict[str, Any]:
        return asdict(self)


def setting(paper: Paper) -> Setting:
    """Lays the elements out in lines."""
    organ, title = _line(paper.organ), title_lines(paper.title)
    size, narrowed = _mark_size(organ)
    signers = tuple(filter(None, (unlabelled(_line(each), "签发人", "签发") for each in paper.signers)))
    addressees = unlabelled(_line(paper.addressees), "主送机关", "主送").rstrip("：:。、，；; ")
    crowded = not _first_page_shows_text(size, len(signers), len(title), addressees)
    copied = unlabelled(_line(paper.copied_to), "抄送机关", "抄送").rstrip("：:。、，；; ")
    sent = (("主送", addressees if crowded else ""), ("抄送", copied))
    note = unbracketed(unlabelled(unbracketed(_line(paper.note)), "附注"))
    return Setting(
        marks=tuple(map(_line, paper.marks)),
        organ=organ,
        organ_pt=size,
        organ_narrowed=narrowed,
        number=_line(paper.number),
        signers=signers,
        title=title,
        addressees=f"{addressees}：" if addressees and not crowded else "",
        body=tuple(_set(each) for each in paper.body),
        attachments=attachment_lines(attachment_titles([_line(each) for each in paper.attachments])),
        signature=_line(paper.signature),
        date=chinese_day(paper.dated),
        sealed=paper.sealed,
        note=f"（{note}）" if note else "",
        sent=tuple((label, f"{text}。") for label, text in sent if text),
        printed_by=_line(paper.printed_by),
        printed_on=f"{chinese_day(paper.printed_on)}印发" if paper.printed_on else "",
    )


def title_lines(title: str) -> tuple[str, ...]:
    """Balanced lines that break where words end rather than inside them (7.3.1). A drafter's own line breaks stand."""
    lines = [line.strip() for line in printable(title).splitlines()]
    return tuple(each for line in lines if line for each in broken(line, TITLE_WIDTH))


def _set(paragraph: Paragraph) -> tuple[int, str, str]:
    text = _line(paragraph.text)
    heading = Paragraph(text, paragraph.level).heading
    return paragraph.level, heading, text[len(heading) :]


def _line(text: str) -> str:
    return " ".join(printable(text).split("\n")).replace("\t", " ").strip()


def _mark_size(organ: str) -> tuple[float, float]:
    """As large as the width allows: a long name is narrowed first, as printers do, and made smaller after that."""
    natural = AREA_PT[0] / max(width(organ), 1)
    if natural >= MARK_PT:
        return MARK_PT, 1.0
    narrowed = max(NARROWEST, natural / MARK_PT)
    return min(MARK_PT, math.floor(natural / narrowed)), narrowed


def _first_page_shows_text(mark_pt: float, signers: int, title: int, addressees: str) -> bool:
    """The first page has to show text; where the addressees leave no room for it they go to the 版记 (7.3.2, 7.3.3)."""
    pitch = AREA_PT[1] / LINES
    head = MARK_TOP_MM * PT_PER_MM + mark_pt + 2 * BLANK_BEFORE_TITLE * pitch + NUMBER_TO_RULE_MM * PT_PER_MM
    lines = max(1, math.ceil(signers / SIGNERS_A_LINE)) + 1 + math.ceil((width(addressees) + 1) / CHARACTERS) + 1
    return head + lines * pitch + title * TITLE_LINE_PT <= AREA_PT[1]
