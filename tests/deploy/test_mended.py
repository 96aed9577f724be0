"""A mended projection, replayed from the command line beside an office that is served by the older program."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from deploy import roster
from deploy.embedded import Embedded
from services.kernel.log.registers import Rows
from services.kernel.log.store import Store, definitions
from services.kernel.procedure.identity import Signer, Verifier, new_key, public_key
from services.kernel.procedure.office import Office
from services.kernel.procedure.replay.operations import declare
from services.kernel.procedure.replay.record import ReplayStatus
from services.kernel.procedure.replay.refusals import OfAnotherProgram
from services.kernel.procedure.replay.running import work_off
from services.kernel.rules.calendar import WorkCalendar
from tests.directory.desk import ORGAN, RULES
from tests.given import DAY, Desk
from tests.kernel import sample
from tests.kernel.sample import EmptyJar, FillJar, GetJar, JarFilled, OpenJar, jars

pytestmark = pytest.mark.slow
ADMINISTRATOR = "p006"
WIDER = "tests.kernel.hosted_wider"
"""By it the register has a column and a table more."""
ROOT = Path(__file__).parents[2]
own = declare("sample")


def filled_twice(event: JarFilled, rows: Rows) -> None:
    """The fault that the office works with: what is filled in counts twice."""
    row = rows.get(jars, id=event.originator_id.hex)
    amount = row.amount + 2 * event.amount
    rows.update(jars, {"id": event.originator_id.hex}, amount=amount, version=event.originator_version)


@dataclass
class Served:
    """An office at work by the older program, and the command line of the mended one beside it."""

    desk: Desk
    data: Path
    jar: UUID

    def replayed(self, *words: str, by: str = "tests.kernel.hosted") -> tuple[int, str]:
        """Its exit code, and what it said."""
        environment = {**os.environ, "JIKAO_ROSTER": json.dumps({"sample": by})}
        command = [sys.executable, "-m", "deploy.cli", "audit", "replay", "sample", "--data", str(self.data)]
        done = subprocess.run(
            [*command, "--register", "jars", *words], cwd=ROOT, env=environment, capture_output=True, text=True
        )
        return done.returncode, " ".join((done.stdout + done.stderr).split())

    def built_by(self) -> dict[str, str]:
        with self.desk.app.store.reading() as connection:
            return dict(connection.execute(definitions.select()).tuples().all())

    def shown(self) -> Any:
        (replay,) = self.desk.ask(own.list(), by=ADMINISTRATOR).items
        return self.desk.ask(own.get(replay=replay.id), by=ADMINISTRATOR)


@pytest.fixture(params=["sqlite", "postgres"])
def served(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    monkeypatch.setenv("JIKAO_ROSTER", json.dumps({"sample": "tests.kernel.hosted"}))
    older = [
        replace(one, body=filled_twice) if one.event_class is JarFilled else one for one in sample.register.projections
    ]
    monkeypatch.setattr(sample.register, "projections", older)
    data = tmp_path / "data"
    if request.param == "postgres":
        url, schema = request.getfixturevalue("postgres_url"), f"mended{uuid4().hex[:8]}"
        key = new_key()
        office = Office(rules=RULES, calendar=WorkCalendar.load(ORGAN / "calendar"), verifier=Verifier(public_key(key)))
        store = Store(url, schema=schema)
        app = roster.assemble("sample", "tests.kernel.hosted", store=store, office=office).app
        app.start()
        desk, close = Desk(app, Signer(key)), app.close
        monkeypatch.setenv("JIKAO_STORE_URL", url)
        monkeypatch.setenv("JIKAO_SCHEMA_NAME", schema)
    else:
        embedded = Embedded(data)
        desk, close = Desk(embedded.services["sample"].app, embedded.signer), embedded.close
    jar = desk.ask(OpenJar(size=9, empty_by=DAY)).id
    desk.do(FillJar(jar=jar, amount=2))
    yield Served(desk, data, jar)
    close()


def test_what_it_would_have_made_is_told_by_row_column_and_event_and_live_stays_as_it_is(served: Served) -> None:
    """The office sees the comparison; it neither goes on with those rows nor puts them in the place of its own."""
    before = served.built_by()
    code, said = served.replayed()
    assert code == 1, said
    assert f"罐子台账 / Jars (jars)，行 / row {served.jar.hex}: amount ← sample 2 sample.jar-filled.v1" in said
    assert "1 行不一致" in said
    assert "not the one at work" in said
    assert served.desk.ask(GetJar(jar=served.jar)).amount == 4, "the office's registers are its program's"
    assert served.built_by() == before
    assert served.desk.ask(FillJar(jar=served.jar, amount=1)).amount == 6, "and it works on"
    shown = served.shown()
    assert (shown.found, shown.mended, len(shown.program)) == ("different", True, 64)
    assert own.propose.NAME not in shown.allowed
    with pytest.raises(OfAnotherProgram):
        served.desk.do(own.compare(replay=shown.id), by=ADMINISTRATOR)


def test_a_column_and_a_table_that_only_the_mended_program_has_are_named_beside_the_rows_that_differ(
    served: Served,
) -> None:
    before = served.built_by()
    code, said = served.replayed(by=WIDER)
    assert code == 1, said
    assert "罐子台账 / Jars (jars)，数据表 / table jars，列 / column fillings: 重演新增 / new in the replay" in said
    assert "数据表 / table filled_jars: 重演新增 / new in the replay" in said
    assert f"罐子台账 / Jars (jars)，行 / row {served.jar.hex}: amount ← sample 2 sample.jar-filled.v1" in said
    assert "1 行不一致" in said
    assert (served.shown().found, served.shown().mended, served.shown().differing) == ("different", True, 1)
    assert served.built_by() == before
    with served.desk.app.store.reading() as connection:
        assert "filled_jars" not in served.desk.app.store.there(connection), "live has what its program has"
    listed = served.desk.ask(own.list_differences(replay=served.shown().id), by=ADMINISTRATOR).items
    assert [(one.kind, one.key, one.column) for one in listed[:2]] == [
        ("added", "jars", "fillings"), ("added", "filled_jars", ""),
    ]  # fmt: skip


def test_where_the_rows_are_the_same_what_is_new_is_a_difference_all_the_same(served: Served) -> None:
    served.desk.do(EmptyJar(jar=served.jar))
    code, said = served.replayed(by=WIDER)
    assert code == 1, said
    assert "table jars，列 / column fillings: 重演新增" in said
    assert (served.shown().found, served.shown().differing) == ("different", 0)


def test_broken_off_it_waits_for_its_own_program(served: Served) -> None:
    """A runner of the office's, that finds it under way, does not build it on by its own projections."""
    served.replayed()
    number, store = served.shown().number, served.desk.app.store
    with store.writing() as connection:
        connection.execute(text("UPDATE replays SET status = 'running', found = 'not-compared'"))
    work_off(served.desk.app)
    left = served.shown()
    assert (left.status, left.found) == (ReplayStatus.FAILED, "not-compared")
    assert "Another program" in left.fault_en
    code, said = served.replayed("--resume", number)
    assert code == 1, said
    assert (served.shown().status, served.shown().found) == ("done", "different")


def test_by_the_program_at_work_nothing_is_mended(served: Served) -> None:
    served.desk.do(own.start(part="jars"), by=ADMINISTRATOR)
    work_off(served.desk.app)
    shown = served.shown()
    assert (shown.found, shown.mended, shown.rules_en) == ("equal", False, "the rules in force")
