"""The evaluation in a real browser over plain http: filled in, blinded, signed, cast, found again (A35)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from deploy.ballots import check as command
from tests.appraisal.voters import lying
from tests.browser.test_pages import Site, log_in
from tests.gateway.office import RealOffice

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request

Q, PAGE = "2026-Q3", "/evaluations/2026-Q3"
OTHERS = 10
"""Departments that somebody of the office rates."""


@pytest.fixture
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """9 October: the third quarter is being appraised, and its round is open."""
    office = RealOffice(tmp_path_factory.mktemp("ballot"))
    office.clock.set(datetime(2026, 10, 9, 1, tzinfo=UTC))
    office.do("p008", "appraisal.open-quarter", quarter=Q)
    office.do("system", "appraisal.tick")
    served = Site(office)
    yield served
    served.stop()
    office.close()


def vote(page: Page, rating: str, comment: str = "") -> list[str]:
    """As the voter does it; the codes that the page shows."""
    for line in page.locator(".ratings tbody tr").all():
        line.locator(f"input[value='{rating}']").check()
    page.locator("textarea").fill(comment)
    page.locator("#form button").click()
    page.wait_for_selector("#mine:not([hidden]), #said.problem:not([hidden])")
    assert page.locator("#said.problem").count() == 0, page.inner_text("#said")
    return [row.locator("td").nth(1).inner_text() for row in page.locator("#codes tr").all()]


def saved(page: Page, link: str) -> Path:
    with page.expect_download() as download:
        page.get_by_role("link", name=link).click()
    return Path(download.value.path())


def test_a_vote_is_cast_without_who_cast_it_and_its_codes_are_found_in_what_is_sealed(site: Site, page: Page) -> None:
    casts: list[Request] = []
    page.on("request", lambda request: casts.append(request) if "/ballots/" in request.url else None)
    log_in(page, site, "clerk", PAGE)
    fingerprint = page.locator("main code.hash").first.inner_text()
    codes = vote(page, "good", "会议材料可再提前")
    assert len(codes) == len(set(codes)) == OTHERS + 1
    assert len(casts) == OTHERS + 1
    for request in casts:
        headers = request.all_headers()
        assert not {"cookie", "authorization", "x-csrf-token", "referer"} & headers.keys(), headers
        assert len(request.post_data or "") == len(casts[0].post_data or ""), "as long as any other"
    assert len(lying(site.office.runtime.boxes, Q)) == OTHERS + 1
    taken = site.office.do("p020", "appraisal.list-slips-taken")["items"]
    assert [line["person"] for line in taken] == ["p011"]
    page.reload()
    page.wait_for_selector("#mine:not([hidden])")
    site.office.clock.set(datetime(2026, 10, 16, 1, tzinfo=UTC))
    site.office.do("system", "appraisal.tick")
    page.reload()
    page.wait_for_selector("#mine:not([hidden])")
    assert {row.locator("td").nth(2).inner_text() for row in page.locator("#codes tr").all()} == {"已计入"}
    assert "票数不足" in page.inner_text("#results"), "one vote is not shown"
    assert "会议材料可再提前" in page.inner_text("#results")
    receipts, sealed = saved(page, "保存回执"), saved(page, "下载封存文件")
    assert command(sealed, code=tuple(codes), receipts=receipts, fingerprint=fingerprint) == 0
    assert {one["code"] for one in json.loads(receipts.read_text())} == set(codes)
    site.office.do("system", "appraisal.tick")
    assert site.office.runtime.boxes.held() == [], "what is sealed for good is in no box any more"


def test_who_broke_off_after_the_signing_goes_on_where_they_were(site: Site, page: Page) -> None:
    """The box does not answer: the slips are kept in the browser and cast when the page is opened again."""
    log_in(page, site, "clerk", PAGE)
    page.route("**/ballots/**", lambda route: route.abort())
    for line in page.locator(".ratings tbody tr").all():
        line.locator("input[value='fair']").check()
    page.locator("#form button").click()
    page.wait_for_selector("#said.problem:not([hidden])")
    assert lying(site.office.runtime.boxes, Q) == []
    page.unroute("**/ballots/**")
    page.reload()
    page.wait_for_selector("#mine:not([hidden])")
    assert len(lying(site.office.runtime.boxes, Q)) == OTHERS + 1


def test_another_browser_has_no_second_vote(site: Site, page: Page) -> None:
    log_in(page, site, "clerk", PAGE)
    vote(page, "poor")
    page.evaluate("localStorage.clear()")
    page.reload()
    page.wait_for_selector("[data-ready]")
    assert page.locator("#form").count() == 0
    assert "不再补发" in page.inner_text("#lost")


def test_a_lost_box_is_said_on_the_page_and_everybody_votes_anew_in_the_next_round(site: Site, page: Page) -> None:
    log_in(page, site, "clerk", PAGE)
    before = vote(page, "good")
    (site.office.runtime.data / "ballots" / Q / "box").unlink()
    page.reload()
    assert "票箱文件不在" in page.inner_text("main [role=alert]")
    site.office.do("system", "appraisal.tick")
    reason = "硬盘损坏，票箱无法恢复"
    site.office.do("p008", "appraisal.void-evaluation", quarter=Q, reason=reason)
    page.reload()
    assert reason in page.inner_text("main")
    assert page.locator("#form").count() == 0
    site.office.do("system", "appraisal.tick")
    page.reload()
    assert "第 2 轮" in page.inner_text("h1")
    after = vote(page, "poor")
    assert set(after).isdisjoint(before)
    assert len(lying(site.office.runtime.boxes, f"{Q}.2")) == OTHERS + 1


def test_the_page_speaks_english_and_fits_a_phone(site: Site, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    log_in(page, site, "clerk", PAGE)
    page.goto(f"{site.url}{PAGE}?lang=en")
    assert "nobody can know how somebody rated" in page.inner_text("main")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
