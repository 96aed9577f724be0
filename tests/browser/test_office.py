"""The office's own errands in a browser: everything is chosen by name, and a command leads back to its record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browser.test_pages import Site, log_in
from tests.gateway.office import RealOffice

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

SCAN = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    office = RealOffice(tmp_path_factory.mktemp("office"))
    served = Site(office)
    yield served
    served.stop()
    office.close()


def field(page: Page, name: str) -> Locator:
    return page.locator(f"form.operation [name='{name}']")


def send(page: Page) -> None:
    page.locator("form.operation > button").click()
    page.wait_for_selector(".done, .problem")
    assert page.locator(".problem").count() == 0, page.inner_text(".problem")


def act(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_a_document_comes_in_with_its_scan_and_is_instructed_with_a_task(page: Page, site: Site) -> None:
    """B11.1, A18: no id is typed, the scan is found again, the task is a row of the form, reloading sends nothing."""
    log_in(page, site, "clerk", "/operations/documents.register-incoming")
    field(page, "sender").fill("区人民政府办公室")
    field(page, "title").fill("征求意见的函")
    field(page, "received").fill("2026-08-03")
    field(page, "attachments").set_input_files({"name": "扫描件.pdf", "mimeType": "application/pdf", "buffer": SCAN})
    send(page)
    assert page.get_by_role("link", name="扫描件.pdf").is_visible()
    record = page.url.partition("&done")[0]
    page.context.clear_cookies()
    log_in(page, site, "director", "/desk")
    page.goto(site.url + "/desk")
    page.locator("tr", has_text="征求意见的函").get_by_role("link").click()
    assert page.url == record
    act(page, "拟办")
    field(page, "leader_post").select_option("deputy-chair-1")
    field(page, "proposal").fill("请阅示。")
    send(page)
    page.context.clear_cookies()
    log_in(page, site, "deputy", "/desk")
    page.goto(record)
    act(page, "批示")
    field(page, "text").fill("请研究。")
    for at, title in enumerate(("研究意见", "反馈情况")):
        if at:
            page.locator("[data-rows] > [data-add]").click()
        field(page, f"tasks.{at}.department").select_option("finance-economy")
        field(page, f"tasks.{at}.owner").select_option("p024")
        field(page, f"tasks.{at}.title").fill(title)
        field(page, f"tasks.{at}.due").fill("2026-08-28")
    send(page)
    page.reload()
    tasks = site.office.do("p011", "documents.list-tasks", department="finance-economy")["items"]
    assert {"研究意见", "反馈情况"} == {task["title"] for task in tasks if task["source"] == "instruction"}
    assert "请研究。" in page.inner_text("main")
    assert not re.search(r"\d{4}-\d\d-\d\dT", page.inner_text("main")), "times as the office's clocks show them"
    page.context.clear_cookies()
    log_in(page, site, "clerk", "/desk")
    page.goto(record)
    page.locator("dt", has_text="督办任务").locator("+ dd a").first.click()
    page.wait_for_url("**/documents.get-task**")
    assert "财政经济工作委员会" in page.inner_text("main")


def test_readers_are_chosen_in_order_and_one_page_shows_each(page: Page, site: Site) -> None:
    """B11.2"""
    paper = {"sender": "市人大", "title": "传阅件", "received": "2026-08-03"}
    document = site.office.do("p011", "documents.register-incoming", **paper)["id"]
    leader = site.office.do("p011", "directory.get-post", post="deputy-chair-1")["holder"]
    site.office.do(
        "p008", "documents.propose-handling", document=document, leader_post="deputy-chair-1", proposal="请阅"
    )
    site.office.do(leader, "documents.instruct-incoming", document=document, text="请传阅。")
    log_in(page, site, "clerk", "/desk")
    page.goto(f"{site.url}/operations/documents.start-circulation?document={document}")
    for _ in range(2):
        page.locator("[data-many] [data-add]").click()
    for at, person in enumerate(("p024", "p022", "p026", "p029", "p008")):
        field(page, "readers").nth(at).select_option(person)
    send(page)
    found = site.office.do("p011", "documents.get-circulation", document=document)
    assert [one["person"] for one in found["readers"]] == ["p024", "p022", "p026", "p029", "p008"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    page.locator("a[href*='documents.get-reader']").first.click()
    assert "传阅件" in page.inner_text("main")
    page.set_viewport_size({"width": 390, "height": 800})
    page.go_back()
    assert page.evaluate("document.documentElement.scrollWidth") <= 391


def test_a_form_of_a_record_that_changed_meanwhile_shows_what_stands_there_now(page: Page, site: Site) -> None:
    paper = {"sender": "市人大", "title": "原标题", "received": "2026-08-03"}
    document = site.office.do("p011", "documents.register-incoming", **paper)["id"]
    log_in(page, site, "clerk", "/desk")
    page.goto(f"{site.url}/records/documents.get-incoming?document={document}")
    act(page, "更正收文登记")
    assert field(page, "title").input_value() == "原标题", "what stands there is there already"
    kept = {"sender": "市人大", "secrecy": "ordinary", "urgency": "urgent", "reason": "补正"}
    site.office.do("p011", "documents.correct-incoming", document=document, title="别人改的", **kept)
    field(page, "title").fill("我改的")
    field(page, "reason").fill("笔误")
    page.locator("form.operation > button").click()
    page.wait_for_selector(".problem")
    assert field(page, "title").input_value() == "我改的"
    assert page.locator(".about a", has_text="别人改的").is_visible()
    send(page)
    assert site.office.do("p011", "documents.get-incoming", document=document)["title"] == "我改的"


def test_what_waits_for_a_post_lies_on_its_holders_desk(page: Page, site: Site) -> None:
    asked = {"department": "finance-economy", "seal": "office", "copies": 2, "purpose": "外出联系"}
    site.office.do("p024", "documents.request-seal-use", title="待批的介绍信", **asked)
    log_in(page, site, "chair", "/desk")
    page.goto(site.url + "/desk")
    page.locator("tr", has_text="待批的介绍信").get_by_role("link").click()
    act(page, "批准用印")
    send(page)
    page.goto(site.url + "/desk")
    assert "待批的介绍信" not in page.inner_text("main")
