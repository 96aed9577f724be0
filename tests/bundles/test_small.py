"""Bundles of a small log: whole, of a record, of a person; given to the verifier as an outsider has it."""

from __future__ import annotations

import base64
import io
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from deploy.verifier import verify
from services.kernel.log.seal import Notary
from services.kernel.procedure.bundles.handlers import NothingToExport
from services.kernel.procedure.bundles.instructions import VERIFIER
from services.kernel.procedure.bundles.part import public_of
from services.kernel.refusals import Forbidden
from tests.given import DAY
from tests.kernel.sample import EmptyJar, FillJar, OpenJar, SampleDesk, log
from tests.kernel.stores import MakeStore, OnPostgres, OnSqlite

NOTARY = Notary("jikao/test", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
KEY = public_of(NOTARY)
AUDITOR, STAFF = "p005", "p002"


def members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist()}


def held_of(content: bytes, service: str = "sample") -> verify.Held:
    """What somebody was given on paper before: the newest checkpoint and the key."""
    *_, last = members(content)[f"{service}/checkpoints.jsonl"].splitlines()
    return verify.Held(verify.json.loads(last)["note"] + f"\nkey {KEY}\n")


def faults(content: bytes, held: Any = None) -> list[str]:
    report = verify.verify(verify.Members(members(content)), held or held_of(content))
    assert report.holds or report.faults, "a verdict over nothing"
    return [f"{one.place} {one.en}" for one in report.faults]


