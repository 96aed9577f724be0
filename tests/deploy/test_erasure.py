"""After an erasure no byte of somebody's own words is left anywhere, and nothing else has changed (issue 14, 5)."""

from __future__ import annotations

import base64
import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from deploy.embedded import Embedded
from deploy.personal_key import rotate
from deploy.verifier import verify
from services.kernel.clock import SimulatedClock
from services.kernel.host.settings import Settings
from services.kernel.log.mapper import ERASED, NOT_HERE
from services.kernel.log.rebuild import Rebuild
from services.kernel.log.store import Store
from services.kernel.procedure import erasing as erasing_in_services
from services.kernel.procedure.own_log.handlers import check_seal
from services.kernel.refusals import Refusal
from tests.deploy import erasing
from tests.deploy.erasing import (
    APPLICANTS,
    AUDITOR,
    CANARY,
    CHAIR,
    CLERK,
    CONSENT,
    DIRECTOR,
    LEFT,
    ORGANISER,
    OWNED,
    PERSON,
    VISITORS,
    WORDS,
    ZONE,
    Office,
    live,
    order,
    where,
)  # fmt: skip

SHOWN = set(WORDS) - {8, VISITORS + 1, APPLICANTS + 1}
"""Of the words, those that a register shows; why punches were corrected stands in the log alone, and encrypted, as the
files are that are somebody's own."""
OF_PEOPLE = ("attendance", "documents", "finance", "party")
FIRST = datetime(2026, 7, 1, 8, tzinfo=ZONE)


def embedded(folder: Path) -> Embedded:
    return Embedded(folder, Settings(tick_seconds=0.0), clock=SimulatedClock(FIRST))


