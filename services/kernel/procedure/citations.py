"""Which articles are carried out, and by what: the lines of the coverage page. Knows no service.

Operations and obligations cite by declaration, parameters and the appraisal's policy by data. A citation of an article
that neither rule book has stops the program where services are assembled.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import Field

from services.kernel.domain.words import Word
from services.kernel.procedure.context import Context
from services.kernel.procedure.long_context import Service
from services.kernel.procedure.operations import Query, View
from services.kernel.rules.model import Article
from services.kernel.rules.regulations import ORGAN, Rules, UnknownArticle


class Kind(Word):
    """What cites an article."""

    OPERATION = "operation", "业务操作", "operation"
    OBLIGATION = "obligation", "履职事项", "obligation"
    PARAMETER = "parameter", "参数", "parameter"
    RULE = "rule", "考核规则", "policy rule"


class Citation(View):
    """`name` is unique within its kind; a rule is one of the policy that governs the quarter of the day."""

    kind: Kind = Field(title="种类 / kind")
    name: str = Field(title="代码 / name")
    zh: str = Field(title="名称 / name (Chinese)")
    en: str = Field(title="名称(英文) / name")
    cites: list[str] = Field(title="依据 / cites")

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.name}"


class CitationList(View):
    items: list[Citation] = Field(title="规章落实 / citations")


class ListCitations(Query):
    """What this service carries out of the rule books: everything in it that cites an article."""


def declared_by(app: Service) -> tuple[Citation, ...]:
    """What a service cites in code; what cites nothing is left out."""
    operations = (
        Citation(kind=Kind.OPERATION, name=one.NAME, zh=one.ZH, en=one.EN, cites=list(one.CITES))
        for one in sorted(app.operations.values(), key=lambda one: one.NAME)
    )
    obligations = (
        Citation(kind=Kind.OBLIGATION, name=one.kind, zh=one.zh, en=one.en, cites=list(one.cites))
        for one in app.obligations
    )
    return tuple(one for one in (*operations, *obligations) if one.cites)


def citations_of(app: Service, ctx: Context) -> tuple[Citation, ...]:
    """What a service cites, in code and by its data of the day."""
    by_data = (one for p in app.procedures for cited in p.citing for one in cited(ctx))
    return (*declared_by(app), *by_data)


def check(rules: Rules, citations: Iterable[Citation]) -> None:
    """Raises `UnknownArticle` with the name of what cites an article that does not exist."""
    for one in citations:
        for cite in unknown(rules, one):
            raise UnknownArticle(f"{one.kind} {one.name} cites {cite!r}, which neither rule book has")


def unknown(rules: Rules, citation: Citation) -> tuple[str, ...]:
    return tuple(cite for cite in citation.cites if cite != ORGAN and cite not in rules.articles)


@dataclass(frozen=True, slots=True)
class Covered:
    """An article with what cites it. A rule's own line leaves out what already stands beside one of its items."""

    article: Article
    by: tuple[Citation, ...]
    open: bool
    """Nothing carries it out, nor any of its items; of what orders an attitude, a record that shows it is missing."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A run of articles under one heading; Book B's rules are their own chapters."""

    article: Article
    """The first one; its `chapter` is the heading, or else it is one itself."""
    lines: tuple[Covered, ...]


def covered(rules: Rules, citations: Iterable[Citation]) -> tuple[Covered, ...]:
    """Every article of both books, in their order; raises `UnknownArticle` as `check` does."""
    cited = {one.key: one for one in citations}
    check(rules, cited.values())
    lines = rules.coverage({key: one.cites for key, one in cited.items()})
    beside_items: dict[str, set[str]] = {}
    for line in lines:
        if line.article.parent:
            beside_items.setdefault(line.article.parent, set()).update(line.cited_by)
    found: list[Covered] = []
    for line in lines:
        elsewhere = beside_items.get(line.article.id, set())
        by = tuple(cited.get(key) or _parameter(rules, key) for key in line.cited_by if key not in elsewhere)
        found.append(Covered(line.article, by, line.open))
    return tuple(found)


def chapters(lines: Iterable[Covered]) -> tuple[Chapter, ...]:
    """The lines under their headings, in order."""
    runs: list[list[Covered]] = []
    headed: set[str] = set()
    for line in lines:
        article = line.article
        if article.chapter is not None:
            headed.add(article.book.id)
        begins = article.chapter is not None or (article.parent is None and article.book.id not in headed)
        if begins or not runs:
            runs.append([])
        runs[-1].append(line)
    return tuple(Chapter(run[0].article, tuple(run)) for run in runs)


def _parameter(rules: Rules, name: str) -> Citation:
    one = rules.parameter(name)
    cites = list(dict.fromkeys(cite for entry in one.values for cite in entry.cites))
    return Citation(kind=Kind.PARAMETER, name=name, zh=one.zh, en=one.en, cites=cites)
