"""A real office begins with its own files: no demo, no account but those that were opened."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from deploy import office, web
from gateway.accounts import Accounts

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
