"""A backup is one moment of an office at work, whole or refused; keys go apart, and boxes nowhere."""

from __future__ import annotations

import json
import shlex
import threading
from pathlib import Path
from typing import Any

import pytest

from deploy.backup import LIST, Refused, bring_back, keep, restore
from deploy.embedded import Embedded
from services.kernel.log.transaction import Reading
from services.kernel.procedure.own_log.handlers import check_seal
from tests.gateway.office import CLERK, RealOffice

pytestmark = pytest.mark.slow
QUARTER = "2026-Q3"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Any:
    made = RealOffice(tmp_path_factory.mktemp("云柚 办公"))
    yield made
    made.close()


def cards(runtime: Embedded, office: RealOffice) -> Any:
    from services.kernel.procedure.context import Call

    token = office.runtime.signer.sign("p020", token_id="reads")
    call = Call("appraisal.list-scorecards", {"quarter": QUARTER}, token, at=office.clock.now())
    return json.loads(runtime.call(call).body)


def heads(runtime: Embedded) -> dict[str, dict[str, int]]:
    found = {}
    for name, service in runtime.services.items():
        with service.app.store.reading() as connection:
            found[name] = Reading(service.app.store, connection).heads()
    return found


def test_what_was_kept_comes_back_with_the_same_scores(office: RealOffice, tmp_path: Path) -> None:
    data = office.runtime.data
    (data / "ballots" / "2026-Q2").mkdir(parents=True, exist_ok=True)
    (data / "ballots" / "2026-Q2" / "box").write_bytes(b"slips")
    listed = keep(data, tmp_path / "kept", tmp_path / "keys")
    assert listed["heads"]["directory"]["position"] > 100
    names = {path.name for path in (tmp_path / "kept").rglob("*")}
    assert not names & {"ballots", "box", "keys", "seal.pem", "identity.pem"}
    assert (tmp_path / "keys" / "keys" / "seal.pem").exists()
    assert not list((tmp_path / "keys").rglob("box"))

    bring_back(tmp_path / "kept", tmp_path / "again", tmp_path / "keys")
    again = Embedded(tmp_path / "again", clock=office.clock)
    again.settle()
    assert heads(again) == heads(office.runtime)
    assert cards(again, office) == cards(office.runtime, office)
    for service in again.services.values():
        assert check_seal(service.app.store)[1] is None
    again.close()


def test_what_a_restore_says_to_do_next_can_be_copied_into_a_shell(
    office: RealOffice, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.umask", lambda mask: mask)  # it is the command's process that keeps its files to itself
    keep(office.runtime.data, tmp_path / "kept", tmp_path / "keys")
    assert restore(tmp_path / "kept", data=tmp_path / "复原 乙", keys=tmp_path / "keys") == 0
    _, _, command = capsys.readouterr().out.strip().rpartition("verify: ")
    assert shlex.split(command) == ["jikao", "audit", "verify", "--data", str(tmp_path / "复原 乙")]


def test_it_is_one_moment_while_everybody_works(office: RealOffice, tmp_path: Path) -> None:
    """No consumer in it is ahead of its source, and what was answered before it began is in it."""
    stop = threading.Event()
    done: list[int] = []

    def works() -> None:
        while not stop.is_set():
            body = {"person": "p024", "on": "2026-08-03", "times": [f"08:{len(done) % 60:02}"], "reason": "补登"}
            office.do(CLERK, "attendance.correct-punch", **body)
            office.runtime.settle()
            done.append(1)

    worker = threading.Thread(target=works)
    worker.start()
    try:
        for number in range(3):
            before = heads(office.runtime)
            keep(office.runtime.data, tmp_path / f"kept{number}")
            bring_back(tmp_path / f"kept{number}", tmp_path / f"again{number}")
            (tmp_path / f"again{number}" / "keys").mkdir()
            for key in (office.runtime.data / "keys").glob("*.pem"):
                (tmp_path / f"again{number}" / "keys" / key.name).write_bytes(key.read_bytes())
            again = Embedded(tmp_path / f"again{number}", clock=office.clock)
            found = heads(again)
            for name, known in found.items():
                for source, position in known.items():
                    if source in found:
                        assert position <= found[source]["log"], (name, source)
                assert known["log"] >= before[name]["log"]
            assert all(check_seal(service.app.store)[1] is None for service in again.services.values())
            again.close()
    finally:
        stop.set()
        worker.join()
    assert len(done) > 3


@pytest.mark.parametrize("harm", ["changed", "missing", "more", "no list", "list of another"])
def test_a_backup_that_is_not_whole_is_refused_and_nothing_is_written(
    office: RealOffice, tmp_path: Path, harm: str
) -> None:
    kept = tmp_path / "kept"
    keep(office.runtime.data, kept)
    database = kept / "directory.db"
    match harm:
        case "changed":
            spoilt = bytearray(database.read_bytes())
            spoilt[len(spoilt) // 2] ^= 1
            database.write_bytes(spoilt)
        case "missing":
            database.unlink()
        case "more":
            (kept / "other.db").write_bytes(b"x")
        case "no list":
            (kept / LIST).unlink()
        case _:
            (kept / LIST).write_text('{"format": 1}')
    with pytest.raises(Refused):
        bring_back(kept, tmp_path / "again")
    assert not (tmp_path / "again").exists()


def test_folders_that_hold_something_and_offices_that_hold_nothing_are_refused(
    office: RealOffice, tmp_path: Path
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "note").write_text("x")
    with pytest.raises(Refused):
        keep(office.runtime.data, tmp_path / "full")
    (tmp_path / "nothing").mkdir()
    with pytest.raises(Refused):
        keep(tmp_path / "nothing", tmp_path / "out")
    keep(office.runtime.data, tmp_path / "kept")
    with pytest.raises(Refused):
        bring_back(tmp_path / "kept", tmp_path / "full")
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["note"]
