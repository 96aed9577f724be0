"""Reads the regulation files and refuses what `deploy/regulations/README.md` does not allow. Names file and key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

from services.kernel.rules.model import ORGAN, Article, Attitude, Book, Dated, Parameter, RegulationError
from services.kernel.rules.values import WrongValue, read_value

_ARTICLE_ID = re.compile(r"([A-Z])[1-9]\d*(?:\.[1-9]\d*)?")
_ARTICLE_FILE = frozenset({"kind", "books", "articles"})
_BOOK = frozenset({"zh", "en"})
_ARTICLE = frozenset({"zh", "en"})
_CHAPTER = frozenset({"zh", "en"})
_ATTITUDE = frozenset({"shown_by", "zh", "en"})
_PARAMETER = frozenset({"zh", "en", "type", "unit", "values"})
_DATED = frozenset({"effective_from", "value", "cites"})
# A section may not hide what `Rules` itself answers to.
RESERVED = frozenset(
    {
        "books",
        "articles",
        "sections",
        "digest",
        "kind",
        "load",
        "parameter",
        "parameters",
        "value",
        "with_value",
        "cite",
        "article",
        "check_cites",
        "coverage",
    }
)


def read(folder: Path) -> tuple[dict[str, Book], dict[str, Article], dict[str, dict[str, Parameter]]]:
    """Books, articles, and parameters by section; `RegulationError` at the first fault."""
    files: dict[str, dict[str, Any]] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            files[path.name] = tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as fault:
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
    for article in articles.values():
        for one in article.attitude.shown_by if article.attitude else ():
            if one not in articles or one == article.id:
                raise RegulationError(str(folder), f"articles.{article.id}.attitude", f"cannot be shown by {one}")
    found: dict[str, dict[str, Parameter]] = {}
    for name, content in files.items():
        _read_content(name, content, articles, found)
    return books, articles, found


def _read_content(
    file: str, content: dict[str, Any], articles: Mapping[str, Article], found: dict[str, dict[str, Parameter]]
) -> None:
    if content["kind"] == "parameters":
        _read_parameters(file, content, articles, found)
    elif content["kind"] == "policy" and "grades" in content:
        found.setdefault("policy", {})["grades"] = _grades(file, content, articles)


def _open_table(file: str, key: str, raw: object) -> dict[str, Any]:
    """A table whose keys are names of the file's own."""
    if not isinstance(raw, dict):
        raise RegulationError(file, key, "must be a table")
    return cast("dict[str, Any]", raw)


def _table(
    file: str, key: str, raw: object, required: frozenset[str], optional: frozenset[str] = frozenset()
) -> dict[str, Any]:
    table = _open_table(file, key, raw)
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
    for id_, raw in _open_table(file, "books", content["books"]).items():
        key = f"books.{id_}"
        row = _table(file, key, raw, _BOOK)
        if id_ in books:
            raise RegulationError(file, key, "is declared twice")
        books[id_] = Book(id_, _text(file, f"{key}.zh", row["zh"]), _text(file, f"{key}.en", row["en"]))
    for id_, raw in _open_table(file, "articles", content["articles"]).items():
        key = f"articles.{id_}"
        row = _table(file, key, raw, _ARTICLE, frozenset({"chapter", "attitude"}))
        named = _ARTICLE_ID.fullmatch(id_)
        if named is None:
            raise RegulationError(file, key, "is no article number such as A15 or B11.2")
        book = books.get(named[1])
        if book is None:
            raise RegulationError(file, key, "belongs to no declared book")
        if id_ in articles:
            raise RegulationError(file, key, "is declared twice")
        chapter = _chapter(file, f"{key}.chapter", row["chapter"]) if "chapter" in row else None
        attitude = _attitude(file, f"{key}.attitude", row["attitude"]) if "attitude" in row else None
        zh, en = _text(file, f"{key}.zh", row["zh"]), _text(file, f"{key}.en", row["en"])
        article = Article(id_, book, zh, en, chapter, attitude)
        if article.parent is not None and article.parent not in articles:
            raise RegulationError(file, key, f"is an item of {article.parent}, which is not declared before it")
        articles[id_] = article


def _chapter(file: str, key: str, raw: object) -> tuple[str, str]:
    row = _table(file, key, raw, _CHAPTER)
    return _text(file, f"{key}.zh", row["zh"]), _text(file, f"{key}.en", row["en"])


def _attitude(file: str, key: str, raw: object) -> Attitude:
    row = _table(file, key, raw, _ATTITUDE)
    shown_by: object = row["shown_by"]
    if not isinstance(shown_by, list):
        raise RegulationError(file, f"{key}.shown_by", "must be a list of articles, empty where no record shows it")
    articles = tuple(str(one) for one in cast("list[object]", shown_by))
    return Attitude(articles, _text(file, f"{key}.zh", row["zh"]), _text(file, f"{key}.en", row["en"]))


def _read_parameters(
    file: str, content: dict[str, Any], articles: Mapping[str, Article], found: dict[str, dict[str, Parameter]]
) -> None:
    for section, raw_section in content.items():
        if section == "kind":
            continue
        if not section.isidentifier() or section in RESERVED:
            raise RegulationError(file, section, "cannot be the name of a section")
        for short, raw in _open_table(file, section, raw_section).items():
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


def _grades(file: str, content: dict[str, Any], articles: Mapping[str, Article]) -> Parameter:
    """The grades of the default policy as a list with words, so that pages and records can name them. The policy itself
    is read, and checked, by the appraisal."""
    listed = [{"id": one["id"], "zh": one["zh"], "en": one["en"]} for one in content["grades"]]
    value = {"effective_from": content["effective_from"], "value": listed, "cites": content["cites"]}
    titles = {"zh": "考核等次", "en": "Grades"}
    return _parameter(file, "policy.grades", {**titles, "type": "choices", "unit": "none", "values": [value]}, articles)


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
