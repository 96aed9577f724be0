"""The dashboard in a real browser: weights turned and days slid by the keyboard alone, answered by the services."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.test_pages import Site, complaints, log_in, site
from tests.patience import patient

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["complaints", "site"]
Q = "2026-Q3"
BENCH = f"/policies/1/workbench?lang=zh&quarters={Q}"


def test_a_weight_turned_by_the_keyboard_moves_every_department(
    page: Page, site: Site, complaints: list[str], tmp_path: Path
) -> None:
    log_in(page, site, "director", BENCH)
    page.wait_for_selector("#moves [data-chart] canvas")
    page.get_by_role("slider", name="议题落实").focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('#moves').innerText.includes('30 → 35')")
    expected = site.office.do(
        "p008", "appraisal.try-changes", number=1, quarters=[Q], change=[{"part": "agenda.weight", "value": "35"}]
    )
    told = page.locator("#moves section").first.locator("tbody tr")
    shown = [told.nth(n).locator("td.total").inner_text() for n in range(told.count())]
    assert shown == [line["trial"] or "—" for line in expected["quarters"][0]["lines"]]
    page.wait_for_selector("#moves [data-chart] canvas")
    page.wait_for_function("() => document.querySelector('#moves').innerText.includes('±10%')")
    assert "agenda.weight=35" in page.url, "the address is the trial"
    page.screenshot(path=tmp_path / "workbench.png", full_page=True)
    assert complaints == []


def test_the_weights_that_are_scored_stand_in_their_boxes(page: Page, site: Site, complaints: list[str]) -> None:
    """30 → 50 leaves 50 for 70: 14.29, 10.72, 10.71, 7.14 and 7.14. Then one is set to what it was, and stays there."""

    def becomes(*weights: float) -> None:
        page.wait_for_function(
            "was => [...document.querySelectorAll('.turn input[type=number]')]"
            ".map(one => Number(one.value)).join() === was",
            arg=",".join(str(one) for one in weights),
            timeout=patient(8000),
        )

    log_in(page, site, "director", BENCH)
    page.wait_for_selector("#moves [data-chart] canvas")
    page.fill("#w-agenda", "50")
    becomes(50, 14.29, 10.72, 10.71, 7.14, 7.14)
    assert page.locator("[data-turns='w-attendance']").input_value() == "14", "the slider goes by whole points"
    page.fill("#w-attendance", "20")
    becomes(50, 20, 9, 9, 6, 6)
    page.reload()
    becomes(50, 20, 9, 9, 6, 6)
    page.select_option("[name=balance]", "no")
    page.wait_for_function("() => location.search.includes('balance=no')")
    assert page.locator("#moves > .problem").count() == 0
    becomes(50, 20, 9, 9, 6, 6)
    assert complaints == []


def test_a_law_is_checked_while_one_types(page: Page, site: Site, complaints: list[str]) -> None:
    log_in(page, site, "director", BENCH)
    page.locator("details", has=page.locator("[name='attendance/absent.points']")).locator("summary").click()
    page.fill("[name='attendance/absent.points']", "4")
    page.wait_for_selector("#laws .problem .problem")
    assert "得分却由" in page.inner_text("#laws")
    page.fill("[name='attendance/absent.points']", "-3")
    page.wait_for_selector("#laws .done")
    page.fill("#w-agenda", "140")
    page.wait_for_selector("#moves > .problem")
    assert "appraisal.policy-misshapen" in page.inner_text("#moves")
    assert complaints == []


def test_a_slider_goes_over_the_quarters_days_and_back(page: Page, site: Site) -> None:
    """From the day on which all was recorded to the day before, on which there was no policy, by one key; and back."""
    log_in(page, site, "staff", f"/scorecards/{Q}/moments?from=2026-08-01&to=2026-08-03&lang=zh")
    page.wait_for_selector("#between canvas")
    shown = site.office.do("p024", "appraisal.get-scorecard", quarter=Q, department="office")["card"]["score"]
    row = page.locator("#between tbody tr", has=page.get_by_role("rowheader", name="办公室", exact=True)).first
    assert row.locator("td").nth(2).inner_text() == shown
    page.get_by_role("slider", name="至").focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_selector("#between .problem")
    assert page.input_value("#to") == "2026-08-02"
    assert page.get_by_role("slider", name="至").get_attribute("aria-valuetext") == "2026-08-02"
    page.keyboard.press("ArrowRight")
    page.wait_for_selector("#between canvas")
    assert row.locator("td").nth(2).inner_text() == shown


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_dashboard_fits_a_phone_and_every_control_has_a_name(
    page: Page, site: Site, tmp_path: Path, lang: str
) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    log_in(page, site, "director", "/desk")
    for n, path in enumerate((f"/scorecards/{Q}", f"/scorecards/{Q}/office", f"/scorecards/{Q}/moments", BENCH)):
        page.goto(f"{site.url}{path.split('?')[0]}?lang={lang}")
        page.wait_for_selector("[data-chart] canvas", state="attached")
        page.screenshot(path=tmp_path / f"{n}-{lang}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= 391, path
        nameless = page.evaluate(
            "[...document.querySelectorAll('main input:not([type=hidden]), main select')]"
            ".filter(one => !one.labels.length && !one.getAttribute('aria-label')).map(one => one.name)"
        )
        assert nameless == [], path
        slivers = page.evaluate(
            "[...document.querySelectorAll('main input[type=checkbox]')].map(one => one.getBoundingClientRect())"
            ".filter(box => box.width && (box.width < 16 || box.right > 390)).length"
        )
        assert slivers == 0, path
        unlabelled = page.evaluate("[...document.querySelectorAll('[data-chart]:not([aria-label])')].length")
        assert unlabelled == 0, path


def test_on_a_phone_captions_are_read_and_records_opened_without_sliding(
    page: Page, site: Site, complaints: list[str]
) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    log_in(page, site, "director", f"/scorecards/{Q}?lang=en")
    cut = (
        "() => [...document.querySelectorAll('caption')].filter(one =>"
        " one.getBoundingClientRect().right > one.closest('.overflow-auto').getBoundingClientRect().right + 1).length"
    )
    assert page.locator("caption").count() > 0
    assert page.evaluate(cut) == 0
    page.goto(f"{site.url}/scorecards/{Q}/office?lang=zh")
    narrow = "() => [...document.querySelectorAll('.dimension td:has(code)')].map(one => one.offsetWidth)"
    widths = page.evaluate(narrow)
    assert widths
    assert min(widths) >= 140, "a working stands in one or two lines, not a sign in each"
    page.goto(f"{site.url}/registers/attendance.list-leave?lang=zh")
    link = page.locator("table.register tbody tr").first.locator("a").last.bounding_box()
    assert link
    assert link["x"] + link["width"] <= 390
    assert page.evaluate(cut) == 0, "its box is not as wide as the table"
    assert complaints == []
