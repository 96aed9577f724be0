"""What a page costs: packed on the way, kept by the browser, nothing moving once it is seen."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from gateway.pages.assets import Assets
from gateway.pages.quarters import first_shown
from tests.gateway.office import RealOffice
from tests.gateway.test_pages import HOST, visitor

LANDING = 300_000
"""Octets that a browser with an empty cache fetches for the first page: the chart's library is most of them."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealOffice]:
    made = RealOffice(tmp_path_factory.mktemp("office"))
    yield made
    made.close()


def sent(client: TestClient, address: str) -> tuple[int, dict[str, str]]:
    """Octets on the wire, and the headers."""
    with client.stream("GET", address, headers={"Accept-Encoding": "gzip"}) as answer:
        assert answer.status_code == 200
        return sum(len(part) for part in answer.iter_raw()), dict(answer.headers)


def test_the_landing_page_is_light_and_its_parts_are_fetched_once(office: RealOffice) -> None:
    client = visitor(office, "staff")
    page = client.get("/")
    total, headers = sent(client, page.url.path)
    assert headers["content-encoding"] == "gzip"
    assert headers["cache-control"] == "no-store", "what a page shows is for its reader alone"
    parts = re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text)
    assert len(parts) >= 5
    for part in parts:
        size, headers = sent(client, part)
        total += size
        assert headers["cache-control"] == "public, max-age=31536000, immutable", part
        assert headers["content-encoding"] == "gzip"
        assert headers["vary"] == "Accept-Encoding"
        again = client.get(part, headers={"If-None-Match": headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
    assert total < LANDING


def test_what_changes_has_another_address(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a { color: red }")
    assets = Assets(tmp_path)
    first = assets.address("a.css")
    assert first == assets.address("a.css")
    (tmp_path / "a.css").write_text("a { color: black }")
    assert assets.address("a.css") != first


def test_an_old_address_still_answers_but_is_not_kept(office: RealOffice) -> None:
    client = TestClient(office.app, base_url=HOST)
    for address in ("/static/jikao.css", "/static/jikao.css?v=0123456789abcdef"):
        assert client.get(address).headers["cache-control"] == "no-cache"
    plain = client.get("/static/jikao.css", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert len(plain.content) > len(gzip.compress(plain.content))


@pytest.mark.parametrize("name", ["../app.py", "%2e%2e/app.py", "vendor", "", "nothing.css", "%2Fetc/passwd"])
def test_only_what_lies_in_the_folder_is_given_out(office: RealOffice, name: str) -> None:
    assert TestClient(office.app, base_url=HOST).get(f"/static/{name}").status_code == 404


def test_a_stream_is_not_held_back_by_packing(office: RealOffice) -> None:
    client = visitor(office, "staff")
    with client.stream("GET", "/live?topics=person", headers={"Accept-Encoding": "gzip"}) as answer:
        assert "content-encoding" not in answer.headers
        assert next(answer.iter_raw()).startswith(b": open")


def test_a_newcomer_sees_a_quarter_that_is_over() -> None:
    """The running one is shown first only where there is no other."""
    running, over = {"quarter": "2026-Q4", "running": True}, {"quarter": "2026-Q3", "running": False}
    assert first_shown([running, over, {"quarter": "2026-Q2", "running": False}]) == "2026-Q3"
    assert first_shown([over]) == "2026-Q3"
    assert first_shown([running]) == "2026-Q4"


def test_the_running_quarter_is_marked(office: RealOffice) -> None:
    """The office's clock stands at 3 August."""
    assert office.do("p024", "appraisal.list-quarters")["items"][0]["running"] is True
    assert "本季进行中" in visitor(office, "staff").get("/scorecards/2026-Q3").text
