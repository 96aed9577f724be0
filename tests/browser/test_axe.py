"""axe-core looks at the pages as somebody who cannot see or point at them well would meet them (WCAG 2.1 A and AA)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.test_pages import Site, log_in, site
from tests.strangers.conftest import strangers

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["site"]
Q = "2026-Q3"
PAGES = (
    "/",
    f"/scorecards/{Q}/office",
    f"/scorecards/{Q}/moments?from=2026-08-01&to=2026-08-03",
    f"/policies/1/workbench?quarters={Q}",
    "/desk",
    "/calendar",
    "/registers",
    "/registers/directory.list-people",
    "/registers/documents.list-tasks",
    "/operations/attendance.request-leave",
    "/regulations",
)
SIZES = ((1440, 900), (390, 844))


@pytest.fixture(scope="module")
def axe() -> str:
    return (strangers() / "axe-core" / "axe.min.js").read_text()


def test_nothing_serious_is_in_the_way(page: Page, site: Site, axe: str) -> None:
    log_in(page, site, "director")
    found: list[str] = []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        for number, path in enumerate(PAGES):
            lang = "en" if number % 2 else "zh"
            answer = page.goto(f"{site.url}{path}{'&' if '?' in path else '?'}lang={lang}")
            assert answer is not None
            assert answer.status == 200, path
            page.wait_for_load_state("networkidle") if path == "/" else page.wait_for_load_state()
            page.evaluate(axe)
            told = page.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']})")
            assert told["passes"], path
            for one in told["violations"]:
                if one["impact"] in ("serious", "critical"):
                    where = "; ".join(each["html"][:160] for each in one["nodes"][:3])
                    found.append(f"{width} {path}: {one['id']} ({one['impact']}): {where}")
    assert not found, "\n".join(found)
