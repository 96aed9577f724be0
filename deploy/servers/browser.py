"""Chromium and Chinese fonts, for the tests that look at pages and papers as a person does."""

import subprocess
from pathlib import Path

from deploy.servers.process import Unavailable, find
from deploy.setup import debian

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""Nothing of it may call home, and as root it cannot use its own sandbox."""


def chromium() -> Path:
    """The program, with a font that has Chinese characters: without one every page shows boxes."""
    program = find("chromium", ["chromium", "fonts-noto-cjk"])
    chinese_fonts()
    return program


def chinese_fonts() -> None:
    """Installs some where the machine has none: no paper can be set without."""
    if not _has_chinese_font():
        try:
            debian.install(["fontconfig", "fonts-noto-cjk"])
        except debian.CannotInstall as reason:
            raise Unavailable(str(reason)) from reason


def _has_chinese_font() -> bool:
    listed = subprocess.run(
        [find("fc-list", ["fontconfig"]), ":lang=zh-cn", "family"], capture_output=True, text=True, check=False
    )
    return bool(listed.stdout.strip())
