"""The rule books as data: what each article says in short, and every number in force on a day.

Domain code asks by name (`rules.leave.head_limit.in_force(on=day)`) and never holds a regulatory literal.
Everything is read and checked once by `Rules.load`; afterwards nothing here touches a disk or a clock.
What the files must look like is said in `deploy/regulations/README.md`; this module refuses everything else.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar, overload

from services.kernel.rules.files import read
from services.kernel.rules.model import (
    ORGAN,
    Article,
    Book,
    Dated,
    NotInForce,
    Parameter,
    RegulationError,
    UnknownArticle,
    UnknownParameter,
)
from services.kernel.rules.values import Bands, Choice, Choices, Record, Records, Table, Value, canonical, read_value

__all__ = [
    "ORGAN",
    "Article",
    "Bands",
    "Book",
    "Choice",
    "Choices",
    "Coverage",
    "Dated",
    "NotInForce",
    "Parameter",
    "Record",
    "Records",
    "RegulationError",
    "Rules",
    "Section",
    "Table",
    "UnknownArticle",
    "UnknownParameter",
    "Value",
]

V = TypeVar("V", bound=Value)


@dataclass(frozen=True, slots=True)
class Section:
    """The parameters of one procedure: `rules.leave`."""

    name: str
    parameters: Mapping[str, Parameter]

    def __getattr__(self, name: str) -> Parameter:
        try:
            return self.parameters[name]
        except KeyError:
            raise UnknownParameter(f"no regulation file declares {self.name}.{name}") from None


@dataclass(frozen=True, slots=True)
class Coverage:
    """One line of the coverage page: an article and all that carries it out."""

    article: Article
    cited_by: tuple[str, ...]
    open: bool
    """Nothing carries it out. What orders an attitude is open only while a record that shows it is."""


@dataclass(frozen=True, slots=True)
class Rules:
    """All rule books, articles and dated values of one organ."""

    books: Mapping[str, Book]
    articles: Mapping[str, Article]
    sections: Mapping[str, Section]
    digest: str

    @staticmethod
    def load(folder: Path) -> Rules:
        """Read every parameters and articles file of the folder, or raise `RegulationError` at the first fault.

        Policy files lie in the same folder and are read by the appraisal, which checks its citations by `check_cites`.
        """
        books, articles, found = read(folder)
        sections = {name: Section(name, MappingProxyType(found[name])) for name in sorted(found)}
        digest = _digest(articles, found)
        return Rules(MappingProxyType(books), MappingProxyType(articles), MappingProxyType(sections), digest)

    def __getattr__(self, name: str) -> Section:
        try:
            return self.sections[name]
        except KeyError:
            raise UnknownParameter(f"no regulation file declares section {name}") from None

    def parameter(self, name: str) -> Parameter:
        section, _, rest = name.partition(".")
        return getattr(getattr(self, section), rest) if rest else _no_name(name)

    def parameters(self) -> tuple[Parameter, ...]:
        return tuple(p for section in self.sections.values() for p in section.parameters.values())

    @overload
    def value(self, name: str, on: date) -> Value: ...
    @overload
    def value(self, name: str, on: date, kind: type[V]) -> V: ...
    def value(self, name: str, on: date, kind: type[V] | None = None) -> Value | V:
        parameter = self.parameter(name)
        return parameter.in_force(on) if kind is None else parameter.in_force(on, kind)

    def with_value(self, name: str, value: str, since: date) -> Rules:
        """The same rules with another value of one parameter from a day on, written as in the files: to try it."""
        parameter = self.parameter(name)
        raw = tomllib.loads(f"value = {value}", parse_float=Decimal)["value"]
        read_so = read_value(parameter.type_, parameter.unit, parameter.per, raw)
        kept = tuple(one for one in parameter.values if one.effective_from < since)
        tried = replace(parameter, values=(*kept, replace(parameter.dated(since), effective_from=since, value=read_so)))
        section = self.sections[name.partition(".")[0]]
        parameters = {**section.parameters, name.partition(".")[2]: tried}
        sections = {**self.sections, section.name: Section(section.name, MappingProxyType(parameters))}
        digest = _digest(self.articles, {one.name: one.parameters for one in sections.values()})
        return replace(self, sections=MappingProxyType(sections), digest=digest)

    def cite(self, name: str, on: date) -> tuple[str, ...]:
        """Who says so: articles, and `organ` where the organ set the number."""
        return self.parameter(name).cites(on)

    def article(self, cited: str) -> Article:
        try:
            return self.articles[cited]
        except KeyError:
            raise UnknownArticle(f"neither rule book has {cited!r}") from None

    def check_cites(self, cites: Iterable[str]) -> tuple[str, ...]:
        """The same citations, once each exists; `organ` is one. Whoever declares `cites` calls this at assembly."""
        checked = tuple(cites)
        for cited in checked:
            if cited != ORGAN:
                self.article(cited)
        return checked

    def coverage(self, cited: Mapping[str, Iterable[str]]) -> tuple[Coverage, ...]:
        """Every article with who carries it out; `cited` maps an operation, obligation or rule to its citations.

        Parameters count too. A whole article counts as carried out where one of its items is; an item
        does not count by its article alone, because that would hide the items nobody thought of.
        """
        by_article: dict[str, list[str]] = {}
        for who, cites in cited.items():
            for one in self.check_cites(cites):
                by_article.setdefault(one, []).append(who)
        for parameter in self.parameters():
            for one in dict.fromkeys(c for entry in parameter.values for c in entry.cites):
                by_article.setdefault(one, []).append(parameter.name)
        for one, users in tuple(by_article.items()):
            if one != ORGAN and (parent := self.articles[one].parent):
                by_article.setdefault(parent, []).extend(users)
        return tuple(
            Coverage(article, tuple(dict.fromkeys(by_article.get(name, ()))), self._is_open(name, by_article))
            for name, article in self.articles.items()
        )

    def _is_open(self, name: str, by_article: Mapping[str, object]) -> bool:
        attitude = self.articles[name].attitude
        if name in by_article or attitude is None:
            return name not in by_article
        return any(one not in by_article for one in attitude.shown_by)


def _no_name(name: str) -> Parameter:
    raise UnknownParameter(f"{name!r} is no parameter name: expected section.name")


def _digest(articles: Mapping[str, Article], found: Mapping[str, Mapping[str, Parameter]]) -> str:
    """SHA-256 over what is in force when, not over bytes of files: a comment or a heading changes nothing."""
    lines = sorted(articles)
    for parameter in sorted((p for rows in found.values() for p in rows.values()), key=lambda p: p.name):
        lines += [
            f"{parameter.name}|{parameter.type_}|{parameter.unit}|{parameter.per}|{entry.effective_from}"
            f"|{','.join(entry.cites)}|{canonical(entry.value)}"
            for entry in parameter.values
        ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
