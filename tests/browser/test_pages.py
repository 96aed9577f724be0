"""What a person sees: pages in a real browser, with scripts, the keyboard, the live stream and paper."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import uvicorn

from gateway.demonstration import DEMO_PASSWORD
from tests.gateway.office import CLERK, HEADS, MONTH, RealOffice
from tests.patience import patient

if TYPE_CHECKING:
    from playwright.sync_api import Page

REGISTERS = ("/registers", "/registers/documents.list-tasks", "/registers/directory.list-people")


class Site:
    """The gateway on a port of its own, in a thread of this process so that tests can act behind the page."""

    def __init__(self, office: RealOffice) -> None:
        self.office = office
        self.server = uvicorn.Server(uvicorn.Config(office.app, host="127.0.0.1", port=0, log_level="warning"))
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        limit = time.monotonic() + patient(15)
        while not self.server.started:
            assert time.monotonic() < limit
            time.sleep(0.02)
        self.url = f"http://127.0.0.1:{self.server.servers[0].sockets[0].getsockname()[1]}"

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(10)
        assert not self.thread.is_alive()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    office = RealOffice(tmp_path_factory.mktemp("office"))
    served = Site(office)
    yield served
    served.stop()
    office.close()


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser had to say: errors of scripts, refusals of the content policy, anything not answered."""
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("request", lambda r: None if r.url.startswith(("http://127.0.0.1", "data:")) else heard.append(r.url))
    return heard


