"""Every kind of page, form and record that anybody can reach opens, in both languages, on the demonstration's data, and
nobody reads an id, a code or the other language there: one of every role clicks on whatever is offered, once of a kind.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from fastapi import FastAPI
from pydantic import BaseModel

from deploy import web
from deploy.demo.load import clock as demo_clock
from deploy.demo.load import load_demo
from deploy.embedded import Embedded
from deploy.serving import picture_of
from gateway.accounts import Account, Accounts
from gateway.app import create_app
from gateway.backend import DirectBackend
from gateway.demonstration import DEMO_PASSWORD
from services.kernel.delivery.live import MemoryLive
from services.kernel.host.settings import Settings
from services.kernel.procedure.identity import Signer
from services.kernel.procedure.operations import Operation
from services.kernel.procedure.record import shapes
from tests.gateway.conftest import FAST
from tests.gateway.crawler import BEGIN, Crawler, Seen, foreign, kind_of, raw
from tests.gateway.office import DEPLOY

pytestmark = pytest.mark.timeout(1800)
SHARING = 1 if os.environ.get("JIKAO_PAGES") == "all" else 4
"""What two have seen the others share out among them, unless the whole is asked for: ten minutes."""
FEWEST_PAGES = 5000 if SHARING == 1 else 3000
"""Fewer would mean that the crawl has stopped following links."""
IN_ENGLISH = ("clerk", "head", "staff", "auditor")
"""Who clicks in English too; all of them do in Chinese. The words of a page are the same for everybody."""
NAMED = ("record", "person", "department", "post")
"""Meanings of fields that hold an id."""


class Demo:
    """The demonstration, its gateway, and one person for every role."""

    def __init__(self, data: Path) -> None:
        clock = demo_clock()
        self.live = MemoryLive()
        self.runtime = Embedded(data, Settings(tick_seconds=0), clock=clock, live=self.live)
        load_demo(self.runtime, DEPLOY / "organ", DEPLOY / "regulations")
        settings = replace(web.gateway_settings(tuple(self.runtime.services), demo=True), calls_per_person="")
        self.accounts = Accounts(f"sqlite:///{data / 'gateway.db'}", settings, hasher=FAST)
        self.app: FastAPI = create_app(
            DirectBackend({name: service.app.call for name, service in self.runtime.services.items()}),
            signer=self.runtime.signer,
            verifier=self.runtime.verifier,
            accounts=self.accounts,
            live=self.live,
            settings=settings,
        )
        self.day = clock.now().date()

    def token(self, person: str) -> str:
        """Of a session as a login opens it: a page may ask whose account it is."""
        signer: Signer = self.runtime.signer
        if person not in self.accounts.known():
            self.accounts.add(person, person, DEMO_PASSWORD, must_change=False)
        opened = self.accounts.open_session(Account(person, person, must_change=False))
        return signer.sign(person, token_id=opened.id, seconds=3600)

    def roles(self) -> list[tuple[str, str]]:
        """(role, person): no two of one person."""
        picture = picture_of(self.runtime)
        named = {who.code for operation in self.app.state.gate.operations.values() for who in operation.WHO}
        found = {holder: post for post in sorted(named) if (holder := picture.holder(post, self.day))}
        head = picture.holder(picture.head_post("finance-economy", self.day), self.day)
        leader = picture.holder(picture.supervising_post("finance-economy", self.day), self.day)
        (monitor, *_) = [one.person for one in picture.body_members("conduct-group", self.day)]
        plain = next(
            person.id
            for person in picture.people()
            if picture.is_active(person.id, self.day)
            and picture.department_of(person.id, self.day) == "finance-economy"
            and not picture.posts_of(person.id, self.day)
        )
        found |= {head: "head", leader: "leader", plain: "staff"}
        found.setdefault(monitor, "conduct-group")
        return [(role, person) for person, role in found.items()]

    def close(self) -> None:
        self.accounts.close()
        self.runtime.close()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    made = Demo(tmp_path_factory.mktemp("demo"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def pages(demo: Demo) -> list[Seen]:
    crawler = Crawler(demo.app, demo.token, each=1, sharing=SHARING)
    english = [(role, person) for role, person in demo.roles() if role in IN_ENGLISH]
    return [*crawler.walk(demo.roles(), ["zh"]), *crawler.walk(english, ["en"])]


def told(found: Counter[str]) -> str:
    return "\n".join(f"{count:5} {what}" for what, count in found.most_common(60))


def test_everybody_gets_everywhere(demo: Demo, pages: list[Seen]) -> None:
    assert len(pages) > FEWEST_PAGES
    roles = {role for role, _ in demo.roles()}
    assert {(page.who, page.lang) for page in pages} == {*((r, "zh") for r in roles), *((r, "en") for r in IN_ENGLISH)}
    kinds = {kind_of(page.address) for page in pages}
    assert set(BEGIN) - {"/", "/scorecards"} <= kinds
    for kind in ("leave", "scorecards 4 "):
        assert kind in kinds


def test_every_page_opens(pages: list[Seen]) -> None:
    """Nothing that is offered is refused for what the page could have known."""
    declined = [page for page in pages if page.status != 200]
    assert not declined, "\n".join(f"{page.status} {page}" for page in declined)


def test_no_page_is_meant_for_programs(pages: list[Seen]) -> None:
    assert not [str(page) for page in pages if "json" in page.kind]


def test_nobody_types_an_id(demo: Demo, pages: list[Seen]) -> None:
    """What a command is about, and what it refers to, is chosen; what has no id yet is called by whoever makes it."""
    operations: dict[str, type[Operation]] = demo.app.state.gate.operations
    asking = ("/operations/", "/registers/")
    forms = [page for page in pages if page.address.startswith(asking) and "<form" in page.text]
    assert len(forms) > 1000
    typed = {
        f"{kind_of(page.address)} {name}"
        for page in forms
        for name in re.findall(r'<input name="([^"]+)" type="text"', page.text)
        if names_a_record(operations[urlsplit(page.address).path.rpartition("/")[2]], name)
    }
    assert not typed, "\n".join(sorted(typed))


def names_a_record(operation: type[Operation], path: str) -> bool:
    """`transfer`, or `items.0.record` within a list."""
    head, *inner = [part for part in path.removesuffix("[]").split(".") if not part.isdecimal()]
    shape = shapes(operation)[head]
    for name in inner:
        rows = shapes(shape.plain) if isinstance(shape.plain, type) and issubclass(shape.plain, BaseModel) else {}
        if name not in rows:
            return False
        shape = rows[name]
    return shape.plain is UUID or (shape.meaning is not None and shape.meaning.kind in NAMED)


def test_nobody_chooses_by_days_or_ids_alone(pages: list[Seen]) -> None:
    bare = re.compile(r"(?:\d{4}-\d\d-\d\d[—\s]*)+|(?:[0-9a-f]{8}-[0-9a-f-]+|[0-9a-f]{24,})|[a-z]+(?:[-.][a-z]+)+")
    forms = [page for page in pages if page.address.startswith(("/operations/", "/registers/"))]
    offered = [(page, one) for page in forms for one in re.findall(r"<option[^>]*>([^<]+)</option>", page.text)]
    assert len(offered) > 1000
    found = Counter(f"{kind_of(page.address)} {one}" for page, one in offered if bare.fullmatch(one.strip()))
    assert not found, told(found)


def test_nobody_reads_an_id_or_a_code(pages: list[Seen]) -> None:
    found = Counter(f"{kind_of(page.address)} {what}" for page in pages for what in set(raw(page)))
    assert not found, told(found)


def test_nobody_reads_the_other_language(demo: Demo, pages: list[Seen]) -> None:
    names = re.compile("|".join(person.name for person in picture_of(demo.runtime).people()))
    told_in = ((page, what) for page in pages for what in set(foreign(page, names)))
    found = Counter(f"{page.lang} {kind_of(page.address)} {what}" for page, what in told_in)
    assert not found, told(found)
