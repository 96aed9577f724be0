"""A printed form (单据) of a record, declared beside it: which field stands where, never a title or a word again.

    CLAIM = Form(
        "费用报销单 / claim form",
        ClaimRecord,
        Cells("department person", "reason"),
        Lines("items", "on purpose:3 amount", sums="amount"),
        Sum("amount"),
        Signatures(
            Signed("经办人", ClaimHandedIn), Signed("审批", {ClaimApproved: "同意", ClaimRejected: "不同意"}),
        ),
        dated="asked_on",
        void=(ClaimStatus.WITHDRAWN,),
    )

Titles are the fields' own, words those of codes, people and posts those of the directory. A box is signed by a fact of
the record or stays empty; nobody's name stands in one without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any, TypeAlias

from services.kernel.domain.events import Event, fields_of
from services.kernel.domain.words import Status
from services.kernel.procedure.context import Context
from services.kernel.procedure.operations import View
from services.kernel.procedure.printing.reading import NOTHING, Reads, heading, is_number, is_short, reader, said
from services.kernel.procedure.printing.scanned import qr_code
from services.kernel.procedure.printing.typeset import printable
from services.kernel.procedure.record import Shape, shapes
from services.kernel.rules.capitals import capitals

Data: TypeAlias = dict[str, Any]
_FEN = Decimal("0.01")
_WIDEST, _WIDE = 6, 13


class Size(Enum):
    """Of the sheet, in millimetres, with the size of its letters in points and how many boxes stand in a row."""

    A4 = 210.0, 297.0, 10.5, 4
    LANDSCAPE = 297.0, 210.0, 9.5, 6
    HALF = 210.0, 148.5, 9.5, 5
    """Half of A4, as vouchers, receipts and slips are printed."""


@dataclass(frozen=True, slots=True)
class Filling:
    """What a form is filled in from: the record as its reader sees it, and the facts that it consists of."""

    ctx: Context
    view: Any
    facts: Sequence[Event] = ()

    def of(self, name: str, reads: Reads = NOTHING) -> str:
        """A field of the record, as it is read."""
        model: type[View] = type(self.view)
        return reader(shapes(model)[name], self.ctx, reads.get(name))(getattr(self.view, name))


@dataclass(frozen=True, slots=True)
class Column:
    """One that is no field of the line: what `take` makes of the line stands in it, a number."""

    title: str
    take: Callable[[Any], Any]


class Cells:
    """Rows of titles with their values: `"department person", "reason"`. `reason:3` takes three times the width.

    `reads` says how a field is read, where its meaning does not: `reads={"trip": number_of(TripRecord)}`.
    """

    def __init__(self, *rows: str, reads: Reads = NOTHING) -> None:
        self._rows, self._reads = [[_weighed(one) for one in row.split()] for row in rows], reads
        self.across = max(map(len, self._rows))

    def names(self) -> Iterator[str]:
        return (name for row in self._rows for name, _ in row)

    def fill(self, form: Form, filling: Filling) -> Data:
        known = shapes(form.record)
        rows = [
            [(heading(known[name]), filling.of(name, self._reads), weight or 1) for name, weight in row]
            for row in self._rows
        ]
        return {"kind": "cells", "rows": rows}


class Lines:
    """A table of the lines in the field `of`: their fields `show`, and `more` columns after them. Under it stands what
    `sums` name added up, or the line in the field `total` where it is no plain sum. `blank` leaves zeros out, `titled`
    puts the field's title above, and `optional` leaves the table out where it has no line."""

    def __init__(
        self,
        of: str,
        show: str,
        *,
        sums: str = "",
        total: str = "",
        more: Sequence[Column] = (),
        numbered: bool = False,
        blank: bool = False,
        titled: bool = False,
        optional: bool = False,
        reads: Reads = NOTHING,
    ) -> None:
        self._titled, self._optional = titled, optional
        self._of, self._show = of, [_weighed(one) for one in show.split()]
        self._sums, self._total, self._more = sums.split(), total, more
        self._numbered, self._blank, self._reads = numbered, blank, reads

    def names(self) -> Iterator[str]:
        yield self._of
        if self._total:
            yield self._total

    def check(self, form: Form) -> None:
        line = shapes(form.record)[self._of].plain
        for name in (*(name for name, _ in self._show), *self._sums):
            if name not in shapes(line):
                raise TypeError(f"{form.title}: {name!r} is no field of {line.__name__}")

    def fill(self, form: Form, filling: Filling) -> Data:
        known = shapes(shapes(form.record)[self._of].plain)
        lines: Sequence[Any] = getattr(filling.view, self._of)
        if not lines and self._optional:
            return {"kind": "nothing"}
        caption = heading(shapes(form.record)[self._of]) if self._titled else ""
        total = getattr(filling.view, self._total) if self._total else None
        columns = []
        for name, weight in self._show:
            shape = known[name]
            width = weight or (0 if is_short(shape) else 1)  # 0: what it needs
            columns.append((heading(shape), is_number(shape), width, self._cells(shape, filling.ctx)))
        columns += [(one.title, True, 1, self._taken(one)) for one in self._more]
        rows = [[take(line) for _, _, _, take in columns] for line in lines]
        under = [take(total) for _, _, _, take in columns] if total is not None else self._added(lines)
        heads = [(title, number, weight) for title, number, weight, _ in columns]
        if self._numbered:
            heads = [("序号", True, 0), *heads]
            rows = [[str(place), *row] for place, row in enumerate(rows, 1)]
            under = under and ["", *under]
        before = next((place for place, (_, number, _) in enumerate(heads) if number and place), 1)
        return table(heads, rows, caption=caption) | {"under": under and under[before:], "before": before}

    def _cells(self, shape: Shape, ctx: Context) -> Callable[[Any], str]:
        name, blank = shape.name, self._blank
        read = reader(shape, ctx, self._reads.get(name), short=True)
        return lambda line: "" if blank and getattr(line, name) == 0 else read(getattr(line, name))

    def _taken(self, column: Column) -> Callable[[Any], str]:
        return lambda line: "" if self._blank and column.take(line) == 0 else said(column.take(line), short=True)

    def _added(self, lines: Sequence[Any]) -> list[str]:
        if not self._sums:
            return []
        names = [name for name, _ in self._show]
        added = {name: said(sum(getattr(line, name) for line in lines)) for name in self._sums}
        return [*(added.get(name, "") for name in names), *("" for _ in self._more)]