def log_in(page: Page, site: Site, login: str, path: str = "/") -> None:
    page.goto(site.url + path)
    page.fill("[name=login]", login)
    page.fill("[name=password]", DEMO_PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("header .person")


def test_scores_are_drawn_and_told(page: Page, site: Site, complaints: list[str], tmp_path: Path) -> None:
    log_in(page, site, "staff")
    page.wait_for_selector("#chart canvas")
    assert page.locator("table.scores tbody tr").count() == 11
    page.screenshot(path=tmp_path / "quarter.png", full_page=True)
    assert (tmp_path / "quarter.png").stat().st_size > 20_000
    family = page.evaluate("getComputedStyle(document.body).fontFamily")
    assert "Noto Sans CJK SC" in family
    assert complaints == []


def test_nothing_moves_once_it_is_seen(page: Page, site: Site) -> None:
    """The chart's place is kept before it is drawn: what one reads does not jump away (layout shift)."""
    log_in(page, site, "staff", "/scorecards/2026-Q3")
    page.add_init_script(
        "window.shift = 0; new PerformanceObserver(list => { for (const one of list.getEntries())"
        " window.shift += one.value; }).observe({ type: 'layout-shift', buffered: true });"
    )
    page.reload()
    page.wait_for_selector("#chart canvas")
    page.wait_for_timeout(300)
    assert page.evaluate("window.shift") < 0.02


def test_the_score_changes_before_ones_eyes(page: Page, site: Site, complaints: list[str]) -> None:
    """A month accepted by the clerk elsewhere repaints the open page: no reload, the chart drawn anew."""
    log_in(page, site, "staff", "/scorecards/2026-Q3")
    page.wait_for_selector("body[data-stream=open]")
    row = page.locator("table.scores tr", has=page.get_by_role("link", name="预算工作委员会"))
    before = row.locator(".total").inner_text()
    page.evaluate("window.stayed = true")
    office, named = site.office, {"month": MONTH, "department": "budget"}
    head = "p026"
    assert head not in HEADS.values()
    office.do(head, "attendance.compile-sheet", **named)
    office.do(head, "attendance.submit-sheet", **named)
    office.do(CLERK, "attendance.accept-sheet", **named)
    office.runtime.settle()
    page.wait_for_function(
        "was => [...document.querySelectorAll('.scores tbody tr')].some(r => r.innerText.includes('预算工作委员会')"
        " && r.querySelector('.total').innerText !== was)",
        arg=before,
        timeout=patient(8000),
    )
    page.wait_for_selector("#chart canvas")
    assert page.evaluate("window.stayed") is True
    assert complaints == []


def test_the_keyboard_alone_reaches_the_content(page: Page, site: Site) -> None:
    log_in(page, site, "head", "/desk")
    page.goto(site.url + "/desk")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


def test_a_head_approves_with_one_click(page: Page, site: Site, complaints: list[str], tmp_path: Path) -> None:
    log_in(page, site, "head", "/desk")
    page.screenshot(path=tmp_path / "desk.png", full_page=True)
    page.get_by_role("button", name="同意").first.click()
    page.wait_for_url("**/desk")
    assert page.get_by_text("没有等待您审批的事项").is_visible()
    leave = site.office.do("p024", "attendance.get-leave", leave=site.office.waiting["id"])
    assert leave["status"] == "approved"
    assert complaints == []


def test_paper_carries_the_figures_and_not_the_menus(page: Page, site: Site, tmp_path: Path) -> None:
    log_in(page, site, "staff", "/scorecards/2026-Q3/office")
    page.emulate_media(media="print")
    assert not page.locator(".top nav").is_visible()
    assert page.locator(".dimension table").first.is_visible()
    page.pdf(path=tmp_path / "office.pdf", format="A4")
    assert (tmp_path / "office.pdf").read_bytes()[:4] == b"%PDF"


def test_a_narrow_window_needs_no_sideways_scrolling(page: Page, site: Site, tmp_path: Path) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    log_in(page, site, "staff", "/desk")
    for path in (
        "/desk",
        "/scorecards/2026-Q3",
        "/scorecards/2026-Q3/office",
        "/operations",
        "/regulations",
        "/calendar",
        *REGISTERS,
    ):
        page.goto(site.url + path)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= 391, (path, width)
    page.screenshot(path=tmp_path / "narrow.png")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_on_an_offices_screen_nothing_is_cut(page: Page, site: Site, lang: str) -> None:
    """Neither the page nor the board's table is wider than it may be."""
    page.set_viewport_size({"width": 1280, "height": 900})
    log_in(page, site, "staff", "/desk")
    for path in ("/scorecards/2026-Q3", "/regulations"):
        page.goto(f"{site.url}{path}?lang={lang}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280, path
    page.goto(f"{site.url}/scorecards/2026-Q3?lang={lang}")
    within = (
        "document.querySelector('.scores').scrollWidth - document.querySelector('.scores').parentElement.clientWidth"
    )
    assert page.evaluate(within) <= 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_clerk_goes_from_a_register_to_a_record_and_on_to_what_can_be_done(
    page: Page, site: Site, complaints: list[str], tmp_path: Path, lang: str
) -> None:
    asked = {"department": "finance-economy", "seal": "office", "copies": 2, "purpose": "外出联系"}
    site.office.do("p024", "documents.request-seal-use", title=f"介绍信 {lang}", **asked)
    log_in(page, site, "chair", f"/registers?lang={lang}")
    page.screenshot(path=tmp_path / f"registers-{lang}.png", full_page=True)
    page.locator("a[href='/registers/documents.list-seal-uses']").click()
    row = page.get_by_role("row").filter(has_text=f"介绍信 {lang}")
    assert page.get_by_role("columnheader").count() > 5
    page.screenshot(path=tmp_path / f"register-{lang}.png", full_page=True)
    row.get_by_role("link").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/records/**")
    page.screenshot(path=tmp_path / f"record-{lang}.png", full_page=True)
    page.get_by_role("button", name="Consent to the use of a seal" if lang == "en" else "批准用印", exact=True).click()
    page.locator("form.operation button").click()
    page.wait_for_selector(".done")
    page.set_viewport_size({"width": 390, "height": 800})
    for path in ("/registers/documents.list-seal-uses", "/registers/documents.list-incoming"):
        page.goto(site.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 391
    page.go_back()
    page.screenshot(path=tmp_path / f"phone-{lang}.png")
    assert complaints == []


def test_the_leave_that_is_left_is_that_of_whoever_is_chosen(page: Page, site: Site, complaints: list[str]) -> None:
    log_in(page, site, "clerk", "/operations/attendance.request-leave")
    told = page.locator("#beside")
    own = told.inner_text()
    assert "方白芷" in own
    page.select_option("select[name=person]", "p034")
    page.wait_for_function("was => document.querySelector('#beside').innerText !== was", arg=own)
    assert page.locator("select[name=person] option:checked").inner_text().partition(" ")[0] in told.inner_text()
    page.select_option("select[name=person]", CLERK)
    page.wait_for_function("was => document.querySelector('#beside').innerText === was", arg=own)
    assert complaints == []


@pytest.mark.parametrize("path", ["/operations", "/registers"])
def test_a_long_list_is_searched_as_one_types(page: Page, site: Site, complaints: list[str], path: str) -> None:
    log_in(page, site, "director", path)
    lines = page.locator("main section li:visible")
    all_of_them = lines.count()
    page.fill("[data-finds]", "印")
    assert 0 < lines.count() < all_of_them
    assert all("印" in line for line in lines.all_inner_texts())
    assert page.locator("main section:visible").count() < page.locator("main section").count()
    page.fill("[data-finds]", "")
    assert lines.count() == all_of_them
    assert complaints == []
