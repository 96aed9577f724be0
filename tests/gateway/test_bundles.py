"""Bundles on pages: chosen, joined from the services, and handed to the verifier as an outsider has it."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from deploy.verifier import verify
from tests.gateway.office import RealOffice
from tests.gateway.test_log import visitor

SECRET = "家事不宜外传"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealOffice]:
    """A leave whose reason is nobody's business."""
    made = RealOffice(tmp_path_factory.mktemp("bundles"))
    leave = {"kind": "personal", "start": "2026-08-10", "end": "2026-08-10", "reason": SECRET}
    made.do("p027", "attendance.request-leave", person="p027", **leave)
    yield made
    made.close()


@pytest.fixture(scope="module")
def auditor(office: RealOffice) -> TestClient:
    return visitor(office, "auditor")


def checked(content: bytes) -> tuple[verify.ZipBundle, list[str]]:
    bundle = verify.ZipBundle(io.BytesIO(content))
    report = verify.verify(bundle)
    assert [f"{one.place} {one.en}" for one in report.faults] == []
    return bundle, [en for _, en in report.holds]


def test_the_page_is_for_who_may_export(office: RealOffice, auditor: TestClient) -> None:
    assert 'href="/bundles"' in auditor.get("/registers").text
    assert 'name="service"' in auditor.get("/bundles").text
    head = visitor(office, "head")
    assert 'href="/bundles"' not in head.get("/registers").text
    assert head.get("/bundles").status_code == 404
    assert head.get("/bundles/whole.zip", params={"service": "attendance"}).status_code == 404
    assert head.get("/bundles/whole.zip", params={"person": "p028"}).status_code == 403


def test_a_whole_service_with_its_regulations_and_without_private_words(auditor: TestClient) -> None:
    bundle, holds = checked(auditor.get("/bundles/whole.zip", params={"service": "attendance"}).content)
    assert any("values of the regulations, each cited" in one for one in holds)
    assert b'name = "leave.' in verify.whole(bundle, "attendance/regulations.toml")
    assert SECRET.encode() not in verify.whole(bundle, "attendance/events.jsonl")


def test_what_concerns_a_person_comes_from_every_log_that_has_any(auditor: TestClient) -> None:
    answer = auditor.get("/bundles/whole.zip", params={"person": "p027"})
    assert answer.status_code == 200, answer.text
    bundle, _ = checked(answer.content)
    parts = {name.split("/")[0] for name in bundle.names() if "/" in name}
    assert parts >= {"attendance", "directory"}
    assert auditor.get("/bundles/whole.zip", params={"person": "p999"}).status_code == 404


def test_what_the_logs_have_seen_of_each_other_is_held_against_them(office: RealOffice, auditor: TestClient) -> None:
    for service in office.runtime.services:
        office.do("p020", f"{service}.make-checkpoint")
    office.runtime.witness()
    _, holds = checked(auditor.get("/bundles/whole.zip", params={"person": "p027"}).content)
    assert any("agree with what other logs saw" in one for one in holds)
