"""Attachments are the kernel's: any service has them, under its own name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from services.documents import service as documents
from services.kernel.domain.events import encode, event_class
from services.kernel.log.store import Store
from services.kernel.procedure.attachments import events, operations
from services.kernel.procedure.attachments.audit import check_files
from services.kernel.procedure.attachments.files import FolderFiles, digest_of
from services.kernel.procedure.attachments.folder import RecordClosed
from services.kernel.procedure.operations import discover
from services.kernel.refusals import Forbidden
from tests.attendance.desk import rules
from tests.given import fact, given, proven
from tests.kernel.sample import FillJar, OpenJar, SampleDesk

LABEL = b"%PDF-1.7 a label"
CLERK, COOK = "p008", "p001"
own = operations.declare("sample")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[SampleDesk]:
    store = Store(f"sqlite:///{tmp_path}/sample.db")
    yield SampleDesk(store, rules=rules(), files=FolderFiles(tmp_path / "files"))
    store.close()


def test_a_services_files_are_recorded_under_its_own_name(desk: SampleDesk, tmp_path: Path) -> None:
    jar = desk.ask(OpenJar(size=2, empty_by=date(2030, 1, 1))).id
    label = own.attach_file(kind="jar", record=jar, file_name="标签.pdf", content=LABEL)
    given(to=desk).when(label, by=COOK).then_refused(Forbidden)
    attached = given(to=desk).when(label, by=CLERK).then(fact(events.declare("sample").attached, number=1, kind="jar"))
    assert [event.TOPIC for event in attached.recorded] == ["sample.file-attached.v1"]
    assert desk.ask(own.list_attachments(kind="jar", record=jar), by=COOK).items == [attached.result]
    content = own.download_attachment(kind="jar", record=jar, number=1)
    assert desk.ask(content, by=COOK).content == LABEL
    assert FolderFiles(tmp_path / "files" / "sample").has(digest_of(LABEL))
    assert check_files(desk.app.store, desk.app.files).files == 1
    proven(desk.app)


def test_its_refusals_are_called_by_its_own_name(desk: SampleDesk) -> None:
    jar = desk.ask(OpenJar(size=2, empty_by=date(2030, 1, 1))).id
    label = own.attach_file(kind="jar", record=jar, file_name="标签.pdf", content=LABEL)
    full = given(FillJar(jar=jar, amount=2), to=desk).when(label, by=CLERK).then_refused(RecordClosed)
    assert full.refusal.as_problem()["code"] == "sample.attachments-closed"
    assert str(full.refusal).startswith("sample.attachments-closed: ")


def test_each_service_has_its_own_and_the_log_of_documents_reads_as_it_did() -> None:
    assert "attachments" in [procedure.name for procedure in documents.PROCEDURES]
    ours = operations.declare("documents")
    assert {operation.NAME for operation in ours} < {operation.NAME for operation in discover("documents")}
    assert (own.attach_file.PATH, ours.attach_file.PATH) == ("/sample/attachments", "/documents/attachments")
    stored = event_class("documents.file-attached.v1")
    assert stored is events.declare("documents").attached is not events.declare("sample").attached
    assert discover("attendance")  # a service that takes none has none
    assert not [operation for operation in discover("attendance") if "attach" in operation.NAME]


def test_the_same_fact_has_the_same_bytes_in_every_service(desk: SampleDesk) -> None:
    jar = desk.ask(OpenJar(size=2, empty_by=date(2030, 1, 1))).id
    desk.ask(own.attach_file(kind="jar", record=jar, file_name="标签.pdf", content=LABEL), by=CLERK)
    (event,) = [one for one in desk.recorded() if one.TOPIC == "sample.file-attached.v1"]
    there = {name: getattr(event, name) for name in event.__struct_fields__}
    assert encode(events.declare("documents").attached(**there)) == encode(event)
