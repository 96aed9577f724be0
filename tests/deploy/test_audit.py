"""`jikao audit`, on the files of an embedded system that is not running."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from sqlalchemy import inspect

from deploy import roster
from deploy.audit.words import difference, replayed
from deploy.cli import app
from deploy.embedded import Embedded
from services.documents.seals.record import register as seal_uses
from services.kernel.log.rebuild import RowDifference
from services.kernel.log.store import Store
from services.kernel.procedure.identity import Signer, Verifier, new_key, public_key
from services.kernel.procedure.office import Office
from services.kernel.rules.calendar import WorkCalendar
from tests.directory.desk import ORGAN, RULES
from tests.given import DAY, Desk
from tests.kernel.sample import FillJar, OpenJar


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which five facts were recorded."""
    monkeypatch.setenv("JIKAO_ROSTER", json.dumps({"sample": "tests.kernel.hosted"}))
    embedded = Embedded(tmp_path / "data")
    desk = Desk(embedded.services["sample"].app, embedded.signer)
    jar = desk.ask(OpenJar(size=9, empty_by=DAY, note="private")).id
    for _ in range(4):
        desk.do(FillJar(jar=jar, amount=1))
    embedded.close()
    return tmp_path / "data"


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        app(words)
    return int(ended.value.code or 0)


def spoil(data: Path, sql: str) -> None:
    with sqlite3.connect(data / "sample.db") as connection:
        connection.execute(sql)
    connection.close()


