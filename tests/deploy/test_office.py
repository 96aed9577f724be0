"""A real office begins with its own files: no demo, no account but those that were opened."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from deploy import office, roster, web
from deploy.cluster import GATEWAY, Cluster
from gateway.accounts import Accounts
from services.kernel.procedure.context import Call

ORGAN = Path(__file__).parents[2] / "deploy" / "organ"


def accounts_of(data: Path) -> Accounts:
    return web.accounts_in(data, web.gateway_settings((), demo=False))


def test_an_organ_comes_in_from_its_files_and_again_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert office.import_(ORGAN, data=tmp_path) == 0
    assert office.import_(ORGAN, data=tmp_path) == 0
    assert office.account("p016", login="admin", data=tmp_path) == 0
    password = capsys.readouterr().out.strip()
    accounts = accounts_of(tmp_path)
    account = accounts.log_in("admin", password)
    assert (account.person, account.must_change) == ("p016", True)
    accounts.close()
    assert office.account("nobody", data=tmp_path) == 1
    assert office.close_account("admin", data=tmp_path) == 0
    assert office.close_account("stranger", data=tmp_path) == 1


def test_a_bad_row_is_named_and_nothing_comes_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = tmp_path / "organ"
    shutil.copytree(ORGAN, bad)
    people = (bad / "people.csv").read_text("utf-8").splitlines()
    fields = people[1].split(",")
    fields[4] = "someday"
    (bad / "people.csv").write_text("\n".join([people[0], ",".join(fields), *people[2:]]) + "\n", "utf-8")
    assert office.import_(bad, data=tmp_path / "data") == 1
    assert "people.csv:2 work_since" in capsys.readouterr().err
    assert office.account("p001", data=tmp_path / "data") == 1


# -- on the cluster ---------------------------------------------------------------------------------------------------


@pytest.fixture
def servers(postgres_url: str, amqp_url: str, redis_url: str, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, str]:
    """Given, as on machines of their own."""
    given = {"POSTGRES_URL": postgres_url, "AMQP_URL": amqp_url, "REDIS_URL": redis_url}
    for name, url in given.items():
        monkeypatch.setenv(f"JIKAO_{name}", url)
    return given


def test_a_real_office_begins_on_the_cluster(
    servers: Mapping[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert office.import_(ORGAN, data=tmp_path) == 0
    assert office.import_(ORGAN, data=tmp_path) == 0
    assert office.account("p016", login="admin", data=tmp_path) == 0
    password = capsys.readouterr().out.strip()
    assert not list(tmp_path.glob("*.db")), "nothing is written beside it"
    cluster = Cluster(tmp_path)
    try:
        system = cluster.keys.system_token()
        directory = roster.assemble(
            "directory", roster.ROSTER["directory"], store=cluster.places["directory"].service.store(),
            office=cluster.office,
        ).app  # fmt: skip
        known = json.loads(directory.call(Call("directory.get-post", {"post": "chair"}, system)).body)
        assert known["holder"] == "p002"
        directory.close()
        accounts = Accounts(cluster.places[GATEWAY].service.plain(), web.gateway_settings((), demo=False))
        assert accounts.log_in("admin", password).person == "p016"
        accounts.close()
    finally:
        cluster.close()
    assert office.close_account("admin", data=tmp_path) == 0
    assert office.account("nobody", data=tmp_path) == 1


def test_one_services_settings_are_no_office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever set them meant a server: nothing is made in a folder beside it."""
    monkeypatch.setenv("JIKAO_STORE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/none")
    for command in (
        lambda: office.import_(ORGAN, data=tmp_path),
        lambda: office.account("p016", data=tmp_path),
        lambda: office.close_account("p016", data=tmp_path),
    ):
        with pytest.raises(SystemExit, match="JIKAO_POSTGRES_URL"):
            command()
    assert not list(tmp_path.iterdir())
