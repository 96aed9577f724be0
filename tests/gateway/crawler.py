"""Walks the pages of a running system as somebody who clicks on everything, and tells what they would have seen.

In this process: no browser, no server. A page is read as people read it: its words with what they stand in.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx
from fastapi import FastAPI

from gateway.gate import ACCESS_COOKIE

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
BEGIN = ("/", "/desk", "/scorecards", "/registers", "/operations", "/regulations", "/password")
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
UNSEEN = {"script", "style", "title", "head"}
DATA = {"td", "dd", "textarea", "ins", "del"}
"""Where a record's own content stands, which nobody translates; everything else is the system's own word."""


@dataclass(frozen=True)
class Word:
    """A text as it is seen, what it stands in, and whether that is a place of data."""

    text: str
    within: tuple[str, ...]
    data: bool


@dataclass(frozen=True)
class _Place:
    """Where a word stands: in which tags, and what each of them made of what is within."""

    tags: tuple[str, ...] = ()
    hidden: bool = False
    """Nobody sees it, or it is a mark, such as the seal of the product beside the organ's name."""
    data: bool = False

    def within(self, tag: str, named: dict[str, str | None]) -> _Place:
        hidden = self.hidden or tag in UNSEEN or named.get("aria-hidden") == "true"
        return _Place(
            (*self.tags, tag), hidden, self.data or tag in DATA or (tag != "html" and bool(named.get("lang")))
        )


