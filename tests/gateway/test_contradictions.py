"""What the bus said that cannot be true stands on a page, in words, and among the figures."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from services.kernel.delivery import contradictions
from services.kernel.delivery.contradictions import Found
from services.kernel.procedure.contradictions import Contradiction
from tests.gateway.office import RealOffice
from tests.gateway.test_pages import visitor


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealOffice]:
    made = RealOffice(tmp_path_factory.mktemp("office"))
    yield made
    made.close()


@pytest.fixture
def forged(office: RealOffice) -> None:
    found = [
        Found(Contradiction.FORGED, "directory", 900, "directory.holder-appointed.v1", "seal -", b"{}"),
        Found(Contradiction.BEHIND, "directory", 12, detail="its log ends at 3"),
    ]
    app = office.runtime.services["documents"].app
    for _ in range(2):
        app.record(lambda tx: contradictions.record(tx, "directory", found))


@pytest.mark.usefixtures("forged")
def test_the_list_says_in_both_languages_what_came(office: RealOffice) -> None:
    client = visitor(office, "auditor")
    assert 'href="/registers/documents.list-contradictions"' in client.get("/registers").text
    page = client.get("/registers/documents.list-contradictions").text
    for words in ("查阅消息矛盾", "消息不是来源所签，或已被改动", "来源落后于已接收的位置"):
        assert words in page
    for code in ("directory.holder-appointed.v1", ">forged<", ">behind<", "seal -"):
        assert code not in page
    assert "/events/directory/900" not in page, "what it claims to be is not looked up"
    page = client.get("/registers/documents.list-contradictions?lang=en").text
    assert "message not signed by its source, or altered" in page
    assert "holder appointed" in page
    staff = visitor(office, "staff")
    assert "list-contradictions" not in staff.get("/registers").text
    assert staff.get("/registers/documents.list-contradictions").status_code == 403


@pytest.mark.usefixtures("forged")
def test_the_figures_count_it(office: RealOffice) -> None:
    figures = visitor(office, "admin").get("/metrics").text
    counted = [line for line in figures.splitlines() if line.startswith("jikao_contradictions{")]
    assert len(counted) == 2
    assert all('service="documents"' in line and 'source="directory"' in line for line in counted)
    assert {line.split('kind="')[1].split('"')[0] for line in counted} == {"forged", "behind"}
    assert all(float(line.rsplit(" ", 1)[1]) >= 2 for line in counted)
