"""A real office begins with its own files: no demo, no account but those that were opened."""

from __future__ import annotations

import csv
import json
import os
import shutil
import stat
from collections.abc import Mapping
from pathlib import Path

import pytest

from deploy import office, roster, web
from deploy.claims import LOCK
from deploy.cluster import GATEWAY, Cluster
from deploy.embedded import Embedded
from gateway.accounts import Accounts
from gateway.refusals import WrongPassword
from services.directory.accounts.events import OfAccount
from services.kernel.domain.events import decode
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


def test_what_is_done_to_accounts_from_the_command_line_is_on_record(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office.import_(ORGAN, data=tmp_path)
    by_hand = accounts_of(tmp_path)
    by_hand.add("old", "p020", "a password of old")
    by_hand.close()
    for _ in range(2):
        assert office.account("p054", data=tmp_path) == 0
    first, second = capsys.readouterr().out.split()
    assert office.close_account("old", data=tmp_path) == 0
    accounts = accounts_of(tmp_path)
    with pytest.raises(WrongPassword):
        accounts.log_in("p054", first)
    assert accounts.log_in("p054", second).must_change
    with pytest.raises(WrongPassword):
        accounts.log_in("old", "a password of old")
    accounts.close()
    runtime = Embedded(tmp_path)
    recorded = [
        (event.NAME, event.login, event.actor)
        for row in runtime.services["directory"].app.store.rows(0)
        if isinstance(event := decode(row.topic, row.state), OfAccount)
    ]
    runtime.close()
    assert recorded == [
        ("account-taken-over", "old", "system"),
        ("account-opened", "p054", "system"),
        ("password-issued", "p054", "system"),
        ("password-allowed", "p054", "system"),
        ("password-issued", "p054", "system"),
        ("account-closed", "old", "system"),
    ]


def test_nobody_out_of_service_gets_an_account(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    office.import_(ORGAN, data=tmp_path)
    gone = next(
        row["person"] for row in csv.DictReader((ORGAN / "people.csv").open("r", encoding="utf-8")) if row["left"]
    )
    assert office.account(gone, data=tmp_path) == 1
    assert "不在职" in capsys.readouterr().err


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


def test_what_it_writes_is_its_owners_alone(tmp_path: Path) -> None:
    """Also in a folder into which everybody may look."""
    tmp_path.chmod(0o755)
    before = os.umask(0o022)
    try:
        assert office.import_(ORGAN, data=tmp_path) == 0
        assert os.umask(0o022) == 0o022, "only as long as it writes"
    finally:
        os.umask(before)
    files = [path for path in tmp_path.rglob("*") if path.is_file() and path.name != LOCK]
    assert {"directory.db", "gateway.db", "seal.pem", "identity.pem", "personal.key"} <= {path.name for path in files}
    assert [path for path in files if stat.S_IMODE(path.stat().st_mode) != 0o600] == []


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
