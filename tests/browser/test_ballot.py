"""The evaluation in a real browser over plain http: filled in, blinded, signed, cast, found again (A35)."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
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


def rate(page: Page, rating: str, comment: str = "") -> None:
    for line in page.locator("fieldset.ratings").all():
        line.locator(f"input[value='{rating}']").check()
    page.locator("#form textarea").fill(comment)
    page.locator("#form button").click()


def vote(page: Page, rating: str, comment: str = "") -> list[str]:
    """As the voter does it; the codes that the page shows."""
    rate(page, rating, comment)
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
    assert page.inner_text("#results").count("票数不足") == OTHERS + 2, "one vote and one comment are not shown"
    assert "会议材料可再提前" not in page.content()
    receipts, sealed = saved(page, "保存回执"), saved(page, "下载封存文件")
    assert command(sealed, code=tuple(codes), receipts=receipts, fingerprint=fingerprint) == 0
    assert {one["code"] for one in json.loads(receipts.read_text())} == set(codes)
    site.office.do("system", "appraisal.tick")
    assert site.office.runtime.boxes.held() == [], "what is sealed for good is in no box any more"


def test_who_broke_off_after_the_signing_goes_on_where_they_were(site: Site, page: Page) -> None:
    """The box does not answer: the slips are kept in the browser and cast when the page is opened again."""
    log_in(page, site, "clerk", PAGE)
    page.route("**/ballots/**", lambda route: route.abort())
    rate(page, "fair")
    page.wait_for_selector("#said.problem:not([hidden])")
    assert lying(site.office.runtime.boxes, Q) == []
    page.unroute("**/ballots/**")
    page.reload()
    page.wait_for_selector("#mine:not([hidden])")
    assert len(lying(site.office.runtime.boxes, Q)) == OTHERS + 1


def test_where_the_rules_say_so_slips_are_cast_on_a_later_day(site: Site, page: Page) -> None:
    """Nothing is cast on the day on which they are taken; on the last day at the latest the page casts them itself."""
    appraisal = site.office.runtime.services["appraisal"].app
    rules = appraisal.office.rules.with_value("ballots.cast_later", "true", date(2026, 1, 1))
    appraisal.office = replace(appraisal.office, rules=rules)
    page.clock.install(time=datetime(2026, 10, 9, 2, tzinfo=UTC))
    log_in(page, site, "clerk", PAGE)
    rate(page, "fair")
    page.wait_for_selector("#said.done:not([hidden])")
    assert "再次打开本页：2026-10-1" in page.inner_text("#said").replace(" ", "")
    assert page.locator("#form").count() == 0
    page.reload()
    page.wait_for_selector("#said.done:not([hidden])")
    assert lying(site.office.runtime.boxes, Q) == []
    page.clock.set_fixed_time(datetime(2026, 10, 15, 2, tzinfo=UTC))
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


def everything_kept(page: Page) -> str:
    """All that the browser keeps for the site: as it stands, and whatever may be read in it as hex or base64."""
    kept: str = page.evaluate("""async () => {
      const found = [JSON.stringify({...localStorage}), JSON.stringify({...sessionStorage}), document.cookie];
      for (const { name, version } of await indexedDB.databases()) found.push(`database ${name} ${version}`);
      if (globalThis.caches) for (const name of await caches.keys()) found.push(`cache ${name}`);
      return found.join("\\n");
    }""")
    read = [kept]
    for text in re.findall(r"[0-9a-f]{8,}", kept):
        read += [
            bytes.fromhex(text[odd : len(text) - (len(text) - odd) % 2]).decode("utf-8", "ignore") for odd in (0, 1)
        ]
    for text in re.findall(r"[0-9A-Za-z+/_-]{8,}", kept):
        words = (text[start:].translate(str.maketrans("-_", "+/")) for start in range(4))
        read += [base64.b64decode(one[: len(one) // 4 * 4]).decode("utf-8", "ignore") for one in words]
    return "\n".join(read)


def test_what_was_cast_stays_in_no_browser(site: Site, page: Page) -> None:
    """Until it is cast it has to, and the page says so; once nobody is logged in not even the codes do."""
    comment, told = "会议材料可再提前", ("poor", "jikao-slip", "会议材料可再提前")
    log_in(page, site, "clerk", PAGE)
    assert "须暂存于本浏览器" in page.inner_text("main")
    page.route("**/ballots/**", lambda route: route.abort())
    rate(page, "poor", comment)
    page.wait_for_selector("#said.problem:not([hidden])")
    page.click("header form button")
    page.wait_for_selector("[name=login]")
    assert all(one in everything_kept(page) for one in told), "a vote that is not cast is not lost by logging out"
    page.unroute("**/ballots/**")
    log_in(page, site, "clerk", PAGE)
    page.wait_for_selector("#mine:not([hidden])")
    codes = [row.locator("td").nth(1).inner_text() for row in page.locator("#codes tr").all()]
    receipts = saved(page, "保存回执").read_text()
    kept = everything_kept(page)
    assert all(code in kept for code in codes)
    assert not [one for one in told if one in kept]
    page.click("header form button")
    page.wait_for_selector("[name=login]")
    page.wait_for_function("() => !Object.keys(localStorage).length")
    site.office.clock.set(datetime(2026, 10, 16, 1, tzinfo=UTC))
    site.office.do("system", "appraisal.tick")
    log_in(page, site, "clerk", PAGE)
    page.click("summary:has-text('核对抄存的编码')")
    for noted in ("\n".join(codes), receipts):
        page.fill("#noted", noted)
        assert page.locator("#found li").count() == OTHERS + 1
        assert page.inner_text("#found").count("已计入") == OTHERS + 1
    page.fill("#noted", "0" * 64)
    assert "未在封存名单中" in page.inner_text("#found")


def test_a_vote_that_was_never_cast_is_cleared_once_its_round_is_over(site: Site, page: Page) -> None:
    log_in(page, site, "clerk", PAGE)
    page.route("**/ballots/**", lambda route: route.abort())
    rate(page, "poor")
    page.wait_for_selector("#said.problem:not([hidden])")
    site.office.clock.set(datetime(2026, 10, 16, 1, tzinfo=UTC))
    site.office.do("system", "appraisal.tick")
    page.goto(site.url + "/logout")
    page.context.clear_cookies()
    log_in(page, site, "staff", PAGE)
    page.wait_for_selector("[data-ready]")
    assert "jikao-slip" not in everything_kept(page)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_on_a_phone_every_answer_of_every_department_is_seen(site: Site, page: Page, lang: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    log_in(page, site, "clerk", PAGE)
    page.goto(f"{site.url}{PAGE}?lang={lang}")
    said = {"zh": "谁也无法得知某人如何评价", "en": "nobody can know how somebody rated"}[lang]
    assert said in page.inner_text("main")
    groups = page.get_by_role("group").all()
    assert len(groups) == OTHERS
    for group in groups:
        assert group.locator("legend").inner_text()
        boxes = [answer.bounding_box() for answer in group.locator("label").all()]
        assert len(boxes) == 5
        assert all(box and box["x"] >= 0 and box["x"] + box["width"] <= 390 for box in boxes)
    wide = "[...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > 390 ||"
    assert page.evaluate(f"{wide} e.scrollWidth > e.clientWidth + 1 && e.clientWidth).map(e => e.outerHTML)") == []
    page.keyboard.press("Tab")
    page.locator("input[type=radio]").first.focus()
    page.keyboard.press("ArrowDown")
    assert page.locator("input[type=radio]:checked").count() == 1
