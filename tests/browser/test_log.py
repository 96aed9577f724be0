"""Tried as an auditor would: each question is answered within ten clicks, and no id is typed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from tests.browser.test_pages import Site, log_in
from tests.gateway.office import RealOffice

if TYPE_CHECKING:
    from playwright.sync_api import Page

TITLE = "整理代表建议办理台账"
MOST_CLICKS = 10


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A task whose day the chair moved on 5 August, and once more on 14 August."""
    office = RealOffice(tmp_path_factory.mktemp("office"))
    asked = {"department": "finance-economy", "owner": "p024", "title": TITLE, "source": "plan"}
    task = office.do("p008", "documents.assign-task", due="2026-08-20", **asked)["id"]
    for day, due in ((5, "2026-08-31"), (14, "2026-09-10")):
        office.clock.set(datetime(2026, 8, day, 2, 0, tzinfo=UTC))
        office.do("p024", "documents.ask-extension", task=task, due=due, reason="材料未齐")
        office.do("p002", "documents.extend-task", task=task)
    served = Site(office)
    yield served
    served.stop()
    office.close()


class Clicks:
    """Counts what an auditor does; entering words is one more."""

    def __init__(self, page: Page) -> None:
        self.page, self.made = page, 0

    def on(self, text: str, *, within: str = "main") -> None:
        self.made += 1
        self.page.locator(f"{within} >> text=/^{text}$/").first.click()
        self.page.wait_for_load_state()

    def enter(self, field: str, value: str) -> None:
        self.made += 1
        self.page.fill(f"[name={field}]", value)

    def submit(self) -> None:
        self.made += 1
        self.page.click("main form button:has-text('查找')")
        self.page.wait_for_load_state()


@pytest.mark.parametrize("width", [1440, 390])
def test_who_changed_this_documents_deadline_when_and_on_whose_word(page: Page, site: Site, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    log_in(page, site, "auditor", "/desk")
    clicks = Clicks(page)
    clicks.on("日志", within="header nav")
    clicks.enter("text", f"{TITLE} 任务延期")
    clicks.submit()
    line = page.locator(".events li", has_text="批准任务延期").first.inner_text()
    assert "2026-08-14 10:00" in line
    assert "（主任）" in line
    clicks.on("经过")
    told = page.locator(".events li", has_text="批准任务延期").last.inner_text()
    assert "2026-08-31" in told
    assert "2026-09-10" in told
    clicks.on("批准任务延期")
    assert "主任" in page.locator("dl.facts").first.inner_text()
    assert page.locator("a.cite").count() >= 1
    assert clicks.made <= MOST_CLICKS
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_what_the_office_knew_on_the_twelfth_of_august(page: Page, site: Site) -> None:
    log_in(page, site, "auditor", "/desk")
    clicks = Clicks(page)
    clicks.on("日志", within="header nav")
    clicks.on("筛选")
    clicks.enter("until", "2026-08-12")
    clicks.enter("text", TITLE)
    clicks.submit()
    assert "2026-08-05" in page.locator(".events time").first.inner_text(), "nothing later was known"
    clicks.on("经过")
    clicks.enter("on", "2026-08-12")
    clicks.on("查看", within="main form.slides")
    then = page.locator("#then").inner_text()
    assert "2026-08-31" in then
    assert "2026-09-10" not in then
    assert clicks.made <= MOST_CLICKS