Made: TypeAlias = tuple[Sequence[tuple[str, bool, float]], Sequence[Sequence[str]]]


def table(heads: Sequence[tuple[str, bool, float]], rows: Sequence[Sequence[str]], caption: str = "") -> Data:
    """`heads`: of each column its title, whether it holds numbers, and its share of the width (0: what it needs)."""
    return {"kind": "lines", "caption": caption, "heads": heads, "rows": rows, "under": [], "before": 1}


class Across:
    """A table whose columns only the record knows: `make` says them and the rows, every text as it is read."""

    def __init__(self, make: Callable[[Any], Made], caption: str = "") -> None:
        self._make, self._caption = make, caption

    def names(self) -> Iterator[str]:
        return iter(())

    def fill(self, form: Form, filling: Filling) -> Data:
        return table(*self._make(filling.view), caption=self._caption)


class Prose:
    """What `make` says of the record, outside every box: a paragraph a line; or what ends a notice, at the right."""

    def __init__(self, make: Callable[[Filling], str], *, ending: bool = False) -> None:
        self._make, self._ending = make, ending

    def names(self) -> Iterator[str]:
        return iter(())

    def fill(self, form: Form, filling: Filling) -> Data:
        return {"kind": "prose", "text": printable(self._make(filling)), "ending": self._ending}


class Sum:
    """A row for each of these sums of money: in capitals and in figures."""

    def __init__(self, *names: str) -> None:
        self._names = names

    def names(self) -> Iterator[str]:
        return iter(self._names)

    def fill(self, form: Form, filling: Filling) -> Data:
        known, rows = shapes(form.record), []
        for name in self._names:
            amount = Decimal(getattr(filling.view, name)).quantize(_FEN)
            rows.append((heading(known[name]).removesuffix("(元)"), capitals(amount), f"￥{said(amount)}"))
        return {"kind": "sum", "rows": rows}


@dataclass(frozen=True, slots=True)
class Signed:
    """A box: signed by the last of these facts, with the word that a class of them stands for, and what its field
    `note` says. Without facts it is left to be signed by hand."""

    label: str
    by: type[Event] | tuple[type[Event], ...] | Mapping[type[Event], str] = ()
    note: str = ""
    where: Callable[[Any, Any], bool] | None = None
    """Of a fact and the record: that it is this box's."""
    each: bool = False
    """As many boxes as there are such facts: where several sign one after the other."""
    apiece: bool = False
    """A box for each person of whom there are such facts, signed by their last."""
    optional: bool = False
    """No box where there is no such fact: what need not happen."""
    while_: str = ""
    """The field of the record that names whoever signs: empty again, where what they did no longer holds."""

    @property
    def classes(self) -> tuple[type[Event], ...]:
        return (self.by,) if isinstance(self.by, type) else tuple(self.by)

    def check(self) -> None:
        if self.note and not any(self.note in fields_of(one) for one in self.classes):
            raise TypeError(f"{self.label}: no fact of it says {self.note!r}")

    def facts(self, facts: Sequence[Event], view: Any) -> Sequence[Event | None]:
        stands = not self.while_ or getattr(view, self.while_)
        mine = [one for one in facts if stands and isinstance(one, self.classes)]
        mine = [one for one in mine if self.where is None or self.where(one, view)]
        if self.apiece and mine:
            return list({one.actor: one for one in mine}.values())
        return (mine if self.each else mine[-1:]) or (() if self.optional else (None,))

    def word(self, fact: Event) -> str:
        return self.by.get(type(fact), "") if isinstance(self.by, Mapping) else ""