class Bundles:
    @pytest.fixture
    def desk(self, make_store: MakeStore) -> Iterator[SampleDesk]:
        """Two jars: one opened by p001 with a private note, one by p002; a checkpoint in the middle."""
        desk = SampleDesk(make_store(), notary=NOTARY)
        self.jars = [desk.ask(OpenJar(size=9, empty_by=DAY, note="gift of aunt"), by="p001").id]
        desk.do(FillJar(jar=self.jars[0], amount=2), by="p001")
        desk.do(log.make_checkpoint(), by=AUDITOR)
        self.jars.append(desk.ask(OpenJar(size=9, empty_by=DAY), by=STAFF).id)
        for jar, by in ((self.jars[0], STAFF), (self.jars[1], STAFF), (self.jars[0], "p001")):
            desk.do(FillJar(jar=jar, amount=1), by=by)
        desk.do(EmptyJar(jar=self.jars[1]), by="p001")
        yield desk
        desk.app.close()

    def export(self, desk: SampleDesk, by: str = AUDITOR, **fields: Any) -> bytes:
        content: bytes = desk.ask(log.export_log(**fields), by=by).content
        return content

    def test_a_whole_log_holds_against_what_an_outsider_holds(self, desk: SampleDesk) -> None:
        content = self.export(desk, complete=True)
        assert faults(content) == []
        assert b"gift of aunt" in members(content)["sample/events.jsonl"]
        assert b"gift of aunt" not in members(self.export(desk))["sample/events.jsonl"], "unless it is asked for"
        assert self.export(desk, complete=True) == content, "the same log makes the same bytes"

    def test_a_record_and_a_person_are_proven_event_by_event(self, desk: SampleDesk) -> None:
        record = self.export(desk, aggregate=self.jars[1])
        person = self.export(desk, person=STAFF)
        assert (faults(record), faults(person)) == ([], [])
        assert members(record)["sample/proofs.jsonl"].count(b"\n") == 3
        assert members(person)["sample/proofs.jsonl"].count(b"\n") == 3
        assert b"gift of aunt" not in members(record)["sample/events.jsonl"]

    def test_one_gets_ones_own_and_only_the_auditor_all(self, desk: SampleDesk) -> None:
        own = self.export(desk, by="p001", person="p001", complete=True)
        assert b"gift of aunt" in members(own)["sample/events.jsonl"]
        assert faults(own) == []
        for asked in (
            {"person": STAFF},
            {},
            {"aggregate": self.jars[0]},
            {"person": "p001", "aggregate": self.jars[1]},
        ):
            with pytest.raises(Forbidden):
                self.export(desk, by="p001", **asked)

    def test_nothing_is_no_bundle(self, desk: SampleDesk) -> None:
        with pytest.raises(NothingToExport):
            self.export(desk, aggregate=uuid4())
        nobody = self.export(desk, person="p099")
        assert [one.split()[0] for one in faults(nobody)] == ["sample/events.jsonl"], "no verdict over nothing"

    def test_what_is_withheld_is_said_and_its_seal_proven(self, desk: SampleDesk) -> None:
        content = self.export(desk)
        assert b"gift of aunt" not in members(content)["sample/events.jsonl"]
        report = verify.verify(verify.Members(members(content)), held_of(content))
        assert not report.faults
        assert any("1 events are withheld in part" in en for _, en in report.doubts)

    def test_a_records_lines_are_proved_from_its_events_and_a_changed_one_named(self, desk: SampleDesk) -> None:
        proof = desk.ask(log.prove_record(aggregate=self.jars[0]), by=AUDITOR)
        assert (proof.holds, proof.events, len(proof.lines)) == (True, 4, 1)
        assert [one.en for one in proof.steps if not one.holds] == []
        with desk.app.store.writing() as connection:
            connection.exec_driver_sql(f"UPDATE jars SET amount = 8 WHERE id = '{self.jars[0].hex}'")
        spoilt = desk.ask(log.prove_record(aggregate=self.jars[0]), by=AUDITOR)
        assert (spoilt.holds, spoilt.lines[0].columns) == (False, ["amount"])
        assert desk.ask(log.prove_record(aggregate=self.jars[1]), by=AUDITOR).holds, "nobody else's line was touched"
        with desk.app.store.writing() as connection:
            connection.exec_driver_sql(f"DELETE FROM jars WHERE id = '{self.jars[1].hex}'")
        assert not desk.ask(log.prove_record(aggregate=self.jars[1]), by=AUDITOR).holds

    def test_an_event_that_was_changed_in_the_log_is_named_by_the_proof(self, desk: SampleDesk) -> None:
        desk.do(log.make_checkpoint(), by=AUDITOR)
        with desk.app.store.writing() as connection:
            connection.exec_driver_sql("UPDATE events SET topic = 'sample.jar-emptied.v1' WHERE position = 2")
        proof = desk.ask(log.prove_record(aggregate=self.jars[0]), by=AUDITOR)
        assert [one.told for one in proof.steps if not one.holds] == ["#2"]

    def test_without_anything_held_it_is_consistent_in_itself_and_no_more(
        self, desk: SampleDesk, tmp_path: Path
    ) -> None:
        content = self.export(desk)
        bundle, held = tmp_path / "b.zip", tmp_path / "held.txt"
        bundle.write_bytes(content)
        *_, last = members(content)["sample/checkpoints.jsonl"].splitlines()
        held.write_text(verify.json.loads(last)["note"] + f"\nkey {KEY}\n")
        assert self.run(bundle) == 3
        assert self.run(bundle, "--key", KEY) == 3
        assert self.run(bundle, "--held", str(held)) == 0
        assert self.run(bundle, "--key", base64.b64encode(bytes(32)).decode()) == 1
        bundle.write_bytes(content.replace(b"sample/part.note", b"sample/part.nope"))
        assert self.run(bundle, "--held", str(held)) == 1
        bundle.write_bytes(b"")
        assert self.run(bundle, "--held", str(held)) == 2

    def run(self, *words: Any) -> int:
        """As a stranger runs it: another process, no path to the product, no network wanted."""
        done = subprocess.run(
            [sys.executable, "-I", "-S", str(VERIFIER), *map(str, words)], capture_output=True, text=True, check=False
        )
        assert "Traceback" not in done.stderr
        return done.returncode


class TestOnSqlite(OnSqlite, Bundles):
    pass


class TestOnPostgres(OnPostgres, Bundles):
    pass
