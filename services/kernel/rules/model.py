"""What a rule is: a book, an article, a parameter with its dated values, and the ways of asking wrongly."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar, overload

from services.kernel.refusals import Refusal
from services.kernel.rules.values import Value

ORGAN = "organ"
"""The citation of a value that no article fixes: the organ itself has set it."""


def cites_said(cites: Iterable[str]) -> str:
    """Articles as a paper and a workbook name them; what none says the organ has set itself."""
    return "、".join("自定" if cite == ORGAN else cite for cite in cites)


V = TypeVar("V", bound=Value)


class RegulationError(ValueError):
    """The regulation files are wrong; the program must not start. Says which file and which key."""

    def __init__(self, file: str, key: str, what: str) -> None:
        super().__init__(f"{file}: {key}: {what}")
        self.file, self.key, self.what = file, key, what


class UnknownArticle(LookupError):
    """Something cites an article that neither rule book has."""


class UnknownParameter(AttributeError, LookupError):
    """Code asks for a value that no file declares, or for another type than the declared one."""


class NotInForce(Refusal):
    """The day lies before the first value: the organ had no such rule yet, so nothing may be decided by it."""

    code = "regulations.not-in-force"
    next = ("请改选规定施行之后的日期。", "Choose a day on which the rule was in force.")


@dataclass(frozen=True, slots=True)
class Book:
    id: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Attitude:
    """An article orders how one is to behave, which no operation carries out.

    `shown_by` are the articles whose records show it, `zh` and `en` say in what; where it is empty they say why no
    record can.
    """

    shown_by: tuple[str, ...]
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Article:
    """One article (`A15`) or numbered item (`B11.2`) under a short heading of our own words."""

    id: str
    book: Book
    zh: str
    en: str
    chapter: tuple[str, str] | None = None
    """The heading (Chinese, English) of the chapter that begins here."""
    attitude: Attitude | None = None

    @property
    def parent(self) -> str | None:
        """`B11` for `B11.2`; None for a whole article."""
        whole, dot, _ = self.id.partition(".")
        return whole if dot else None


@dataclass(frozen=True, slots=True)
class Dated:
    """One value from the day it takes effect until the next one does."""

    effective_from: date
    value: Value
    cites: tuple[str, ...]
    basis: str = ""  # the outside norm that the organ followed, named in words; no citation


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    zh: str
    en: str
    type_: str
    unit: str
    per: str
    values: tuple[Dated, ...]

    def dated(self, on: date) -> Dated:
        """The value with its citations; refused before the first one takes effect."""
        for entry in reversed(self.values):
            if entry.effective_from <= on:
                return entry
        first = self.values[0]
        raise NotInForce(
            f"“{self.zh}”自{first.effective_from}起执行，{on}尚无规定。",
            f"“{self.en}” is in force from {first.effective_from}; there was no rule on {on}.",
            cites=tuple(c for c in first.cites if c != ORGAN),
            parameter=self.name,
            day=on.isoformat(),
        )

    @overload
    def in_force(self, on: date) -> Value: ...
    @overload
    def in_force(self, on: date, kind: type[V]) -> V: ...
    def in_force(self, on: date, kind: type[V] | None = None) -> Value | V:
        """The value on that day. With `kind` (int, Decimal, time, Bands, …) it is returned as that type."""
        value = self.dated(on).value
        if kind is not None and type(value) is not kind:
            raise UnknownParameter(f"{self.name} is declared as {self.type_}, not {kind.__name__}")
        return value

    def cites(self, on: date) -> tuple[str, ...]:
        return self.dated(on).cites
