"""What the gateways keep, on both databases: orders are followed once by whoever comes first, refusals merged."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from gateway.accounts import Accounts
from gateway.refusals import WrongPassword
from gateway.reports import REFUSED
from gateway.settings import Settings
from tests.gateway.conftest import FAST, PASSWORD

Make = Callable[[], Accounts]
NOW = [1_800_000_000.0]


def order(login: str, **more: Any) -> dict[str, Any]:
    asked = {"open": True, "powerful": False, "passwords": 0, "lifted": 0, "factors": 0}
    return {"login": login, "person": login, **asked, **more}


class Port:
    url = ""

    @pytest.fixture
    def make(self) -> Iterator[Make]:
        """Gateways on one store."""
        made: list[Accounts] = []

        def another() -> Accounts:
            made.append(Accounts(self.url, Settings(), wall=lambda: NOW[0], hasher=FAST))
            return made[-1]

        yield another
        for one in made:
            one.close()

    def at_once(self, gateways: list[Accounts], work: Callable[[Accounts], Any]) -> list[Any]:
        start = threading.Barrier(len(gateways))

        def together(one: Accounts) -> Any:
            start.wait()
            return work(one)

        with ThreadPoolExecutor(len(gateways)) as pool:
            return list(pool.map(together, gateways))

    def test_an_order_is_carried_out_once_whoever_follows_it(self, make: Make) -> None:
        first, second = make(), make()
        first.add("a", "a", PASSWORD, must_change=False)
        account = first.log_in("a", PASSWORD)
        for times in range(1, 31):
            session = first.open_session(account)
            told = [order("a", passwords=times, powerful=True)]
            ended = self.at_once([first, second], lambda one, told=told: one.follow(told))  # type: ignore[misc]
            assert sorted(ended) == [[], [session.id]]
        with pytest.raises(WrongPassword):
            second.log_in("a", PASSWORD)
        issued = self.at_once([first, second], lambda one: one.issue("a"))
        assert sorted(map(bool, issued)) == [False, True], "one password, told once"
        account = first.log_in("a", max(issued))
        assert (account.must_change, account.powerful) == (True, True)
        assert first.follow(told) == []
        assert second.log_in("a", max(issued)).person == "a"

    def test_what_is_closed_opens_again_without_its_old_password(self, make: Make) -> None:
        one = make()
        one.add("b", "b", PASSWORD, must_change=False)
        one.follow([order("b", open=False)])
        assert one.known()["b"] == ("b", True)
        one.follow([order("b", passwords=1)])
        assert one.known()["b"] == ("b", False)
        with pytest.raises(WrongPassword):
            one.log_in("b", PASSWORD)

    def test_refusals_of_one_moment_are_one_report(self, make: Make) -> None:
        gateways = [make() for _ in range(4)]
        gateways[0].add("c", "c", PASSWORD)
        self.at_once(gateways, lambda one: one.reports.add(REFUSED, "c", "192.0.2.9", "wrong-password"))
        assert gateways[0].reports.due() == [], "its minute is not over"
        NOW[0] += 61
        (told,) = [one for one in gateways[1].reports.due() if one["address"] == "192.0.2.9"]
        assert (told["times"], told["person"]) == (4, "c")
        gateways[1].reports.done([told["id"]])
        assert told["id"] not in [one["id"] for one in gateways[2].reports.due()]

    def test_a_store_of_before_is_taken_over_by_gateways_that_start_together(self, make: Make) -> None:
        make().add("d", "d", PASSWORD)
        engine = create_engine(self.url)
        with engine.begin() as connection:
            for name in ("passwords", "lifted", "factors", "powerful"):
                connection.execute(text(f"ALTER TABLE accounts DROP COLUMN {name}"))
        engine.dispose()
        assert make().log_in("d", PASSWORD).person == "d"
        assert not make().log_in("d", PASSWORD).powerful


class TestOnSqlite(Port):
    @pytest.fixture(autouse=True)
    def store(self, tmp_path: Path) -> None:
        self.url = f"sqlite:///{tmp_path}/gateway.db"


class TestOnPostgres(Port):
    @pytest.fixture(autouse=True)
    def store(self, postgres_url: str) -> None:
        self.url = postgres_url.replace("postgresql://", "postgresql+psycopg://")
