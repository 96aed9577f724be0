"""Accounts and the second factor in a real browser: by the keyboard, on a narrow screen, and alive."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pyotp
import pytest
import uvicorn

from services.directory.accounts.operations import OpenAccount
from services.directory.names import stream
from services.kernel.domain.who import SYSTEM_ID
from tests.gateway.conftest import PASSWORD
from tests.gateway.door import HEAD, KEEPER, Door, until
from tests.patience import patient

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    made = Door(tmp_path, second_factor=True, wall=time.time)
    made.add(HEAD, KEEPER)
    made.followed()
    made.desk.app.announcers.append(made.gate.live.publish)
    yield made
    made.close()


@pytest.fixture
def site(door: Door) -> Iterator[str]:
    """What belongs to the application's life runs with the door already."""
    config = uvicorn.Config(door.app, host="127.0.0.1", port=0, log_level="warning", lifespan="off")
    config.timeout_graceful_shutdown = 2
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until(lambda: server.started)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


def log_in(page: Page, url: str, login: str) -> pyotp.TOTP:
    """With a device set up on the way, by the keyboard alone; returns it."""
    page.goto(f"{url}/login?next=/account")
    page.keyboard.type(login)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    device = pyotp.TOTP(page.inner_text(".secret"))
    assert page.locator(".qr svg").bounding_box() is not None
    page.focus("[name=code]")
    page.keyboard.type(device.now())
    page.keyboard.press("Enter")
    page.wait_for_selector(".codes")
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.getAttribute('role')") != "button":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{url}/account")  # not an address that only leads there
    return device


@pytest.mark.browser
def test_from_the_password_to_ones_account_on_a_narrow_screen(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    log_in(page, site, HEAD)
    assert "使用中，剩余恢复码 10 个" in page.inner_text("main")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.browser
def test_an_open_register_shows_what_is_opened_elsewhere(page: Page, site: str, door: Door) -> None:
    """No reload: the page hears of its own table and asks again."""
    log_in(page, site, KEEPER)
    page.goto(f"{site}/registers/directory.list-accounts")
    page.wait_for_selector("body[data-stream=open]")
    page.evaluate("window.stayed = true")
    assert "p002" not in page.inner_text("main")
    door.desk.do(OpenAccount(person="p002"), by=SYSTEM_ID)
    page.wait_for_function("() => document.querySelector('main').innerText.includes('p002')", timeout=patient(8000))
    assert page.evaluate("window.stayed") is True


@pytest.mark.browser
def test_a_first_password_is_handed_out_on_a_page(page: Page, site: str, door: Door) -> None:
    log_in(page, site, KEEPER)
    door.desk.do(OpenAccount(person="p002"), by=SYSTEM_ID)
    page.goto(f"{site}/records/directory.get-account?account={stream('account', 'p002')}")
    page.get_by_role("button", name="领取初始密码").click()
    page.wait_for_url("**/operations/**")
    page.get_by_role("button", name="领取初始密码").click()
    page.wait_for_selector("text=结果")
    told = page.locator("dd code").all_inner_texts()
    assert door.log_in("p002", told[-1]).json()["next_step"] == "password"