class Reading(HTMLParser):
    """The links and the words of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.words: list[Word] = []
        self._places = [_Place()]
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named, place = dict(attrs), self._places[-1]
        for name in ("href", "hx-get"):
            if link := named.get(name):
                self.links.append(link)
        for name in ("placeholder", "title", "aria-label"):
            if said := named.get(name):
                self.words.append(Word(said, (*place.tags, tag), name == "placeholder" or tag == "abbr"))
        if tag not in VOID:
            self._places.append(place.within(tag, named))

    def handle_endtag(self, tag: str) -> None:
        if tag in self._places[-1].tags:
            while self._places.pop().tags[-1] != tag:
                pass

    def handle_data(self, data: str) -> None:
        place = self._places[-1]
        if not place.hidden and (said := " ".join(data.split())):
            self.words.append(Word(said, place.tags, place.data))


@dataclass
class Seen:
    """One page as one person saw it in one language."""

    who: str
    lang: str
    address: str
    status: int
    kind: str
    words: list[Word] = field(default_factory=list[Word])
    text: str = ""

    def __str__(self) -> str:
        return f"{self.who} {self.lang} {self.address}"


class Crawler:
    """`each` is how many pages of one kind somebody looks at, others for every person; None for all there are. A kind
    that two have looked at in a language is left out by all but one of `sharing` of those that come after them."""

    def __init__(self, app: FastAPI, token: Any, each: int | None = 2, sharing: int = 1) -> None:
        self.app, self.token, self.each, self.sharing = app, token, each, sharing
        self._looked: dict[tuple[str, str], set[str]] = defaultdict(set)
        """Who has looked at a kind in a language."""

    def walk(self, people: Iterable[tuple[str, str]], langs: Iterable[str] = ("zh", "en")) -> list[Seen]:
        async def all_of_them() -> list[Seen]:
            return [seen for who, person in people for lang in langs for seen in await self._walk(who, person, lang)]

        return asyncio.run(all_of_them())

    async def _walk(self, who: str, person: str, lang: str) -> list[Seen]:
        cookies = {ACCESS_COOKIE: self.token(person), "jikao_lang": lang}
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
        found: list[Seen] = []
        known: dict[str, set[str]] = defaultdict(set)
        waiting = deque(BEGIN)
        async with httpx.AsyncClient(
            transport=transport,
            base_url="http://jikao.test",
            cookies=cookies,
            headers={"Accept": BROWSER, "Accept-Encoding": "identity"},
        ) as client:
            while waiting:
                address = waiting.popleft()
                kind = kind_of(address)
                if address in known[kind] or (self.each is not None and len(known[kind]) >= self.each):
                    continue
                known[kind].add(address)
                if not self._takes(who, lang, kind):
                    continue
                answer = await client.get(address)
                if answer.is_redirect:
                    waiting.appendleft(urljoin(address, answer.headers["location"]))
                    continue
                media = answer.headers.get("content-type", "").partition(";")[0]
                if answer.headers.get("content-disposition", "").startswith("attachment"):
                    media = "a file to keep"
                seen = Seen(who, lang, address, answer.status_code, media)
                found.append(seen)
                if media == "text/html":
                    page = Reading(answer.text)
                    seen.words, seen.text = page.words, answer.text
                    links = [link for link in (urljoin(address, one) for one in page.links) if _is_ours(link)]
                    # others for everybody, so that together they open more than any of them
                    links.sort(key=lambda link: hashlib.sha256(f"{who}{link}".encode()).digest())
                    waiting.extend(dict.fromkeys(link.partition("#")[0] for link in links))
        return found

    def _takes(self, who: str, lang: str, kind: str) -> bool:
        looked = self._looked[lang, kind]
        chosen = hashlib.sha256(f"{who} {kind}".encode()).digest()[0] % self.sharing == 0
        if not chosen and kind not in BEGIN and len(looked - {who}) >= 2:
            return False
        looked.add(who)
        return True


def kind_of(address: str) -> str:
    """What page it is, whatever it shows: `/records/documents.get-task`, `/events/documents`, `/scorecards/…/…`."""
    parts = urlsplit(address)
    path = parts.path.split("/")
    match path[1:]:
        case ["scorecards", *rest]:
            past = "past" if {"as_of", "at"} & parse_qs(parts.query).keys() else ""
            return f"scorecards {len(rest)} {past}"
        case ["events" | "history" | "trace" as page, service, _]:
            return f"{page} {service}"
        case ["leave", _]:
            return "leave"
        case ["operations", _]:
            return f"{parts.path} {'of' if parts.query else ''}"
        case ["registers", _]:
            return f"{parts.path} {'after' if 'after' in parse_qs(parts.query) else ''}"
        case _:
            return parts.path


def _is_ours(link: str) -> bool:
    """To be followed: no other language of the same page, no file of ours, nothing that a click would send."""
    return link.startswith("/") and not link.startswith("/static/") and "lang=" not in link


# -- what nobody should have to read ----------------------------------------------------------------------------------

CHINESE = re.compile(r"[㐀-鿿]")
ID = re.compile(r"\b(?:[0-9a-f]{8}-[0-9a-f]{4}-|[0-9a-f]{24,}|p0\d\d\b)")
CODE = re.compile(r"(?<![\w.@/-])[a-z]+(?:[-_.][a-z0-9]+)+(?![\w@])|\b[a-z]+_[a-z_]+\b")
NAME = re.compile(r"[a-z]*(?:[-.][a-z]+)+")
"""What a program calls something, be it set apart or not; an event's name ends in its version."""
COMPOUNDS = {
    "co-owners",
    "county-level",
    "deputy-secretary",
    "half-days",
    "half-year",
    "half-yearly",
    "make-up",
    "person-days",
    "secretary-general",
    "self-assessed",
    "self-check",
    "self-checks",
    "self-assessment",
    "self-criticism",
    "self-examination",
    "year-end",
}
"""English words that have the shape of a code."""
PYTHON = re.compile(r"\bNone\b|\bTrue\b|\bFalse\b|\{'|\['|Undefined")
LATIN = re.compile(r"[A-Za-z]{2,}")
KNOWN_LATIN = re.compile(
    r"\b(?:XLSX|PDF|DOCX|OFD|CSV|KB|SHA|UTC|ID|JSON|English|jikao|COPY|OK|[AB]\d+(?:\.\d+)?|\d{4}-Q\d|Q\d|am|pm)\b"
)


def raw(page: Seen) -> Iterator[str]:
    """Ids, codes, wire names and Python's own words that stand before people's eyes."""
    for word in page.words:
        if "code" in word.within:  # digests, positions, names of events: shown as such
            if NAME.fullmatch(word.text) and not word.text.endswith(".py"):
                yield f"{'/'.join(word.within[-2:])}: {word.text}"
            continue
        for pattern in (ID, CODE, PYTHON):
            found = (one[0] for one in pattern.finditer(word.text) if one[0] not in COMPOUNDS)
            if first := next(found, None):
                yield f"{'/'.join(word.within[-2:])}: {first}"


def foreign(page: Seen, names: re.Pattern[str]) -> Iterator[str]:
    """Words of the system's own in the other language; `names` of people are the same in both."""
    for word in page.words:
        word = replace(word, text=names.sub("", word.text))
        if "code" in word.within or word.data:
            continue
        if page.lang == "zh" and LATIN.search(KNOWN_LATIN.sub("", word.text)) and not CHINESE.search(word.text):
            yield f"{'/'.join(word.within[-2:])}: {word.text[:60]}"
        if page.lang == "en" and CHINESE.search(word.text):
            yield f"{'/'.join(word.within[-2:])}: {word.text[:60]}"
