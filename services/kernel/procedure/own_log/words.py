"""Reads what somebody types who looks for an event, each word in every way it can be meant. Knows no service."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from services.kernel.domain.events import declared
from services.kernel.procedure.context import Context
from services.kernel.procedure.long_context import Service
from services.kernel.procedure.operations import Operation
from services.kernel.procedure.own_log.telling import folder_of, procedure_of
from services.kernel.procedure.own_log.views import ReadAs
from services.kernel.procedure.pinyin import is_spelled

MOST = 12
"""Words of one search; what is beyond them narrows nothing any more."""
TOLD = 8
"""So many people of a name are told one by one."""
_ARTICLE = re.compile(r"[AB]\d{1,2}(?:\.\d{1,2})?", re.IGNORECASE)
_DAY = re.compile(r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?")
_MONTH = re.compile(r"(?:(\d{4})[-/.年])?(\d{1,2})月?")
_YEAR = re.compile(r"(\d{4})年")


@dataclass
class Meant:
    """One word: people and departments that it may name, events, an article; or the period that it bounds. A text it
    may always be."""

    word: str
    people: set[str] = field(default_factory=set[str])
    departments: set[str] = field(default_factory=set[str])
    topics: set[str] = field(default_factory=set[str])
    article: str = ""
    period: tuple[date, date] | None = None
    read: list[ReadAs] = field(default_factory=list[ReadAs])

    def says(self, kind: str, zh: str, en: str) -> None:
        self.read.append(ReadAs(word=self.word, kind=kind, zh=zh, en=en))


def read_words(text: str, app: Service, ctx: Context) -> Iterator[Meant]:
    for word in re.split(r"[\s，,、；;]+", text.strip())[:MOST]:
        if word:
            yield _read(word, app, ctx)


def _read(word: str, app: Service, ctx: Context) -> Meant:
    meant = Meant(word, period=period(word, ctx.today))
    if meant.period is not None:
        first, last = (day.isoformat() for day in meant.period)
        said = first if first == last else f"{first}—{last}"
        meant.says("period", said, said)
        return meant
    if _ARTICLE.fullmatch(word):
        meant.article = word.upper()
        meant.says("article", meant.article, meant.article)
    _named(meant, ctx)
    _happened(meant, app)
    return meant


def period(word: str, today: date) -> tuple[date, date] | None:
    """A day, a month or a year as people write them; without its year, the last one that has begun."""
    if found := _DAY.fullmatch(word):
        year, month, day = (int(part) if part else 0 for part in found.groups())
        if not year and not ("月" in word or "日" in word):
            return None  # 3.5 and 3-5 are no days
        on = _day(year or today.year, month, day)
        if on is not None and not year and on > today:
            on = _day(today.year - 1, month, day)
        return (on, on) if on is not None else None
    if (found := _MONTH.fullmatch(word)) and (found[1] or "月" in word):
        return _month(int(found[1] or 0), int(found[2]), today)
    if found := _YEAR.fullmatch(word):
        first = _day(int(found[1]), 1, 1)
        return (first, first.replace(month=12, day=31)) if first else None
    return None


def _month(year: int, month: int, today: date) -> tuple[date, date] | None:
    first = _day(year or today.year, month, 1)
    if first is not None and not year and first > today:
        first = _day(today.year - 1, month, 1)
    return (first, first + timedelta(days=calendar.monthrange(first.year, month)[1] - 1)) if first else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _named(meant: Meant, ctx: Context) -> None:
    """People by name, part of it or pinyin, departments by part of their name; ids as well."""
    word, told = meant.word, 0
    for kind, id, zh, en in ctx.organ.known():
        if kind == "person":
            fits = word in (id, zh) or (len(word) > 1 and word in zh) or is_spelled(word, zh)
        else:
            fits = word == id or (len(word) > 1 and (word in zh or word.lower() in en.lower().split()))
        if fits:
            (meant.people if kind == "person" else meant.departments).add(id)
            if told < TOLD:
                meant.says(kind, zh, en)
            told += 1


def _happened(meant: Meant, app: Service) -> None:
    """Kinds of events by what they say, and all those of a procedure by its name; a word that no event says is one of
    what people do there, as its button is called."""
    word = meant.word.lower()
    if len(word) < 2:
        return
    told = {topic: cls.said() for topic, cls in declared(app.name).items()}
    saying = {topic for topic, (zh, en) in told.items() if word in zh or (len(word) > 3 and word in en)}
    called = {one.name for one in app.procedures if word in (one.zh, one.en.lower())}
    if not saying:
        called |= {folder_of(each) for each in app.operations.values() if each.WRITES and _titled(each, word)}
    for topic, (zh, en) in told.items():
        if topic in saying or procedure_of(app, topic)[0] in called:
            meant.topics.add(topic.rpartition(".")[0])
            if len(meant.topics) <= TOLD:
                meant.says("event", zh, en)


def _titled(operation: type[Operation], word: str) -> bool:
    return word in operation.ZH or (len(word) > 3 and word in operation.EN.lower())
