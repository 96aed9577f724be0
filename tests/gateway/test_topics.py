"""What pages and programs can listen to: desk, a person's own, registers by their table; and for whom."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request

from gateway.app import declared_by
from gateway.gate import Caller
from gateway.operations import Operations
from gateway.refusals import NotYourTopic
from gateway.settings import SERVICES
from gateway.stream import Stream, topics_of
from services.directory.accounts.operations import OpenAccount
from services.kernel.delivery.live import MemoryLive
from services.kernel.domain.who import SYSTEM_ID
from services.kernel.procedure.desk import DESK
from tests.gateway.conftest import World
from tests.gateway.door import AUDITOR, KEEPER, PLAIN, Door


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    made = Door(tmp_path)
    made.add(PLAIN, KEEPER, AUDITOR)
    made.desk.app.announcers.append(made.gate.live.publish)
    yield made
    made.close()


def listening(door: Door, person: str, topics: str) -> list[dict[str, Any]]:
    """What somebody hears of an account being opened."""
    token = door.desk.token(person)
    caller = Caller(token, person, "s", 2e10)
    query = f"topics={topics}".encode()
    request = Request({"type": "http", "method": "GET", "path": "/", "query_string": query, "headers": []})

    async def scenario() -> list[dict[str, Any]]:
        answer: Any = await Stream(door.gate).open(request, caller)
        body = answer.body_iterator
        await anext(body)
        coming = asyncio.ensure_future(anext(body))
        await asyncio.sleep(0.05)
        door.desk.do(OpenAccount(person="p002"), by=SYSTEM_ID)
        found = []
        while True:
            try:
                event = await asyncio.wait_for(asyncio.shield(coming), 0.3)
            except TimeoutError:
                break
            assert event.event is None, "one stable type"
            found.append(json.loads(event.data))
            coming = asyncio.ensure_future(anext(body))
        coming.cancel()
        await asyncio.wait({coming})
        await body.aclose()
        return found

    return asyncio.run(scenario())


@pytest.mark.parametrize("topic", ["lists.directory.accounts", "accounts", "lists.directory", "lists"])
def test_a_register_is_heard_by_its_table(door: Door, topic: str) -> None:
    assert {"topic": "lists.directory.accounts"} in listening(door, KEEPER, topic)


def test_a_desk_hears_that_something_changed_and_nothing_of_what(door: Door) -> None:
    assert listening(door, PLAIN, "desk,person") == [{"topic": "desk", "service": "directory"}]


@pytest.mark.parametrize("topic", ["lists.directory.accounts", "accounts", "lists.nowhere.nothing"])
def test_nobody_hears_of_a_register_that_they_may_not_list(door: Door, topic: str) -> None:
    with pytest.raises(NotYourTopic):
        listening(door, "p012", topic)


@pytest.mark.parametrize("topic", ["people.p011", "desk.p011", "nonsense"])
def test_a_topic_that_is_none_is_refused(door: Door, topic: str) -> None:
    """Else a typing error is silence for ever."""
    with pytest.raises(NotYourTopic):
        listening(door, PLAIN, f"scorecards,{topic}")


def test_of_a_register_that_is_not_open_as_a_whole_nothing_is_heard(door: Door) -> None:
    """It would tell when something of other people's changes: everybody lists the logins that are theirs."""
    with pytest.raises(NotYourTopic):
        listening(door, PLAIN, "lists.directory.logins")


def test_all_of_a_service_are_those_that_one_may_list(door: Door) -> None:
    """Logins and accounts are for those who watch them; where there is nothing to hear, that is said."""
    heard = {told["topic"] for told in listening(door, KEEPER, "lists")}
    assert "lists.directory.accounts" in heard
    with pytest.raises(NotYourTopic):
        listening(door, PLAIN, "lists")


def test_a_login_moves_nobodys_desk(door: Door) -> None:
    door.followed()
    before = door.client.portal.call(door.gate.live.position)  # type: ignore[union-attr]
    door.log_in(PLAIN)
    door.told()
    live: Any = door.gate.live
    told = [message.topic for message in live._since(before)]
    assert "lists.directory.logins" in told
    assert DESK not in told


def test_leave_and_tasks_go_by_their_short_names() -> None:
    topics = topics_of(Operations(declared_by(SERVICES)))
    assert topics["leave"] is topics["lists.attendance.leaves"]
    assert topics["tasks"] is topics["lists.documents.tasks"]
    assert "desk" not in topics


def test_every_message_a_register_announces_can_be_listened_to(world: World) -> None:
    """What is announced goes by the tables of the declared registers, and so do the topics."""
    live = MemoryLive()
    world.desk.app.announcers.append(live.publish)
    start = asyncio.run(live.position())
    world.client.post("/api/v1/sample/jars", json={"size": 1, "empty_by": "2026-03-01"}, headers=world.bearer())
    assert "lists.sample.jars" in [message.topic for message in live._since(start)]
