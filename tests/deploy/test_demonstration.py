"""The demonstration is asked for by name, stays in its own folder, and survives being broken off at any moment."""

from __future__ import annotations

import contextlib
import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from deploy import cli, clustering, demonstration, office, serving, web
from deploy.cluster import Cluster
from deploy.demo import script
from deploy.demo.load import ORGAN as ORGAN_COMES_IN
from deploy.demo.load import QUARTER
from deploy.demonstration import InUse, IsADemonstration, NotADemonstration
from deploy.embedded import Embedded
from deploy.servers.process import free_port
from gateway.accounts import Accounts
from gateway.demonstration import DEMO_PASSWORD, DEMO_POSTS
from gateway.refusals import WeakPassword, WrongPassword
from services.kernel.host.settings import Settings
from services.kernel.log.store import heads
from tests.faults.cell import ROSTER
from tests.permissions.test_matrix import OPERATIONS

ORGAN = Path(__file__).parents[2] / "deploy" / "organ"
SETTINGS = Settings(tick_seconds=0)
DEEDS, STEPS = 60, 40


def accounts_in(data: Path, *, demo: bool) -> Accounts:
    return web.accounts_in(data, web.gateway_settings((), demo=demo))


def recorded(data: Path) -> dict[str, list[str]]:
    """Every service's facts, in order."""
    runtime = Embedded(data, SETTINGS)
    with contextlib.closing(runtime):
        return {name: [row.topic for row in s.app.store.rows()] for name, s in runtime.services.items()}


@pytest.fixture
def small_quarter(monkeypatch: pytest.MonkeyPatch) -> None:
    """The beginning of the quarter is enough to be broken off in."""
    some = script.deeds(full=False)[:DEEDS]
    monkeypatch.setattr(script, "deeds", lambda *, full: some)


def breaking_off(during: str) -> Callable[[], Any]:
    """Ctrl-C some steps into a part of the loading."""

    @contextlib.contextmanager
    def bar() -> Iterator[Callable[[str, int, int], None]]:
        def told(what: str, done: int, total: int) -> None:
            if what == during and done == STEPS:
                raise KeyboardInterrupt

        yield told

    return bar


def half_the_accounts(accounts: Accounts, *_: Any, **__: Any) -> None:
    accounts.add("admin", "p016", DEMO_PASSWORD)
    raise KeyboardInterrupt


