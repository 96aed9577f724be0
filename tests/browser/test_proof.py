"""An auditor before the inspectors: "prove that this grade follows from the log", in a real browser, by clicks."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest

from gateway.demonstration import create_demo_accounts
from services.kernel.clock import SimulatedClock
from services.kernel.procedure.bundles.instructions import VERIFIER, verifier_digest
from services.kernel.procedure.bundles.part import public_of
from services.kernel.procedure.checkpoints import stored_notes
from services.kernel.procedure.context import Call
from tests.browser.test_pages import Site, complaints, log_in
from tests.gateway.office import DEPLOY
from tests.gateway.test_every_page import Demo

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["complaints"]
pytestmark = pytest.mark.timeout(900)
MOST_CLICKS = 10
CLERK = "p011"
AFTERWARDS = datetime(2026, 11, 2, 1, tzinfo=UTC)
"""The quarter is over and its grades are published."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    demo = Demo(tmp_path_factory.mktemp("demo"))
    with (DEPLOY / "organ" / "holders.csv").open(encoding="utf-8-sig") as file:
        holders = {row["post"]: row["person"] for row in csv.DictReader(file) if not row["to"]}
    create_demo_accounts(demo.accounts, holders.get, ["p024"], everybody=["p024"])
    clock = demo.runtime.services["appraisal"].app.office.clock
    assert isinstance(clock, SimulatedClock)
    clock.set(AFTERWARDS)
    served = Site(cast("Any", demo))
    yield served
    served.stop()
    demo.close()


class Hand:
    """Clicks, and counts them; nothing is typed."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks = page, 0

    def click(self, what: str) -> None:
        self.clicks += 1
        self.page.locator(what).first.click()

    def save(self, what: str, path: Path) -> None:
        self.clicks += 1
        with self.page.expect_download() as started:
            self.page.locator(what).first.click()
        started.value.save_as(path)


def printed_before(demo: Demo) -> str:
    """What the inspectors hold: of every log the newest checkpoint that the clock signed, and the public key."""
    apps = [service.app for service in demo.runtime.services.values()]
    notes = [stored_notes(app.store)[-1] for app in apps]
    assert apps[0].office.notary is not None
    return "\n".join([*notes, f"key {public_of(apps[0].office.notary)}\n"])


def test_the_inspectors_are_shown_and_given_the_proof_by_a_few_clicks(
    page: Page, site: Site, complaints: list[str], tmp_path: Path
) -> None:
    held, bundle, verifier = tmp_path / "held.txt", tmp_path / "bundle.zip", tmp_path / "verify.py"
    held.write_text(printed_before(cast("Any", site.office)), encoding="utf-8")
    log_in(page, site, "auditor", "/?lang=zh")
    hand = Hand(page)
    hand.click("nav a[href='/scorecards']")
    page.wait_for_selector("table.scores")
    hand.click("table.scores tbody th a")
    page.wait_for_selector(".bigscore")
    assert "证明" in page.inner_text(".bigscore"), page.url
    hand.click(".bigscore a[href^='/proofs/']")
    page.wait_for_selector("#verdict mark")
    assert "各步均成立" in page.inner_text("#verdict")
    page.screenshot(path=tmp_path / "proof.png", full_page=True)
    hand.save("#bundle", bundle)
    hand.click("a[href='/verifier']")
    page.wait_for_selector("#digest")
    assert page.inner_text("#digest") == verifier_digest()
    hand.save("a[href='/verifier/verify.py']", verifier)
    assert hand.clicks <= MOST_CLICKS
    assert verifier.read_bytes() == VERIFIER.read_bytes()

    done = subprocess.run(
        [sys.executable, "-I", "-S", str(verifier), str(bundle), "--held", str(held)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "scorecards derived anew, all equal" in done.stdout
    assert "Holds" in done.stdout
    with zipfile.ZipFile(bundle) as file:
        assert verifier_digest() in file.read("README.txt").decode()
    assert complaints == []


def test_a_code_is_checked_at_the_counter_as_it_is_typed(page: Page, site: Site) -> None:
    log_in(page, site, "staff", "/scorecards?lang=zh")
    page.locator("table.scores tbody th a").first.click()
    page.locator(".bigscore a[href^='/proofs/']").click()
    code, department = page.inner_text("#code"), page.locator("nav.crumbs a").nth(1).inner_text()
    page.goto(f"{site.url}/proofs/check?lang=zh")
    page.fill("[name=code]", code.lower().replace("-", ""))
    page.keyboard.press("Enter")
    page.wait_for_selector("#found")
    assert department in page.inner_text("#found")
    wrong = code[:-1] + ("A" if code[-1] != "A" else "B")
    page.fill("[name=code]", wrong)
    page.keyboard.press("Enter")
    page.wait_for_selector(".problem")
    assert "没有这个核验码" in page.inner_text(".problem")
    assert page.input_value("[name=code]") == wrong, "one digit is mended, not all of them"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_proof_fits_a_phone(page: Page, site: Site, lang: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    log_in(page, site, "auditor", "/scorecards?lang=zh")
    page.locator("table.scores tbody th a").first.click()
    proof = page.locator(".bigscore a[href^='/proofs/']").get_attribute("href")
    for path in (proof, "/proofs/check", "/verifier"):
        page.goto(f"{site.url}{path}?lang={lang}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path


def test_an_outsider_needs_no_login_for_the_verifier(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/verifier?lang=en")
    assert page.inner_text("#digest") == verifier_digest()
    with page.expect_download() as started:
        page.locator("a[href='/verifier/verify.py']").click()
    assert Path(started.value.path()).read_bytes() == VERIFIER.read_bytes()


def test_what_becomes_known_after_publication_is_told_beside_the_grade(
    page: Page, site: Site, complaints: list[str]
) -> None:
    """On the page that is open, without being asked for: what it was, what it would be now, and by which events."""
    demo = cast("Any", site.office)
    card = "/scorecards/2026-Q3/research"
    log_in(page, site, "auditor", f"{card}?lang=zh")
    grade = page.inner_text(".bigscore strong")
    assert page.locator("#later").count() == 0
    absent = {"month": "2026-09", "department": "research", "person": "p045", "on": "2026-09-10"}
    states = [{"half": half, "state": "absent"} for half in ("am", "pm")]
    body = absent | {"states": states, "reason": "公示后核实"}
    demo.runtime.call(Call("attendance.correct-sheet", body, demo.token(CLERK)))
    demo.runtime.settle()
    page.wait_for_selector("#later")
    told = page.inner_text("#later")
    assert f"公布等次“{grade}”" in told
    was, now = (Decimal(one) for one in re.findall(r"为 (\d+\.\d+)", told))
    assert now < was
    assert "新增事实 2 项" in told
    assert page.inner_text(".bigscore strong") == grade, "which stands"
    page.locator("#later a").click()
    page.wait_for_selector("table")
    assert "公示后核实" not in page.inner_text("main"), "reasons are for those who keep the sheets"
    page.goto(f"{site.url}{card}?lang=en")
    assert f"The scorecard was {was} when" in page.inner_text("#later")
    assert complaints == []