class Signatures:
    """The boxes at the foot. What was signed before the last fact of the classes `anew` no longer stands."""

    def __init__(self, *boxes: Signed, anew: tuple[type[Event], ...] = ()) -> None:
        self.boxes, self._anew = boxes, anew
        for box in boxes:
            box.check()

    def names(self) -> Iterator[str]:
        return (box.while_ for box in self.boxes if box.while_)

    def standing(self, facts: Sequence[Event]) -> Sequence[Event]:
        last = max((place for place, one in enumerate(facts) if isinstance(one, self._anew)), default=0)
        return facts[last:]

    def fill(self, form: Form, filling: Filling) -> Data:
        facts = self.standing(filling.facts)
        boxes = [_signature(box, one, filling.ctx) for box in self.boxes for one in box.facts(facts, filling.view)]
        most = form.size.value[3]
        rows = -(-len(boxes) // most)
        wide = -(-len(boxes) // rows)
        return {"kind": "signatures", "rows": [boxes[at : at + wide] for at in range(0, len(boxes), wide)]}


@dataclass(frozen=True, slots=True)
class Text:
    """What is printed on every one of these forms, such as a promise to repay."""

    text: str

    def names(self) -> Iterator[str]:
        return iter(())

    def fill(self, form: Form, filling: Filling) -> Data:
        return {"kind": "text", "text": self.text}


@dataclass(frozen=True, slots=True)
class Scanned:
    """A field as a code that is scanned in place of being typed, with what it is for beside it."""

    name: str
    beside: str

    def names(self) -> Iterator[str]:
        yield self.name

    def fill(self, form: Form, filling: Filling) -> Data:
        text = filling.of(self.name)
        return {"kind": "scanned", "text": text, "beside": self.beside, "svg": qr_code(text)}


Part: TypeAlias = Cells | Lines | Across | Prose | Scanned | Sum | Signatures | Text


class Form:
    """`title` in both languages; `parts` from above."""

    def __init__(
        self,
        title: str,
        record: type[View],
        *parts: Part,
        dated: str = "",
        number: str = "number",
        head: str | Callable[[Any], str] = "office",
        size: Size = Size.A4,
        void: tuple[Status, ...] | str = (),
        enclosed: Callable[[Any], int | None] | None = None,
        proof: str = "",
    ) -> None:
        """`dated` is the field whose day stands under the title, else it is the day of printing; `head` whose paper it
        is, one of the parameter `forms.heads`, or says so of the record; `void` the statuses whose word is stamped
        across the sheet, or the flag whose title is; `proof` the fields at the foot of every page by which the paper
        can be held against the logs; `enclosed` says how many papers go with it beside the record's
        attachments; None, where that is to be written by hand."""
        self.title, self.record, self.parts = title, record, parts
        self.dated, self.number, self.head, self.size = dated, number, head, size
        self.void, self.enclosed, self.proof = void, enclosed, proof.split()
        for part in parts:
            for name in (*part.names(), *self.proof):
                if name not in shapes(record):
                    raise TypeError(f"{title}: {name!r} is no field of {record.__name__}")
            if isinstance(part, Lines):
                part.check(self)

    @property
    def zh(self) -> str:
        return self.title.partition(" / ")[0]

    @property
    def en(self) -> str:
        return self.title.partition(" / ")[2]

    @property
    def signatures(self) -> Iterator[Signatures]:
        return (part for part in self.parts if isinstance(part, Signatures))

    def whose(self, view: Any) -> str:
        return self.head if isinstance(self.head, str) else self.head(view)

    def stamp(self, view: Any) -> str:
        """What is printed across a sheet that no longer counts."""
        if isinstance(self.void, str):
            return heading(shapes(self.record)[self.void]) if getattr(view, self.void) else ""
        return next((status.zh for status in self.void if status == view.status), "")

    def fill(self, filling: Filling) -> list[Data]:
        return [part.fill(self, filling) for part in self.parts]

    @property
    def widest(self) -> int:
        """Characters of the longest title beside a value, within what looks well: more, where few stand in a row."""
        beside = [name for part in self.parts if isinstance(part, Cells | Sum) for name in part.names()]
        most = _WIDE if all(part.across < 3 for part in self.parts if isinstance(part, Cells)) else _WIDEST
        return min(most, max((len(heading(shapes(self.record)[name])) for name in beside), default=_WIDEST))


def _weighed(one: str) -> tuple[str, float]:
    name, _, weight = one.partition(":")
    return name, float(weight or 0)


def _signature(box: Signed, fact: Event | None, ctx: Context) -> Data:
    if fact is None:
        return {"label": box.label}
    organ, on = ctx.organ, fact.timestamp.astimezone(ctx.zone).date()
    post = organ.post_title(fact.post) if fact.post else ""
    instead = f"代{organ.name_of(fact.stands_in_for)}" if fact.stands_in_for else ""
    return {
        "label": box.label,
        "word": box.word(fact),
        "note": printable(str(getattr(fact, box.note, ""))) if box.note else "",
        "who": printable(organ.name_of(fact.actor)),
        "post": printable("　".join(filter(None, (post, instead)))),
        "day": said(on),
    }