def test_a_plain_start_asks_for_no_demonstration(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []
    for module in (serving, clustering):
        monkeypatch.setattr(module, "serve", lambda *_, demo, **__: asked.append(demo))
    for command in ("serve", "cluster"):
        cli.app([command], result_action="return_value")
        cli.app([command, "--demo"], result_action="return_value")
    assert asked == [False, True, False, True]


def test_a_real_office_takes_no_demonstration(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert office.import_(ORGAN, data=tmp_path) == 0
    assert office.account("p016", login="admin", data=tmp_path) == 0
    password = capsys.readouterr().out.strip()
    before = recorded(tmp_path)
    with pytest.raises(NotADemonstration):
        serving.serve("127.0.0.1", free_port(), tmp_path, demo=True)
    with pytest.raises(NotADemonstration):
        clustering.serve("127.0.0.1", free_port(), tmp_path, demo=True)
    assert recorded(tmp_path) == before
    accounts = accounts_in(tmp_path, demo=False)
    assert [account.login for account in accounts.listed()] == ["admin"]
    assert accounts.log_in("admin", password).person == "p016"
    accounts.close()


@pytest.mark.parametrize("name", ["letter.txt", "keys", "gateway.db", ".hidden", "loaded"])
def test_only_an_empty_folder_becomes_a_demonstration(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine")
    with pytest.raises(NotADemonstration, match="the same command without --demo"), demonstration.claimed(tmp_path):
        pass
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [(name, "mine")]


def test_the_clusters_folder_beside_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "cluster").mkdir()
    (tmp_path / "cluster" / "mine").write_text("kept")
    with demonstration.claimed(tmp_path) as mark:
        (tmp_path / "half.db").write_text("loaded by half")
        mark.clear()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["cluster", demonstration.MARK]
    assert (tmp_path / "cluster" / "mine").read_text() == "kept"


def test_no_real_office_begins_in_a_demonstration(tmp_path: Path) -> None:
    with demonstration.claimed(tmp_path):
        pass
    for begin in (
        lambda: office.import_(ORGAN, data=tmp_path),
        lambda: office.account("p016", data=tmp_path),
        lambda: serving.serve("127.0.0.1", free_port(), tmp_path),
        lambda: clustering.serve("127.0.0.1", free_port(), tmp_path),
    ):
        with pytest.raises(IsADemonstration):
            begin()
    assert [p.name for p in tmp_path.iterdir()] == [demonstration.MARK]


def test_two_do_not_load_the_same_folder(tmp_path: Path) -> None:
    with demonstration.claimed(tmp_path), pytest.raises(InUse), demonstration.claimed(tmp_path):
        pass
    with demonstration.claimed(tmp_path):
        pass


def test_everybody_knows_the_password_so_it_opens_nothing_elsewhere(tmp_path: Path) -> None:
    shown = accounts_in(tmp_path, demo=True)
    shown.add_all([("admin", "p016", "")], DEMO_PASSWORD)
    assert shown.log_in("admin", DEMO_PASSWORD).person == "p016"
    shown.close()
    real = accounts_in(tmp_path, demo=False)
    with pytest.raises(WrongPassword):
        real.log_in("admin", DEMO_PASSWORD)
    real.add("clerk", "p014", "a password of my own")
    with pytest.raises(WeakPassword):
        real.change_password("clerk", "a password of my own", DEMO_PASSWORD)
    assert real.log_in("clerk", "a password of my own").person == "p014"
    real.close()


@pytest.mark.usefixtures("small_quarter")
@pytest.mark.parametrize("during", [ORGAN_COMES_IN, QUARTER, "accounts"], ids=["organ", "quarter", "accounts"])
def test_what_was_broken_off_begins_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, during: str) -> None:
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    with demonstration.claimed(whole) as mark:
        serving.load(mark, SETTINGS)
    with monkeypatch.context() as patched, demonstration.claimed(broken) as mark:
        patched.setattr(serving, "progress_bar", breaking_off(during))
        if during == "accounts":
            patched.setattr(serving, "create_demo_accounts", half_the_accounts)
        with pytest.raises(KeyboardInterrupt):
            serving.load(mark, SETTINGS)
        assert not mark.is_loaded
    with demonstration.claimed(broken) as mark:
        assert not mark.is_loaded, "nobody takes half of it for the whole"
        serving.load(mark, SETTINGS)
        assert mark.is_loaded
    assert recorded(broken) == recorded(whole)
    assert logins(broken) == logins(whole)
    with demonstration.claimed(broken) as mark:
        assert mark.is_loaded, "later starts load nothing"


def logins(data: Path) -> list[str]:
    accounts = accounts_in(data, demo=True)
    with contextlib.closing(accounts):
        return [account.login for account in accounts.listed()]


def on(postgres: str, place: str, folder: Path, cell: str, mark: demonstration.Mark) -> Cluster:
    """The cluster's schemas, without any of its processes."""
    servers = SimpleNamespace(
        postgres=SimpleNamespace(url=postgres, place=place),
        rabbitmq=SimpleNamespace(url="amqp://nobody:none@127.0.0.1:1/"),
        redis=SimpleNamespace(url=""),
    )
    return Cluster(folder, Settings(roster=ROSTER), servers=servers, cell=cell, demonstration=mark)  # type: ignore[arg-type]


def test_a_database_that_holds_an_office_takes_no_demonstration(
    postgres_url: str, tmp_path: Path, fresh_name: str
) -> None:
    def positions(cluster: Cluster) -> list[int]:
        stores = [places.service.store() for name, places in cluster.places.items() if name != "gateway"]
        found = [store.position() for store in stores]
        for store in stores:
            store.close()
        return found

    def record(cluster: Cluster) -> None:
        store = cluster.places["sample"].service.store()
        with store.writing() as connection:
            connection.execute(heads.update().values(position=7).where(heads.c.name == "log"))
        store.close()

    with demonstration.claimed(tmp_path / "one") as mark:
        half = on(postgres_url, "here", tmp_path / "one", fresh_name, mark)
        record(half)
        half.client.close()
    with demonstration.claimed(tmp_path / "one") as mark:
        assert not mark.is_loaded
        anew = on(postgres_url, "here", tmp_path / "one", fresh_name, mark)
        assert set(positions(anew)) == {0}, "the half that was broken off is gone"
        record(anew)
        anew.client.close()
        mark.finish()
    with demonstration.claimed(tmp_path / "one") as mark:
        again = on(postgres_url, "here", tmp_path / "one", fresh_name, mark)
        assert 7 in positions(again), "what is loaded stays"
        again.client.close()
    for _ in range(2):  # also not at the second try
        with demonstration.claimed(tmp_path / "two") as mark, pytest.raises(NotADemonstration):
            on(postgres_url, "here", tmp_path / "two", fresh_name, mark)
    with demonstration.claimed(tmp_path / "one") as mark:
        again = on(postgres_url, "here", tmp_path / "one", fresh_name, mark)
        assert 7 in positions(again)
        again.client.close()


def test_the_login_page_names_an_account_for_every_post_that_an_operation_takes() -> None:
    with (ORGAN / "holders.csv").open(encoding="utf-8") as file:
        posts = {row["post"] for row in csv.DictReader(file)}
    taken = {who.code for operation in OPERATIONS.values() for who in operation.WHO} & posts
    assert len(taken) > 10
    assert taken <= {post for _, post, *_ in DEMO_POSTS}
