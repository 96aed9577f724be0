"""Printed forms as tests read them back: what was to be printed, what stands on the pages, and who signed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pypdfium2
import pytest

from services.kernel.domain.events import Event
from services.kernel.log.transaction import Reading
from services.kernel.procedure.operations import Operation
from services.kernel.procedure.printing import query, sheet

NOT_TEXT = {"kind", "page", "letters", "beside", "before"}
BLANKS = dict.fromkeys(map(ord, " \t\n\r\u3000\u200b\ufffe"))


@dataclass(frozen=True)
class Paper:
    name: str
    data: dict[str, Any]
    pages: tuple[str, ...]
    """What stands on each, without blanks."""
    size: tuple[float, float]

    @property
    def text(self) -> str:
        return "".join(self.pages)

    @property
    def signatures(self) -> list[dict[str, str]]:
        """Every box, in order."""
        return [
            box for part in self.data["parts"] if part["kind"] == "signatures" for row in part["rows"] for box in row
        ]

    @property
    def boxes(self) -> dict[str, dict[str, str]]:
        """By their labels; of those that are called the same, the last."""
        return {box["label"]: box for box in self.signatures}

    def signed(self) -> dict[str, str]:
        """By whom each box is signed that is."""
        return {label: box["who"] for label, box in self.boxes.items() if "who" in box}


def plain(text: str) -> str:
    return text.translate(BLANKS)


def printed(desk: Any, operation: Operation, *, by: str, at: datetime) -> Paper:
    """The form as this caller has it. Everything that was to stand on it does, and every signature is somebody's deed:
    a fact of the log, of that person in that post on that day."""
    kept: list[dict[str, Any]] = []

    def kept_and_set(data: dict[str, Any], folder: Any) -> bytes:
        kept.append(data)
        return sheet.pdf(data, folder)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(query, "pdf", kept_and_set)
        file = desk.ask(operation, by=by, at=at)
    assert file.media_type == "application/pdf"
    document = pypdfium2.PdfDocument(file.content)
    pages = tuple(plain(page.get_textpage().get_text_bounded()) for page in document)
    paper = Paper(file.name, kept[0], pages, document[0].get_size())
    for text in texts(paper.data):
        assert plain(text) in paper.text, f"{text!r} does not stand on the paper:\n{paper.text}"
    facts = desk.recorded()
    for box in paper.signatures:
        assert "who" not in box or any(box | said == box for said in deeds(desk, facts)), f"nobody signed {box}"
    return paper


def texts(data: Any) -> Iterator[str]:
    """Every text that is to be printed."""
    match data:
        case str():
            yield data
        case dict():
            for name, value in data.items():
                if name not in NOT_TEXT:
                    yield from texts(value)
        case list() | tuple():
            for each in data:
                yield from texts(each)


def deeds(desk: Any, facts: Iterable[Event]) -> Iterator[dict[str, str]]:
    """What a signature of each of these facts says."""
    zone = desk.app.office.zone
    with desk.app.store.reading() as connection:
        organ = desk.app.organ.current(Reading(desk.app.store, connection))
    for one in facts:
        on = one.timestamp.astimezone(zone)
        instead = f"代{organ.name_of(one.stands_in_for)}" if one.stands_in_for else ""
        post = organ.post(one.post).zh if one.post else ""
        yield {
            "who": organ.name_of(one.actor),
            "post": "　".join(filter(None, (post, instead))),
            "day": f"{on.year}年{on.month}月{on.day}日",
        }
