"""The rule books as data: what each article says in short, and every number in force on a day.

Domain code asks by name (`rules.leave.head_limit.in_force(on=day)`) and never holds a regulatory literal.
Everything is read and checked once by `Rules.load`; afterwards nothing here touches a disk or a clock.
What the files must look like is said in `deploy/regulations/README.md`; this module refuses everything else.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar, cast, overload

from services.kernel.refusals import Refusal
from services.kernel.rule_values import Bands, Choice, Choices, Table, Value, WrongValue, canonical, read_value

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
    "RegulationError",
    "Rules",
    "Section",
    "Table",
    "UnknownArticle",
    "UnknownParameter",
    "Value",
]

ORGAN = "organ"
"""The citation of a value that no article fixes: the organ itself has set it."""

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


@dataclass(frozen=True, slots=True)
class Book:
    id: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Article:
    """One article (`A15`) or numbered item (`B11.2`) under a short heading of our own words."""

    id: str
    book: Book
    zh: str
    en: str

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

    @property
    def open(self) -> bool:
        return not self.cited_by


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
        return _load(folder)

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
            Coverage(article, tuple(dict.fromkeys(by_article.get(name, ())))) for name, article in self.articles.items()
        )


def _no_name(name: str) -> Parameter:
    raise UnknownParameter(f"{name!r} is no parameter name: expected section.name")


# Reading the files -------------------------------------------------------------------------------------------------

_ARTICLE_FILE = frozenset({"kind", "books", "articles"})
_BOOK = frozenset({"zh", "en"})
_ARTICLE = frozenset({"zh", "en"})
_PARAMETER = frozenset({"zh", "en", "type", "unit", "values"})
_DATED = frozenset({"effective_from", "value", "cites"})
_RESERVED = frozenset({"books", "articles", "sections", "digest", "kind", *(n for n in dir(Rules) if n[0] != "_")})


def _load(folder: Path) -> Rules:
    files: dict[str, dict[str, Any]] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            files[path.name] = tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
            raise RegulationError(path.name, "-", str(fault)) from fault
    books: dict[str, Book] = {}
    articles: dict[str, Article] = {}
    for name, content in files.items():
        match content.get("kind"):
            case "articles":
                _read_articles(name, content, books, articles)
            case "parameters" | "policy":
                pass
            case other:
                raise RegulationError(name, "kind", f"must be articles, parameters or policy, is {other!r}")
    if not articles:
        raise RegulationError(str(folder), "-", "no file declares the articles")
    found: dict[str, dict[str, Parameter]] = {}
    for name, content in files.items():
        if content["kind"] == "parameters":
            _read_parameters(name, content, articles, found)
    sections = {name: Section(name, MappingProxyType(found[name])) for name in sorted(found)}
    return Rules(
        MappingProxyType(books), MappingProxyType(articles), MappingProxyType(sections), _digest(articles, found)
    )


def _table(
    file: str, key: str, raw: object, required: frozenset[str], optional: frozenset[str] = frozenset()
) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise RegulationError(file, key, "must be a table")
    table = cast("dict[str, Any]", raw)
    if missing := required - table.keys():
        raise RegulationError(file, key, f"lacks {', '.join(sorted(missing))}")
    if unknown := table.keys() - required - optional:
        raise RegulationError(file, key, f"has unknown keys {', '.join(sorted(unknown))}")
    return table


def _text(file: str, key: str, raw: object) -> str:
    if not isinstance(raw, str) or not raw.strip():
        raise RegulationError(file, key, "must be a text that is not empty")
    return raw


def _read_articles(file: str, content: dict[str, Any], books: dict[str, Book], articles: dict[str, Article]) -> None:
    _table(file, "-", content, _ARTICLE_FILE)
    for id_, raw in _table(file, "books", content["books"], frozenset(), frozenset(content["books"])).items():
        key = f"books.{id_}"
        row = _table(file, key, raw, _BOOK)
        if id_ in books:
            raise RegulationError(file, key, "is declared twice")
        books[id_] = Book(id_, _text(file, f"{key}.zh", row["zh"]), _text(file, f"{key}.en", row["en"]))
    for id_, raw in _table(file, "articles", content["articles"], frozenset(), frozenset(content["articles"])).items():
        key = f"articles.{id_}"
        row = _table(file, key, raw, _ARTICLE)
        book = books.get(id_.rstrip("0123456789."))
        if book is None:
            raise RegulationError(file, key, "belongs to no declared book")
        if id_ in articles:
            raise RegulationError(file, key, "is declared twice")
        article = Article(id_, book, _text(file, f"{key}.zh", row["zh"]), _text(file, f"{key}.en", row["en"]))
        if article.parent is not None and article.parent not in articles:
            raise RegulationError(file, key, f"is an item of {article.parent}, which is not declared before it")
        articles[id_] = article


def _read_parameters(
    file: str, content: dict[str, Any], articles: Mapping[str, Article], found: dict[str, dict[str, Parameter]]
) -> None:
    for section, raw_section in content.items():
        if section == "kind":
            continue
        if not section.isidentifier() or section in _RESERVED:
            raise RegulationError(file, section, "cannot be the name of a section")
        rows = _table(file, section, raw_section, frozenset(), frozenset(cast("dict[str, Any]", raw_section)))
        for short, raw in rows.items():
            name = f"{section}.{short}"
            if not short.isidentifier() or short in {"name", "parameters"}:
                raise RegulationError(file, name, "cannot be the name of a parameter")
            if short in found.setdefault(section, {}):
                raise RegulationError(file, name, "is declared twice")
            found[section][short] = _parameter(file, name, raw, articles)


def _parameter(file: str, name: str, raw: object, articles: Mapping[str, Article]) -> Parameter:
    row = _table(file, name, raw, _PARAMETER, frozenset({"per"}))
    kind, unit, per = str(row["type"]), str(row["unit"]), str(row.get("per", ""))
    entries: object = row["values"]
    if not isinstance(entries, list) or not entries:
        raise RegulationError(file, name, "has no values")
    dated: list[Dated] = []
    for n, entry in enumerate(cast("list[object]", entries), 1):
        key = f"{name}.values[{n}]"
        fields = _table(file, key, entry, _DATED, frozenset({"basis"}))
        since: object = fields["effective_from"]
        if type(since) is not date:
            raise RegulationError(file, key, "effective_from must be a date")
        if dated and since <= dated[-1].effective_from:
            same = since == dated[-1].effective_from
            raise RegulationError(file, key, "takes effect on the same day as another" if same else "is out of order")
        cites = _cites(file, key, fields["cites"], articles)
        basis = _text(file, f"{key}.basis", fields["basis"]) if "basis" in fields else ""
        try:
            value = read_value(kind, unit, per, fields["value"])
        except WrongValue as fault:
            raise RegulationError(file, key, str(fault)) from fault
        dated.append(Dated(since, value, cites, basis))
    return Parameter(
        name, _text(file, f"{name}.zh", row["zh"]), _text(file, f"{name}.en", row["en"]), kind, unit, per, tuple(dated)
    )


def _cites(file: str, key: str, raw: object, articles: Mapping[str, Article]) -> tuple[str, ...]:
    if not isinstance(raw, list) or not raw:
        raise RegulationError(file, key, f"cites nothing; a value that no article fixes cites {ORGAN!r}")
    cites = tuple(str(one) for one in cast("list[object]", raw))
    for one in cites:
        if one != ORGAN and one not in articles:
            raise RegulationError(file, key, f"cites {one}, which neither rule book has")
    if len(set(cites)) != len(cites):
        raise RegulationError(file, key, "cites the same article twice")
    return cites


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