def office_of(made: Embedded) -> Office:
    return Office(made.call, made.signer, made.keys.system_token(), made.settle)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A folder after the month, closed; and the visit."""
    folder = tmp_path_factory.mktemp("lived") / "data"
    made = embedded(folder)
    office = office_of(made)
    office.import_organ("2026-07-01T08:00")
    visit = live(office)
    made.close()
    return folder, visit


@pytest.fixture
def data(lived: tuple[Path, str], tmp_path: Path) -> Iterator[tuple[Path, str, Embedded]]:
    folder = tmp_path / "data"
    shutil.copytree(lived[0], folder)
    made = embedded(folder)
    yield folder, lived[1], made
    made.close()


def logs(made: Embedded) -> dict[str, list[bytes]]:
    return {name: [row.state for row in service.app.store.rows()] for name, service in made.services.items()}


def test_no_byte_is_left_and_nothing_else_has_changed(data: tuple[Path, str, Embedded]) -> None:
    folder, visit, made = data
    office = office_of(made)
    assert {n for n in WORDS if where(folder, erasing.word(n))} == SHOWN, "or this would prove nothing"
    before = logs(made)
    card = {"department": "budget", "quarter": "2026-Q3"}
    bundled = {name: bundle(office, "2026-07-06T09:00", name) for name in OF_PEOPLE}
    order(office, visit)
    office.tick("2026-09-01T08:00")
    assert where(folder, CANARY), "within the waiting time nothing is erased"
    scored = office.see("2026-09-01T09:00", CHAIR, "appraisal.get-scorecard", **card)
    office.tick("2026-09-02T08:00")
    office.tick("2026-09-02T08:10")
    again = office.see("2026-09-02T09:00", CHAIR, "appraisal.get-scorecard", **card, at=scored["at"])
    assert (again["card"], again["digest"]) == (scored["card"], scored["digest"])
    assert where(folder, CANARY) == []
    for name, members in bundled.items():
        now = bundle(office, "2026-09-02T09:00", name)
        assert now[f"{name}/events.jsonl"].startswith(members[f"{name}/events.jsonl"]), "what was given out still holds"
        assert verify.verify(verify.Members(now), held_of(members, name)).faults == []
    after = logs(made)
    for name, service in made.services.items():
        assert after[name][: len(before[name])] == before[name], "the log is not touched"
        size, fault, _ = check_seal(service.app.store)
        assert (fault, size > 0) == (None, name != "appraisal" or size > 0)
        report = Rebuild(service.app, service.app.registers).run()
        assert report.equal, name
    made.close()
    assert where(folder, CANARY) == []
    assert where(folder, LEFT), "what is others' stays"


def bundle(office: Office, at: str, service: str) -> dict[str, bytes]:
    """The whole log as an outsider gets it."""
    content = base64.urlsafe_b64decode(office.see(at, AUDITOR, f"{service}.export-log")["content"])
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist()}


def held_of(members: dict[str, bytes], service: str) -> verify.Held:
    """What was printed when that bundle was given out."""
    *_, last = members[f"{service}/checkpoints.jsonl"].splitlines()
    about = json.loads(members[f"{service}/part.json"])
    return verify.Held(json.loads(last)["note"] + f"\nkey {about['key']}\n")


def test_files_of_somebodys_own_lie_encrypted_and_cannot_be_had_once_the_key_is_gone(
    data: tuple[Path, str, Embedded],
) -> None:
    folder, visit, made = data
    office = office_of(made)
    (applicant,) = office.see("2026-07-06T09:00", ORGANISER, "party.list-applicants")["items"]
    theirs = (
        (CLERK, "documents", {"kind": "visit", "record": visit, "number": 1}, VISITORS),
        (ORGANISER, "party", {"kind": "applicant", "record": applicant["id"], "number": 1}, APPLICANTS),
    )
    for by, service, which, name in theirs:
        had = office.see("2026-07-06T09:00", by, f"{service}.download-attachment", **which)
        assert base64.urlsafe_b64decode(had["content"]).decode() == erasing.word(name + 1)
        assert where(folder, erasing.word(name + 1)) == [], "it never lay there in the clear"
        erasing.attach(office, "2026-07-06T09:10", by, service, which["kind"], which["record"], name)
        listed = office.see("2026-07-06T09:20", by, f"{service}.list-attachments", **without(which))
        assert len(listed["items"]) == 1, "the same again is the same"
    order(office, visit)
    office.tick("2026-09-02T08:00")
    office.tick("2026-09-02T08:10")
    for by, service, which, _ in theirs:
        with pytest.raises(Refusal) as gone:
            office.see("2026-09-02T09:00", by, f"{service}.download-attachment", **which)
        assert gone.value.code == f"{service}.attachment-erased"
        listed = office.see("2026-09-02T09:00", by, f"{service}.list-attachments", **without(which))
        assert [one["file_name"] for one in listed["items"]] == [ERASED]
        checked = office.do("2026-09-02T09:10", AUDITOR, f"{service}.check-files")
        assert json.loads(checked.body)["holds"], "what lies there is what was put there"


def without(which: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in which.items() if name != "number"}


def test_whoever_may_read_it_is_told_that_it_was_erased(data: tuple[Path, str, Embedded]) -> None:
    _, visit, made = data
    office = office_of(made)
    order(office, visit)
    office.tick("2026-09-02T08:00")
    office.tick("2026-09-02T08:10")
    seen = office.see("2026-09-02T09:00", erasing.AUDITOR, "party.list-events", topic="party.gift-handed-in")
    (gift,) = seen["items"]
    assert (gift["fields"]["what"], gift["fields"]["giver"], gift["fields"]["value"]) == (ERASED, ERASED, 500)
    (leave,) = office.see("2026-09-02T09:00", DIRECTOR, "attendance.list-leave", person=PERSON)["items"]
    assert leave["reason"] == ERASED
    others = office.see("2026-09-02T09:00", DIRECTOR, "attendance.list-leave", person=erasing.OTHER)["items"]
    assert [one["reason"] for one in others] == [LEFT]
    assert office.see("2026-09-02T09:00", DIRECTOR, "documents.get-visit", visit=visit)["visitor"] == ERASED


def read_back(office: Office, by: str, person: str, service: str, sheet: str = "本人信息") -> str:
    name = f"{service}.export-own-data"
    content = base64.urlsafe_b64decode(office.see("2026-07-08T09:00", by, name, person=person)["content"])
    book = openpyxl.load_workbook(io.BytesIO(content))
    return "\n".join(str(cell.value) for line in book[sheet].iter_rows() for cell in line if cell.value is not None)


def test_a_person_has_all_that_is_held_of_them_as_a_file(data: tuple[Path, str, Embedded]) -> None:
    _, _, made = data
    office = office_of(made)
    told = "\n".join(
        read_back(office, PERSON, PERSON, name) for name in ("party", "attendance", "finance", "directory")
    )
    assert {n for n in range(1, 14) if erasing.word(n) in told} == set(range(1, 11)), (
        "the visitor's words are not theirs"
    )
    assert {n for n in WORDS if erasing.word(n) in read_back(office, PERSON, PERSON, "party", "附件")} == {APPLICANTS}
    assert LEFT not in told
    assert "个人" in told or "请假" in told, "events are told in words"
    with pytest.raises(Refusal):
        read_back(office, DIRECTOR, PERSON, "party")


def test_a_backup_of_the_log_alone_reads_nothing_of_anybodys(data: tuple[Path, str, Embedded], tmp_path: Path) -> None:
    folder, _, made = data
    made.close()
    shutil.copy(folder / "attendance.db", tmp_path / "attendance.db")
    store = Store(f"sqlite:///{tmp_path}/attendance.db")
    told: list[Any] = [store.mapper.decode(row.topic, row.state) for row in store.rows()]
    reasons = {one.reason for one in told if getattr(one, "reason", "")}
    assert reasons == {NOT_HERE}
    store.close()


def test_what_is_interrupted_is_carried_out_again(
    data: tuple[Path, str, Embedded], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, visit, made = data
    office = office_of(made)
    order(office, visit)
    with monkeypatch.context() as broken:
        broken.setattr(erasing_in_services, "purge", lambda store, tables: 1 / 0)
        office.tick("2026-09-02T08:00")
        office.tick("2026-09-02T08:10")
    faults = office.see("2026-09-02T09:00", erasing.AUDITOR, "party.list-clock-faults")["items"]
    assert [fault["task"] for fault in faults if fault["task"] == "log.erasure"] == ["log.erasure"]
    office.tick("2026-09-02T08:20")
    assert where(folder, CANARY) == []


def test_an_erasure_that_is_taken_back_in_time_erases_nothing(data: tuple[Path, str, Embedded]) -> None:
    folder, visit, made = data
    office = office_of(made)
    order(office, visit)
    for erasure in office.see("2026-08-20T09:00", CHAIR, "directory.list-erasures")["items"]:
        office.do("2026-08-20T09:00", DIRECTOR, "directory.withdraw-erasure", erasure=erasure["id"], reason="有争议")
    office.tick("2026-09-02T08:00")
    office.tick("2026-09-02T08:10")
    assert {n for n in WORDS if where(folder, erasing.word(n))} == SHOWN


def refused(office: Office, at: str, by: str, operation: str, **fields: Any) -> str:
    with pytest.raises(Refusal) as declined:
        office.do(at, by, operation, **fields)
    assert declined.value.next
    return declined.value.code


def test_nobody_erases_alone_nor_what_the_law_keeps(data: tuple[Path, str, Embedded]) -> None:
    _, _, made = data
    office = office_of(made)
    mine = {"person": PERSON, "kinds": list(OWNED), **CONSENT}
    propose, approve = "directory.propose-erasure", "directory.approve-erasure"
    assert refused(office, "2026-07-08T09:00", DIRECTOR, propose, **mine) == "directory.erasure-in-service"
    erasing.leave(office)
    expired = {**mine, "basis": "expired"}
    accounts = {**mine, "kinds": ["accounts"]}
    assert refused(office, "2026-08-03T09:00", DIRECTOR, propose, **expired) == "directory.erasure-still-kept"
    assert refused(office, "2026-08-03T09:00", DIRECTOR, propose, **accounts) == "directory.erasure-still-kept"
    erasure = office.make("2026-08-03T09:00", DIRECTOR, propose, **mine)
    assert refused(office, "2026-08-03T09:00", DIRECTOR, propose, **mine) == "directory.erasure-there"
    for alone in (DIRECTOR, "p016", "p054"):
        assert refused(office, "2026-08-03T10:00", alone, approve, erasure=erasure) in (
            "kernel.forbidden", "kernel.own-matter",
        )  # fmt: skip
    late = {**mine, "kinds": ["attendance"], "basis": "expired"}
    office.do("2026-08-04T09:00", CHAIR, "directory.decline-erasure", erasure=erasure, reason="尚未到期")
    office.do("2031-07-31T09:00", DIRECTOR, propose, **late)


def due(office: Office, at: str, by: str) -> list[tuple[str, str, str]]:
    """What of whom the desk says is to be erased, and since when."""
    lines = office.see(at, by, "directory.list-desk", limit=500)["items"]
    found = [one for one in lines if one["operation"] == "directory.propose-erasure"]
    return [(one["fields"]["person"], one["title"], one["since"]) for one in found if one["fields"]["person"] == PERSON]


def test_what_was_kept_for_its_whole_time_lies_on_the_desk_until_it_is_proposed_and_is_never_erased_alone(
    data: tuple[Path, str, Embedded],
) -> None:
    folder, _, made = data
    office = office_of(made)
    erasing.leave(office)
    security = "p054"
    assert due(office, "2031-07-30T09:00", security) == []
    day = "2031-07-31"
    office.tick(f"{day}T08:00")
    assert due(office, f"{day}T09:00", security) == [(PERSON, "考勤与请假、工会福利与健康、考核", day)]
    assert due(office, f"{day}T09:00", DIRECTOR) == []
    assert where(folder, erasing.word(7)), "the clock erases nothing that nobody proposed"
    late = {"person": PERSON, "kinds": ["attendance"], "basis": "expired", "reason": "保存期限届满"}
    erasure = office.make(f"{day}T10:00", security, "directory.propose-erasure", **late)
    assert due(office, f"{day}T10:10", security) == [(PERSON, "工会福利与健康、考核", day)]
    office.do(f"{day}T10:20", CHAIR, "directory.decline-erasure", erasure=erasure, reason="有争议")
    assert due(office, f"{day}T10:30", security)[0][1].startswith("考勤与请假"), "declined, it is due as before"


def test_the_keys_lie_apart_from_the_log_and_are_wrapped_anew(data: tuple[Path, str, Embedded]) -> None:
    folder, _, made = data
    before = made.services["attendance"].app.store.mapper
    made.close()
    master = (folder / "keys" / "personal.key").read_text()
    assert rotate(folder) == 0
    assert (folder / "keys" / "personal.key").read_text() != master
    again = embedded(folder)
    mapper = again.services["attendance"].app.store.mapper
    rows = [row for row in again.services["attendance"].app.store.rows() if b"_sealed" in row.state]
    assert rows
    assert before.keys is not None
    for row in rows:
        assert ERASED.encode() not in mapper.opened(row.topic, row.state)
    again.close()
