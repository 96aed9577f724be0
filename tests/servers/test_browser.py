"""The browser of the page tests is a real one, and it can show Chinese."""

from playwright.sync_api import Page


def test_chinese_is_drawn_with_a_real_font(page: Page) -> None:
    """Two characters of one width and different strokes must differ on screen; missing glyphs are all the same box."""
    page.set_content('<span id="a" style="font-size:40px">季</span><span id="b" style="font-size:40px">考</span>')
    assert page.locator("#a").screenshot() != page.locator("#b").screenshot()
