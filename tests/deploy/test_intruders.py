"""Whoever may write every database of an office is found, with the service and the first bad position; whoever has its
signing key as well is found by the notes that were kept elsewhere (issue B5)."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from deploy.audit.custody import acknowledge_restore, rotate_key
from deploy.embedded import Embedded
from services.kernel.clock import SimulatedClock
from services.kernel.refusals import Refusal
from tests.deploy.intruder import DAYS, DUE, SETTINGS, Intruder, lived, verdict
from tests.given import Desk
from tests.kernel.sample import FillJar, GetJar, ListJars, OpenJar, log
from tests.kernel.tally import POISON

Attack = Callable[[Intruder], None]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder as it is, its notes in another place, and another office's."""
    made = tmp_path_factory.mktemp("office")
    lived(made / "now")
    _keep_notes(made / "now", made / "notes")
    lived(made / "other", ((1,),), ())
    return made


def _keep_notes(data: Path, folder: Path) -> None:
    folder.mkdir()
    for service in SETTINGS.roster:
        with closing(sqlite3.connect(data / f"{service}.db")) as connection:
            for size, note in connection.execute("SELECT size, note FROM checkpoints"):
                (folder / f"{service}-{size}.note").write_text(note)


@pytest.fixture
def data(office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("JIKAO_ROSTER", json.dumps(SETTINGS.roster))
    monkeypatch.setenv("JIKAO_CLOCK_JUMP_DAYS", "0")
    shutil.copytree(office / "now", tmp_path / "data")
    return tmp_path / "data"


def test_an_office_that_nobody_touched_holds(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verdict(data, capsys) == (0, [])


# Positions: 1 and 2 open the jars, 3 to 5 fill on the first day, which is signed over 5; what the clock witnesses
# follows each note. LAST is the last event of the log, AT one in the middle of the first day.
AT, SIGNED = 4, 5


def _swap(one: Intruder) -> None:
    first, second = one.row(AT), one.row(AT + 1)
    for position, row in ((AT, second), (AT + 1, first)):
        one.change(position, originator_id="-" * 31 + str(position), originator_version=position)
        one.change(position, **{name: row[name] for name in ("topic", "state", "seal")})
    for position, row in ((AT, second), (AT + 1, first)):
        one.change(position, originator_id=row["originator_id"], originator_version=row["originator_version"])


def _cut(one: Intruder, to: int, *, head: bool) -> None:
    one.sql("sample", "DELETE FROM events WHERE position > ?", to)
    if head:
        one.seal_anew()


def _insert(one: Intruder) -> None:
    for position in range(one.size(), AT - 1, -1):
        one.sql("sample", "UPDATE events SET position = position + 1 WHERE position = ?", position)
    one.add(one.row(AT + 1) | {"position": AT, "originator_id": "e" * 32, "originator_version": 1})
    one.seal_anew()


def _rewritten(one: Intruder) -> None:
    one.change(AT, state=one.row(AT)["state"].replace(b'"amount":2', b'"amount":5'))
    one.seal_anew()


def _swap_notes(one: Intruder) -> None:
    with one.file("sample") as connection:
        rows = connection.execute("SELECT size, note FROM checkpoints ORDER BY size LIMIT 2")
        (first, a), (second, b) = rows.fetchall()
        connection.execute("UPDATE checkpoints SET note = ? WHERE size = ?", (b, first))
        connection.execute("UPDATE checkpoints SET note = ? WHERE size = ?", (a, second))


def _foreign_note(one: Intruder) -> None:
    with one.file("tally") as connection:
        (note,) = connection.execute("SELECT note FROM checkpoints ORDER BY size LIMIT 1").fetchone()
    one.sql("sample", "UPDATE checkpoints SET note = ? WHERE size = ?", note, SIGNED)


def _old_note_again(one: Intruder) -> None:
    with one.file("sample") as connection:
        (note,) = connection.execute("SELECT note FROM checkpoints WHERE size = ?", (SIGNED,)).fetchone()
    one.sql("sample", "INSERT INTO checkpoints (size, note) VALUES (?, ?)", SIGNED + 1, note)


def _nothing_left(one: Intruder) -> None:
    one.sql("sample", "DELETE FROM events")
    one.sql("sample", "UPDATE heads SET position = 0, seal = zeroblob(32) WHERE name = 'log'")
    one.sql("sample", "DELETE FROM checkpoints")


def _cut_with_notes(one: Intruder) -> None:
    _cut(one, SIGNED, head=True)
    one.sql("sample", "DELETE FROM checkpoints WHERE size > ?", SIGNED)
    for listener in ("tally", "echo"):
        one.sql(listener, "DELETE FROM heads WHERE name = 'sample'")
    one.sql("echo", "DELETE FROM consumed")
    one.manifest(lambda said: said["services"]["sample"].update(position=0, seal=""))


LAST, NEXT = 1000, 1001
"""Stand for the last position, and the one after it."""
TABLE: list[tuple[str, str, int, Attack]] = [
    ("a byte of a stored event", "sample", AT, lambda o: o.change(AT, state=o.row(AT)["state"] + b" ")),
    ("an event's name", "sample", AT, lambda o: o.change(AT, topic="sample.jar-emptied.v1")),
    ("an event's version", "sample", AT, lambda o: o.change(AT, originator_version=99)),
    ("an event's aggregate", "sample", AT, lambda o: o.change(AT, originator_id="f" * 32)),
    ("an event's seal", "sample", AT, lambda o: o.change(AT, seal=bytes(32))),
    ("text in the place of bytes", "sample", AT, lambda o: o.change(AT, state=o.row(AT)["state"].decode())),
    ("an event deleted", "sample", AT, lambda o: o.sql("sample", "DELETE FROM events WHERE position = ?", AT)),
    ("two events exchanged", "sample", AT, _swap),
    ("an event put in between", "sample", 1, _insert),
    ("the last event deleted", "sample", LAST, lambda o: _cut(o, o.size() - 1, head=False)),
    ("a tail cut, the head with it", "sample", SIGNED + 1, lambda o: _cut(o, SIGNED, head=True)),
    ("a tail cut, and every trace that needs no key", "sample", SIGNED + 1, _cut_with_notes),
    ("the whole log deleted", "sample", 1, _nothing_left),
    ("an event appended, the head as it was", "sample", NEXT, lambda o: o.add(
        o.row(o.size()) | {"position": o.size() + 1, "originator_version": 99})),
    ("an event appended and correctly sealed", "sample", NEXT, lambda o: o.append(
        like=o.size(), originator_version=o.row(o.size())["originator_version"] + 1)),
    ("an appended event that skips versions", "sample", NEXT, lambda o: o.append(like=AT, originator_version=77)),
    ("an appended event of no kind", "sample", NEXT, lambda o: o.append(
        like=AT, originator_id="d" * 32, originator_version=1, topic="sample.jar-stolen.v1")),
    ("an event rewritten, all sealed anew", "sample", 1, _rewritten),
    ("an event at place 0", "sample", 0, lambda o: o.add(o.row(AT) | {"position": 0, "originator_version": 98})),
    ("an event at place -5", "sample", -5, lambda o: o.add(o.row(AT) | {"position": -5, "originator_version": 98})),
    ("the head deleted", "sample", 1, lambda o: o.sql("sample", "DELETE FROM heads WHERE name = 'log'")),
    ("the head put further", "sample", NEXT, lambda o: o.sql(
        "sample", "UPDATE heads SET position = position + 3 WHERE name = 'log'")),
    ("the head put back", "sample", 14, lambda o: o.sql(
        "sample", "UPDATE heads SET position = position - 1 WHERE name = 'log'")),
    ("the head's seal", "sample", LAST, lambda o: o.sql(
        "sample", "UPDATE heads SET seal = zeroblob(32) WHERE name = 'log'")),
    ("the head's time, which would date all that follows", "sample", NEXT, lambda o: o.sql(
        "sample", "UPDATE heads SET recorded_at = recorded_at + 40000000000000 WHERE name = 'log'")),
    ("the head's mark", "sample", NEXT, lambda o: o.sql(
        "sample", "UPDATE heads SET mark = NULL WHERE name = 'log'")),
    ("how far a consumer came, put further", "tally", 0, lambda o: o.sql(
        "tally", "UPDATE heads SET position = position + 1 WHERE name = 'sample'")),
    ("how far a consumer came, put back", "tally", 0, lambda o: o.sql(
        "tally", "UPDATE heads SET position = 2 WHERE name = 'sample'")),
    ("the seal that a consumer followed", "tally", 0, lambda o: o.sql(
        "tally", "UPDATE heads SET seal = zeroblob(32) WHERE name = 'sample'")),
    ("that a consumer followed at all", "echo", 0, lambda o: o.sql("echo", "DELETE FROM heads WHERE name = 'sample'")),
    ("a checkpoint's text", "sample", 1, lambda o: o.sql(
        "sample", "UPDATE checkpoints SET note = replace(note, 'time 1', 'time 2') WHERE size = ?", SIGNED)),
    ("a checkpoint's size", "sample", 1, lambda o: o.sql(
        "sample", "UPDATE checkpoints SET size = 7 WHERE size = ?", SIGNED)),
    ("the first checkpoint deleted", "sample", 1, lambda o: o.sql(
        "sample", "DELETE FROM checkpoints WHERE size = ?", SIGNED)),
    ("the newest checkpoint deleted", "sample", 0, lambda o: o.sql(
        "sample", "DELETE FROM checkpoints WHERE size = (SELECT max(size) FROM checkpoints)")),
    ("every checkpoint deleted", "sample", SIGNED, lambda o: o.sql("sample", "DELETE FROM checkpoints")),
    ("a checkpoint that is none, far ahead", "sample", 0, lambda o: o.sql(
        "sample", "INSERT INTO checkpoints VALUES (9000000000000000000, 'none')")),
    ("two checkpoints exchanged", "sample", 1, _swap_notes),
    ("another log's checkpoint", "sample", 1, _foreign_note),
    ("an old checkpoint in another place", "sample", 1, _old_note_again),
    ("the identity deleted", "sample", 0, lambda o: o.sql("sample", "DELETE FROM identity")),
    ("another birth", "sample", 0, lambda o: o.sql("sample", "UPDATE identity SET birth = 'x'")),
    ("another service's name", "sample", 0, lambda o: o.sql("sample", "UPDATE identity SET service = 'tally'")),
    ("another organ's name", "sample", 0, lambda o: o.sql("sample", "UPDATE identity SET origin = 'elsewhere'")),
    ("that heads are marked", "sample", 0, lambda o: o.sql("sample", "UPDATE identity SET marked = 0")),
    ("what a mirror copied", "echo", 0, lambda o: o.sql(
        "echo", "UPDATE consumed SET state = x'7b7d' WHERE position = ?", AT)),
    ("the name of what a mirror copied", "echo", 0, lambda o: o.sql(
        "echo", "UPDATE consumed SET topic = 'sample.jar-emptied.v1' WHERE position = ?", AT)),
    ("a copy deleted", "echo", 0, lambda o: o.sql("echo", "DELETE FROM consumed WHERE position = ?", AT)),
    ("a copy of what never was", "echo", 0, lambda o: o.sql(
        "echo", "INSERT INTO consumed SELECT source, 0, topic, state FROM consumed WHERE position = ?", AT)),
    ("what waits in quarantine", "tally", 0, lambda o: o.sql("tally", "UPDATE quarantine SET state = x'7b7d'")),
    ("how far the log was published", "sample", NEXT, lambda o: o.sql(
        "sample", "INSERT INTO cursors VALUES ('relay', 999999)")),
    ("what a witness saw", "tally", 1, lambda o: o.change(1, "tally", topic="tally.clock-acknowledged.v1")),
    ("what a witness saw, deleted at the end", "tally", 0, lambda o: (
        o.sql("tally", "DELETE FROM events WHERE position = (SELECT max(position) FROM events)"),
        o.seal_anew("tally"))[0]),
]  # fmt: skip


@pytest.mark.parametrize(("service", "position", "attack"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_whoever_writes_the_databases_is_found(
    service: str, position: int, attack: Attack, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = Intruder(data)
    last = one.size()
    attack(one)
    code, found = verdict(data, capsys)
    assert code == 1
    named = [place for name, place, _ in found if name == service]
    assert named, found
    position = {LAST: last, NEXT: last + 1}.get(position, position)
    if position:
        assert min(place for place in named if place) == position, found


# -- whole files ------------------------------------------------------------------------------------------------------


def _swapped(data: Path, office: Path) -> None:
    first, second = data / "tally.db", data / "echo.db"
    first.rename(data / "aside")
    second.rename(first)
    (data / "aside").rename(second)


FILES: list[tuple[str, str, Callable[[Path, Path], object]]] = [
    ("missing", "sample.db is missing or empty", lambda data, office: (data / "sample.db").unlink()),
    ("empty", "sample.db is missing or empty", lambda data, office: (data / "sample.db").write_bytes(b"")),
    ("spoilt", "sample.db is no database", lambda data, office: (data / "sample.db").write_bytes(b"none" * 5000)),
    ("cut in half", "sample.db", lambda data, office: _half(data / "sample.db")),
    ("another office's", "not the one that was made here", lambda data, office: Intruder(data).put(
        "sample", office / "other" / "sample.db")),
    ("another service's", "it is the database of", _swapped),
    ("bare, with no table in it", "missing or empty", lambda data, office: _bare(data / "sample.db")),
    ("without its manifest", "manifest", lambda data, office: (data / "manifest.json").unlink()),
    ("with a spoilt manifest", "manifest", lambda data, office: (data / "manifest.json").write_text("{")),
    ("without the signing key", "no new one was made", lambda data, office: (data / "keys" / "seal.pem").unlink()),
    ("with an empty key", "empty or spoilt", lambda data, office: (data / "keys" / "seal.pem").write_text("")),
    ("with another key", "not the one by which", lambda data, office: shutil.copy(
        office / "other" / "keys" / "seal.pem", data / "keys" / "seal.pem")),
    ("of another organ", "belongs to", lambda data, office: Intruder(data).manifest(
        lambda said: said.update(origin="jikao/elsewhere"))),
]  # fmt: skip


def _half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _bare(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE another (x)")


@pytest.mark.parametrize(("said", "damage"), [row[1:] for row in FILES], ids=[row[0] for row in FILES])
def test_a_folder_that_is_not_as_it_was_is_refused_in_one_sentence(
    said: str, damage: Callable[[Path, Path], object], data: Path, office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And nothing is made in it: what was not there before is not there afterwards."""
    damage(data, office)
    before = {path.relative_to(data): path.stat().st_size for path in data.rglob("*") if path.is_file()}
    with pytest.raises(Refusal) as refused:
        Embedded(data, SETTINGS)
    assert said in refused.value.en
    assert re.search("[\u4e00-\u9fff]", refused.value.zh)
    after = {path.relative_to(data): path.stat().st_size for path in data.rglob("*") if path.is_file()}
    assert {path for path in after if not path.name.endswith(("-shm", "-wal"))} == set(before)
    try:
        code, _ = verdict(data, capsys)
    except (Refusal, SystemExit) as ended:
        code = 1 if str(ended) else 0
    assert code == 1


# -- with the signing key ---------------------------------------------------------------------------------------------

FORGED: list[tuple[str, int, dict[str, object]]] = [
    ("an amount on the first day", 1, {"days": ((1, 2, 4), *DAYS[1:])}),
    ("an amount on the second day", 6, {"days": (DAYS[0], (4, 6, POISON, 6), DAYS[2])}),
    ("an amount on the third day", 10, {"days": (*DAYS[:2], (7, 9))}),
    ("one left out on the first day", 1, {"days": ((1, 2), *DAYS[1:])}),
    ("one left out on the second day", 6, {"days": (DAYS[0], (4, POISON, 6), DAYS[2])}),
    ("one put in", 9, {"days": (DAYS[0], (4, 5, POISON, 6, 6), DAYS[2])}),
    ("two in another order", 6, {"days": (DAYS[0], (5, 4, POISON, 6), DAYS[2])}),
    ("done by somebody else", 1, {"by": "p002"}),
    ("the last day gone", 12, {"days": DAYS[:2], "after": ()}),
    ("the last two days gone", 6, {"days": DAYS[:1], "after": ()}),
    ("nothing but the beginning", 3, {"days": ((),), "after": ()}),
    ("another history", 1, {"days": ((9,), (9,), (9,))}),
]


@pytest.mark.parametrize(("position", "history"), [row[1:] for row in FORGED], ids=[row[0] for row in FORGED])
def test_whoever_has_the_key_too_is_found_by_the_notes_that_lie_elsewhere(
    position: int,
    history: dict[str, Any],
    office: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Every database, the manifest and all checkpoints are made anew, as if it had always been so: nothing in the
    folder tells, and the first position that no note outside proves is named."""
    monkeypatch.setenv("JIKAO_ROSTER", json.dumps(SETTINGS.roster))
    data = tmp_path / "forged"
    shutil.copytree(office / "now" / "keys", data / "keys")
    lived(data, **history)
    assert verdict(data, capsys) == (0, [])
    code, found = verdict(data, capsys, notes=office / "notes")
    assert code == 1
    assert min(place for service, place, _ in found if service == "sample" and place) == position, found


def test_the_true_history_agrees_with_the_notes_that_lie_elsewhere(
    data: Path, office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(list((office / "notes").glob("sample-*.note"))) == len(DAYS)
    assert verdict(data, capsys, notes=office / "notes") == (0, [])


# -- an older backup --------------------------------------------------------------------------------------------------


@pytest.fixture
def backup(office: Path, data: Path) -> Path:
    """The earlier folder, as a backup of this one: of the same birth, by the same key."""
    folder = data.parent / "backup"
    shutil.copytree(office / "now" / "keys", folder / "keys")
    lived(folder, DAYS[:2], ())
    births = json.loads((data / "manifest.json").read_text())["services"]
    for service in SETTINGS.roster:
        Intruder(folder).sql(service, "UPDATE identity SET birth = ?", births[service]["birth"])
    return folder


@pytest.mark.parametrize("services", [("sample",), ("sample", "tally", "echo")], ids=["one", "all"])
def test_a_restored_backup_waits_to_be_acknowledged_on_record(
    services: tuple[str, ...], data: Path, backup: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for service in services:
        Intruder(data).put(service, backup / f"{service}.db")
    code, found = verdict(data, capsys)
    assert code == 1
    assert min(place for service, place, _ in found if service == "sample") == 12
    office = Embedded(data, SETTINGS)
    desk = Desk(office.services["sample"].app, office.signer)
    assert desk.ask(ListJars()).items, "what is there can be looked at"
    for _ in range(2):
        with pytest.raises(Refusal) as refused:
            desk.do(OpenJar(size=1, empty_by=DUE))
        assert refused.value.code == "kernel.restored"
    office.close()
    office = Embedded(data, SETTINGS)  # looking at it has changed nothing: it still waits
    assert office.services["sample"].app.held is not None
    office.close()
    assert acknowledge_restore(data=data, reason="the disk broke on the third day") == 0
    capsys.readouterr()
    office = Embedded(data, SETTINGS)
    assert office.services["sample"].app.held is None
    desk = Desk(office.services["sample"].app, office.signer)
    desk.do(OpenJar(size=1, empty_by=DUE))
    (fact,) = [one for one in desk.recorded() if one.TOPIC == "sample.restore-acknowledged.v1"]
    assert (fact.position, fact.known, fact.reason) == (11, 15, "the disk broke on the third day")
    assert fact.actor == "system"
    office.tick()
    office.close()
    assert acknowledge_restore(data=data, reason="again") == 1, "nothing waits any more"
    code, found = verdict(data, capsys)
    assert [one for one in found if one[0] == "sample" and "tally" not in one[2] and "echo" not in one[2]] == []
    if services != ("sample",):
        assert (code, found) == (0, [])


# -- the key ----------------------------------------------------------------------------------------------------------


def test_the_key_is_rotated_and_what_the_old_one_signed_still_holds(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = json.loads((data / "manifest.json").read_text())["key"]
    for _ in range(2):
        assert rotate_key(data=data) == 0
    after = capsys.readouterr().out.split()[-1]
    assert after != before
    assert verdict(data, capsys) == (0, [])
    office = Embedded(data, SETTINGS, clock=SimulatedClock(datetime(2026, 3, 9, tzinfo=UTC)))
    desk = Desk(office.services["sample"].app, office.signer)
    desk.do(OpenJar(size=1, empty_by=DUE))
    office.tick()
    rotated = [one for one in desk.recorded() if one.TOPIC == "sample.seal-key-rotated.v1"]
    assert [rotated[0].before, rotated[-1].after] == [before, after]
    assert len(rotated) == 2
    office.close()
    assert verdict(data, capsys) == (0, [])


def test_a_rotation_that_the_old_key_has_not_signed_is_refused(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert rotate_key(data=data) == 0
    path = data / "keys" / "seal-rotations.json"
    said = json.loads(path.read_text())
    said[0]["signature"] = said[0]["signature"][:-2] + ("00" if said[0]["signature"][-2:] != "00" else "11")
    path.write_text(json.dumps(said))
    with pytest.raises(Refusal, match="rotations"):
        Embedded(data, SETTINGS)


def test_the_key_may_lie_outside_and_is_never_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = SETTINGS.model_copy(update={"seal_key_file": tmp_path / "stick" / "seal.pem"})
    (tmp_path / "stick").mkdir()
    Embedded(tmp_path / "data", settings).close()
    assert not (tmp_path / "data" / "keys" / "seal.pem").exists()
    (tmp_path / "stick" / "seal.pem").rename(tmp_path / "away.pem")
    with pytest.raises(Refusal, match="no new one was made"):
        Embedded(tmp_path / "data", settings)
    assert not (tmp_path / "stick" / "seal.pem").exists()
    with pytest.raises(Refusal, match="no new one was made"):
        Embedded(tmp_path / "data", SETTINGS)


# -- what goes on -----------------------------------------------------------------------------------------------------


def test_a_bad_checkpoint_does_not_stop_the_next(data: Path) -> None:
    Intruder(data).sql("sample", "INSERT INTO checkpoints VALUES (9000000000000000000, 'none')")
    clock = SimulatedClock(datetime(2026, 3, 9, tzinfo=UTC))
    office = Embedded(data, SETTINGS, clock=clock)
    desk = Desk(office.services["sample"].app, office.signer)
    desk.do(OpenJar(size=1, empty_by=DUE))
    signed = desk.ask(log.tick(), by="p006").signed
    assert signed == office.services["sample"].app.store.position() == 16
    office.close()


def test_the_guard_keeps_impossible_events_out(data: Path) -> None:
    with closing(sqlite3.connect(data / "sample.db")) as connection:
        row = list(connection.execute("SELECT * FROM events WHERE position = 4").fetchone())
        for position in (0, -1, 17, 99):
            with pytest.raises(sqlite3.IntegrityError, match="next position"):
                connection.execute("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)", [position, *row[1:2], 50, *row[3:]])


def test_what_lies_below_the_first_place_takes_no_effect(data: Path) -> None:
    one = Intruder(data)
    row = one.row(3)
    one.add(row | {"position": 0, "originator_version": 50, "state": row["state"].replace(b":1}", b":999}")})
    office = Embedded(data, SETTINGS)
    desk = Desk(office.services["sample"].app, office.signer)
    jar = UUID(hex=row["originator_id"])
    desk.do(FillJar(jar=jar, amount=1))
    assert desk.ask(GetJar(jar=jar)).amount == 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + 10 + 1
    office.close()


def test_a_folder_of_an_older_version_is_taken_over(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without identities, marks, guards and manifest, as a version before them left it."""
    (data / "manifest.json").unlink()
    for service in SETTINGS.roster:
        with Intruder(data).file(service) as connection:
            connection.execute("DROP TABLE identity")
            connection.execute("ALTER TABLE heads DROP COLUMN mark")
            connection.execute("DELETE FROM migrations WHERE number > 1")
        with closing(sqlite3.connect(data / f"{service}.db")) as connection:
            connection.execute("DROP TRIGGER events_guard")
    Embedded(data, SETTINGS).close()
    assert verdict(data, capsys) == (0, [])


def test_a_database_of_a_newer_version_is_refused(data: Path) -> None:
    Intruder(data).sql("tally", "INSERT INTO migrations VALUES (999)")
    with pytest.raises(Refusal) as refused:
        Embedded(data, SETTINGS)
    assert refused.value.code == "kernel.newer-database"


def test_a_new_office_holds_once_anything_was_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("JIKAO_ROSTER", json.dumps(SETTINGS.roster))
    office = Embedded(tmp_path / "data", SETTINGS)
    office.close()
    assert verdict(tmp_path / "data", capsys) == (1, []), "nothing anywhere is no tick"
    office = Embedded(tmp_path / "data", SETTINGS)
    Desk(office.services["sample"].app, office.signer).do(OpenJar(size=1, empty_by=DUE))
    office.close()
    assert verdict(tmp_path / "data", capsys) == (0, []), "the others are newborn"
