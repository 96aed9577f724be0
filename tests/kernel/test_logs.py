"""Logs are one JSON object a line, whatever is in them."""

import json
import logging

import pytest

from services.kernel.host import logs


@pytest.fixture(autouse=True)
def _as_before():
    root, ours = logging.getLogger(), logging.getLogger("jikao")
    handlers, level, our_level = root.handlers[:], root.level, ours.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    ours.setLevel(our_level)
    for name in ("pika", "amqp"):
        logging.getLogger(name).setLevel(logging.NOTSET)


def test_a_line_carries_the_part_and_what_the_call_adds(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("attendance")
    logging.getLogger("jikao").info("%s\nand on", "请假", extra={"correlation": "request-7", "position": 3})
    (line,) = capsys.readouterr().err.splitlines()
    said = json.loads(line)
    assert said["part"] == "attendance"
    assert said["message"] == "请假\nand on"
    assert (said["correlation"], said["position"], said["level"]) == ("request-7", 3, "info")


def test_an_error_stays_on_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("attendance")
    try:
        raise ValueError("no")
    except ValueError:
        logging.getLogger("jikao.inbox").exception("it broke")
    (line,) = capsys.readouterr().err.splitlines()
    assert "ValueError: no" in json.loads(line)["error"]


def test_libraries_are_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("attendance")
    logging.getLogger("sqlalchemy.engine").info("chatter")
    logging.getLogger("jikao").debug("chatter")
    assert capsys.readouterr().err == ""