def test_a_whole_log_is_proven_and_a_changed_one_named(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("audit", "checkpoint", "--data", str(data)) == 0
    assert run("audit", "verify", "--data", str(data)) == 0
    shown = capsys.readouterr().out
    assert "5 events hold" in shown
    assert "1 checkpoints hold, the newest over 5 events" in " ".join(shown.split())
    spoil(data, "UPDATE events SET topic = 'sample.jar-emptied.v1' WHERE position = 3")
    assert run("audit", "verify", "sample", "--data", str(data)) == 1
    assert "position 3: changed" in capsys.readouterr().out


def test_one_fault_is_told_once_with_how_many_checkpoints_it_spoils(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(3):
        embedded = Embedded(data)
        Desk(embedded.services["sample"].app, embedded.signer).do(OpenJar(size=1, empty_by=DAY))
        embedded.close()
        assert run("audit", "checkpoint", "--data", str(data)) == 0
    spoil(data, "UPDATE events SET seal = zeroblob(32) WHERE position = 3")
    with sqlite3.connect(data / "sample.db") as connection:
        connection.execute("UPDATE cursors SET position = 99")
        connection.execute("INSERT OR IGNORE INTO cursors (name, position) VALUES ('one', 99), ('other', 99)")
    capsys.readouterr()
    assert run("audit", "verify", "sample", "--data", str(data)) == 1
    lines = [line for line in capsys.readouterr().out.splitlines() if "✗" in line]
    print(lines)
    assert [line.rpartition(" / ")[2] for line in lines] == [
        "position 3: changed",
        "position 3: checkpoint 6: rewritten since the checkpoint; 3 checkpoints are spoilt by it",
        "position 9: what was published reaches beyond the log",
    ]


def test_every_checkpoint_is_checked_and_a_bad_one_named(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("audit", "checkpoint", "--data", str(data)) == 0
    spoil(data, "UPDATE checkpoints SET note = replace(note, 'time 1', 'time 2')")
    assert run("audit", "verify", "sample", "--data", str(data)) == 1
    assert "checkpoint 0: the signature does not hold" in " ".join(capsys.readouterr().out.split())


def test_a_note_kept_elsewhere_proves_what_was_signed(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("audit", "checkpoint", "--data", str(data), "--out", str(tmp_path / "kept")) == 0
    note = tmp_path / "kept" / "sample-5.note"
    assert run("audit", "verify", "sample", "--data", str(data), "--note", str(note)) == 0
    spoil(data, "DELETE FROM checkpoints")
    assert run("audit", "verify", "sample", "--data", str(data), "--note", str(note)) == 1
    assert "was deleted or replaced here" in " ".join(capsys.readouterr().out.split())
    note.write_text(note.read_text().replace("\n5\n", "\n4\n"))
    assert run("audit", "verify", "sample", "--data", str(data), "--note", str(note)) == 1


def test_events_are_found_by_what_is_remembered(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("audit", "find", "曾建国", "opened", "--data", str(data)) == 0
    shown = capsys.readouterr().out
    assert "sample/1" in shown
    assert "sample/2" not in shown
    assert "private" not in shown
    assert run("audit", "find", "--limit", "2", "--json", "--data", str(data)) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["source"], line["position"], line["en"]) for line in lines] == [
        ("sample", 5, "jar filled"),
        ("sample", 4, "jar filled"),
    ]
    assert run("audit", "find", "private", "--data", str(data)) == 1, "nothing found is no success"


def test_events_are_filtered_and_private_fields_withheld(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("audit", "events", "sample", "--data", str(data), "--topic", "sample.jar-opened", "--json") == 0
    (line,) = capsys.readouterr().out.splitlines()
    event = json.loads(line)
    assert (event["position"], event["withheld"]) == (1, ["note"])
    assert "private" not in line
    assert run("audit", "events", "sample", "--data", str(data), "--limit", "2", "--newest") == 0
    shown = capsys.readouterr().out
    assert "jar-filled" in shown
    assert "jar-opened" not in shown


def test_a_register_that_differs_is_named(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("audit", "rebuild", "sample", "--data", str(data)) == 0
    spoil(data, "UPDATE jars SET amount = 8")
    capsys.readouterr()
    assert run("audit", "rebuild", "sample", "--data", str(data), "--register", "jars") == 1
    (line,) = capsys.readouterr().out.splitlines()
    with sqlite3.connect(data / "sample.db") as connection:
        ((id,),) = connection.execute("SELECT id FROM jars")
    connection.close()
    assert line == f"✗ 罐子台账 jars: 标识 {id}：amount不一致 / Jars: id {id}: differs in amount"
    spoil(data, "DELETE FROM jars")
    assert run("audit", "rebuild", "sample", "--data", str(data)) == 1
    assert f"标识 {id}：缺行 / Jars: id {id}: missing row\n" in capsys.readouterr().out


def test_a_difference_is_told_by_what_the_register_calls_it() -> None:
    live = {"id": "929c", "number": "2026-0007", "copies": 2, "reason": "a"}
    found = RowDifference("seal_uses", {"id": "929c"}, live, live | {"copies": 3, "reason": "b"})
    assert difference(seal_uses, found) == (
        "标识 929c，编号 2026-0007：申请份数 (copies)、理由 (reason)不一致",
        "id 929c, number 2026-0007: differs in impressions asked for (copies), reason",
    )


def test_what_differs_in_a_replay_is_told_in_words_before_codes() -> None:
    line = {
        "kind": "changed", "zh": "用印台账", "en": "Seal uses", "register_name": "seal_uses", "key": "929c",
        "column": "copies", "column_zh": "申请份数", "column_en": "impressions asked for",
        "live": "2", "live_zh": "2", "live_en": "2", "rebuilt": "3", "rebuilt_zh": "3", "rebuilt_en": "3",
        "source": "documents", "position": 7, "fact": "documents.seal-use-requested.v1",
    }  # fmt: skip
    assert replayed(line) == (
        "用印台账 / Seal uses (seal_uses)，行 / row 929c: 申请份数 / impressions asked for (copies) 2 → 3"
        " ← documents 7 documents.seal-use-requested.v1"
    )
    status = {"column": "status", "column_zh": "状态", "column_en": "status", "live": "used", "live_zh": "已用印"}
    told = replayed(line | status | {"live_en": "used", "rebuilt": "—", "rebuilt_zh": "—", "rebuilt_en": "—"})
    assert "状态 / status (status) 已用印 / used (used) → — ← " in told


@pytest.mark.parametrize("words", [("verify",), ("rebuild", "sample"), ("events", "sample"), ("files",)])
def test_where_nobody_watches_no_line_is_empty(
    words: tuple[str, ...], data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("audit", *words, "--data", str(data))
    lines = capsys.readouterr().out.splitlines()
    assert lines
    assert all(line.strip() for line in lines)


def test_replays_are_listed_in_both_languages(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("audit", "replay", "sample", "--data", str(data), "--register", "jars") == 0
    assert all(line.strip() for line in capsys.readouterr().out.splitlines())
    assert run("audit", "replays", "sample", "--data", str(data)) == 0
    listed = " ".join(capsys.readouterr().out.split())
    assert "罐子台账 / " in listed
    assert "已完成 / done" in listed


def test_what_there_is_not_is_told_in_both_languages_with_what_there_is(data: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        app(("audit", "rebuild", "nosuch", "--data", str(data)))
    assert ended.value.code == "没有服务 nosuch，现有：sample。There is no service nosuch. Services: sample."
    with pytest.raises(SystemExit) as ended:
        app(("audit", "rebuild", "sample", "--register", "cups", "--data", str(data)))
    assert "现有：" in str(ended.value.code)
    assert "There are: " in str(ended.value.code)


def test_a_replay_says_row_column_and_event_and_stays_to_be_looked_into(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("audit", "replay", "sample", "--data", str(data)) == 0
    assert run("audit", "replay", "sample", "--data", str(data), "--position", "1") == 0
    spoil(data, "UPDATE jars SET amount = 8")
    assert run("audit", "replay", "sample", "--data", str(data), "--register", "jars") == 1
    said = " ".join(capsys.readouterr().out.split())
    assert "amount" in said
    assert "sample.jar-filled.v1" in said
    assert run("audit", "replays", "sample", "--data", str(data)) == 0
    assert "0003" in capsys.readouterr().out
    with pytest.raises(SystemExit, match="There is no replay"):
        app(("audit", "replay", "sample", "--data", str(data), "--resume", "2024-0009"))


@pytest.mark.parametrize("words", [("verify", "kitchen"), ("rebuild", "sample", "--register", "cups")])
def test_what_is_not_there_is_said_and_not_made(words: tuple[str, ...], data: Path, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"Services:|There is no"):
        app(("audit", *words, "--data", str(data)))
    with pytest.raises(SystemExit, match="There is no log"):
        app(("audit", "verify", "--data", str(tmp_path / "nowhere")))
    assert not (tmp_path / "nowhere").exists()


# -- a log of its own on a server -------------------------------------------------------------------------------------


@pytest.fixture
def cell(data: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> Store:
    """The sample service on PostgreSQL with two facts, and a folder of the embedded system beside it with five."""
    store = Store(postgres_url, schema="sample")
    key = new_key()
    office = Office(rules=RULES, calendar=WorkCalendar.load(ORGAN / "calendar"), verifier=Verifier(public_key(key)))
    desk = Desk(roster.assemble("sample", "tests.kernel.hosted", store=store, office=office).app, Signer(key))
    jar = desk.ask(OpenJar(size=9, empty_by=DAY)).id
    desk.do(FillJar(jar=jar, amount=1))
    monkeypatch.setenv("JIKAO_STORE_URL", postgres_url)
    monkeypatch.setenv("JIKAO_SCHEMA_NAME", "sample")
    monkeypatch.setenv("JIKAO_SEAL_KEY", (data / "keys" / "seal.pem").read_text())
    return store


def test_what_the_settings_name_is_signed_and_rebuilt_and_not_the_folder_beside_it(
    cell: Store, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("audit", "checkpoint", "sample", "--data", str(data)) == 0
    assert "\n2\n" in capsys.readouterr().out
    assert run("audit", "verify", "sample", "--data", str(data)) == 0
    assert "the newest over 2 events" in " ".join(capsys.readouterr().out.split())
    assert run("audit", "rebuild", "sample", "--data", str(data)) == 0
    assert "1 行一致" in capsys.readouterr().out
    with cell.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE sample.jars SET amount = 8")
    assert run("audit", "rebuild", "sample", "--data", str(data)) == 1
    assert "amount" in capsys.readouterr().out
    cell.close()


@pytest.mark.parametrize("command", ["verify", "checkpoint", "rebuild"])
def test_a_schema_without_a_log_is_said_and_not_made(
    command: str, cell: Store, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JIKAO_SCHEMA_NAME", "elsewhere")
    with pytest.raises(SystemExit, match="There is no log"):
        app(("audit", command, "sample", "--data", str(data)))
    with cell.engine.connect() as connection:
        assert "elsewhere" not in inspect(connection).get_schema_names()
    cell.close()


def test_without_its_key_nothing_is_signed(
    cell: Store, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Least of all with the key of the folder beside it."""
    monkeypatch.delenv("JIKAO_SEAL_KEY")
    with pytest.raises(SystemExit, match="JIKAO_SEAL_KEY"):
        app(("audit", "checkpoint", "sample", "--data", str(data)))
    cell.close()


# -- over nothing -----------------------------------------------------------------------------------------------------


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which nothing was ever recorded."""
    monkeypatch.setenv("JIKAO_ROSTER", json.dumps({"sample": "tests.kernel.hosted"}))
    Embedded(tmp_path / "bare").close()
    return tmp_path / "bare"


@pytest.mark.parametrize("words", [("verify",), ("checkpoint",), ("rebuild", "sample"), ("files",)], ids=lambda w: w[0])
def test_a_verdict_over_nothing_is_no_tick(
    words: tuple[str, ...], bare: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("audit", *words, "--data", str(bare)) == 1
    shown = capsys.readouterr().out
    assert "✓" not in shown
    assert "—" not in shown  # no signed note either
    assert "nothing" in shown


def test_a_log_is_held_against_a_sheet_of_paper(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its words are read from the page itself; whoever rewrites the log and signs it again has another page."""
    assert run("audit", "checkpoint", "--data", str(data)) == 0
    page, verify = tmp_path / "page.pdf", ("audit", "verify", "--data", str(data), "--paper")
    capsys.readouterr()
    assert run("audit", "paper", "--data", str(data), "--out", str(page)) == 0
    words = capsys.readouterr().out.strip()
    assert words.startswith("sample-5-")
    sheet = pypdfium2.PdfDocument(page)[0]
    assert [one.text for one in zxingcpp.read_barcodes(sheet.render(scale=3).to_pil())] == [words]
    text = sheet.get_textpage().get_text_range().replace("\r\n", "\n").replace("\u200b", "")
    assert "jikao/cell/sample\n5\n" in text, "the note itself"
    assert run(*verify, words) == 0
    assert "agrees with the paper" in " ".join(capsys.readouterr().out.split())
    assert run(*verify, words.lower().replace("-", "－").replace("－", " － ", 2)) == 0
    for wrong in (words[:-1] + ("2" if words[-1] != "2" else "3"), words.replace("-5-", "-4-")):
        assert run(*verify, wrong) == 1
        assert "not those on the paper" in " ".join(capsys.readouterr().out.split())
    assert run(*verify, words.replace("-5-", "-6-")) == 1
    assert "position 6: a paper knows 6 events, the log has 5" in " ".join(capsys.readouterr().out.split())
    with pytest.raises(SystemExit, match="not the words"):
        app([*verify, "five events"])
    with pytest.raises(SystemExit, match="Nothing is verified of directory"):
        app([*verify, words.replace("sample", "directory")])

    rewritten = Embedded(tmp_path / "rewritten")
    desk = Desk(rewritten.services["sample"].app, rewritten.signer)
    jar = desk.ask(OpenJar(size=9, empty_by=DAY, note="private")).id
    for _ in range(4):
        desk.do(FillJar(jar=jar, amount=2))
    rewritten.close()
    assert run("audit", "checkpoint", "--data", str(tmp_path / "rewritten")) == 0
    assert run("audit", "verify", "--data", str(tmp_path / "rewritten")) == 0, "by itself it is without fault"
    assert run("audit", "verify", "--data", str(tmp_path / "rewritten"), "--paper", words) == 1


def test_without_a_checkpoint_nothing_is_printed(data: Path, tmp_path: Path) -> None:
    assert run("audit", "paper", "--data", str(data), "--out", str(tmp_path / "page.pdf")) == 1
    assert not (tmp_path / "page.pdf").exists()
