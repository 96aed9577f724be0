"""What an official document consists of (GB/T 9704-2012), before anybody lays it out. Knows no service, no file format.

Texts are taken as they are written, except that numbers of levels take the standard's form; nothing is markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.documents.layout.typed import leveled
from services.kernel.procedure.printing.typeset import printable

COPY_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph with its number as written. `level` 0 is plain text; 1 to 4 are 一、 （一） 1. （1） (7.3.3)."""

    text: str
    level: int = 0

    @property
    def heading(self) -> str:
        """What is set in the level's own face: up to the first full stop; nothing but in the first two levels."""
        if self.level not in (1, 2):
            return ""
        head, stop, _ = self.text.partition("。")
        return head + stop


@dataclass(frozen=True, slots=True)
class Paper:
    """One document of one issuing organ. What is empty takes no space; only organ, title and body are needed."""

    organ: str
    """发文机关标志, as it is printed in red, such as `某区人民代表大会常务委员会办公室文件`."""
    title: str
    body: tuple[Paragraph, ...]
    signature: str = ""
    """发文机关署名."""
    dated: date | None = None
    """成文日期: the day of the leader's signature. Without it the line is left blank to be filled in."""
    number: str = ""
    """发文字号 such as `某人办发〔2026〕5号`; empty until it is issued."""
    secrecy: str = ""
    """密级 such as `机密`."""
    secrecy_term: str = ""
    """保密期限 such as `1年`; printed after a ★."""
    urgency: str = ""
    """紧急程度: `特急` or `加急`."""
    copy_number: int | None = None
    """份号 of this copy; printed with six digits."""
    signers: tuple[str, ...] = ()
    """签发人: documents to a superior organ alone have them, and then the number stands at the left."""
    addressees: str = ""
    """主送机关, without the colon."""
    attachments: tuple[str, ...] = ()
    """附件说明: the titles, without numbers."""
    note: str = ""
    """附注, without the brackets."""
    copied_to: str = ""
    """抄送机关, without the full stop."""
    printed_by: str = ""
    """印发机关."""
    printed_on: date | None = None
    """印发日期: the day on which it goes to print."""
    sealed: bool = True
    """Whether it will carry a seal: where the signature and the date stand depends on it (7.3.5.1, 7.3.5.2)."""

    @property
    def marks(self) -> tuple[str, ...]:
        """份号, 密级和保密期限, 紧急程度: the lines at the top left, from above (7.2.1 to 7.2.3)."""
        secrecy = "★".join(filter(None, (self.secrecy, self.secrecy_term if self.secrecy else "")))
        copy = f"{self.copy_number:0{COPY_DIGITS}d}" if self.copy_number is not None else ""
        return tuple(filter(None, (copy, secrecy, self.urgency)))


def body(text: str) -> tuple[Paragraph, ...]:
    """The paragraphs of a text as it is typed: a line each, the level read from the number that it begins with."""
    lines = (line.strip() for line in printable(text).splitlines())
    return tuple(Paragraph(text, level) for level, text in map(leveled, filter(None, lines)))


def chinese_day(day: date | None) -> str:
    """Arabic numerals, the year in full, no leading noughts (7.3.5.4). A day not known yet leaves room to write it."""
    return f"{day.year}年{day.month}月{day.day}日" if day else "　　　　年　　月　　日"


def attachment_lines(titles: Sequence[str]) -> tuple[str, ...]:
    """Numbered only where there are several (7.3.4)."""
    return tuple(titles) if len(titles) < 2 else tuple(f"{place}. {title}" for place, title in enumerate(titles, 1))
