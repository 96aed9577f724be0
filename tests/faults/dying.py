"""Makes a process kill itself, as a power cut would, at one exact point; once per file that names the point.

Named in a roster in place of the sample or the tally. `JIKAO_TEST_DIE_FILE` holds one of:
`before-publish` the relay has read committed events and sent none; `before-cursor` it has sent them and not noted it;
`before-ack` the consumer has committed a batch and not acknowledged it. With the others nobody dies: `held-answer` a
call has its answer, says `answering` in the file, and sends it when the file is gone; `slow-batch 9` the consumer takes
the file away, and its whole process stands still for nine seconds with a batch committed and not acknowledged.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from eventlet.patcher import original

from services.kernel.delivery.inbox import Inbox
from services.kernel.delivery.relay import Relay
from services.kernel.procedure.application import Application
from tests.kernel import hosted, tally

_file = os.environ.get("JIKAO_TEST_DIE_FILE", "")


def _die_at(point: str) -> None:
    path = Path(_file)
    if _file and path.exists() and path.read_text() == point:
        path.unlink()
        os.kill(os.getpid(), signal.SIGKILL)


def _stand_still() -> None:
    path = Path(_file)
    if path.exists() and path.read_text().startswith("slow-batch "):
        seconds = float(path.read_text().split()[1])
        path.unlink()
        original("time").sleep(seconds)  # no green thread runs meanwhile


def _after(point: str, body: Callable[..., Any]) -> Callable[..., Any]:
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        result = body(*args, **kwargs)
        if result:
            _die_at(point)
            _stand_still()
        return result

    return wrapped


if _file:
    from services.kernel.host.rabbit.publisher import RabbitPublisher

    send = RabbitPublisher.publish
    RabbitPublisher.publish = (  # type: ignore[method-assign]
        lambda self, messages: (_die_at("before-publish") if messages else None) or send(self, messages)
    )
    confirm = Relay._confirm

    def _confirmed_then_dead(self: Relay, sent: Any, position: int) -> None:
        sent.result(10)
        _die_at("before-cursor")
        confirm(self, sent, position)

    Relay._confirm = _confirmed_then_dead  # type: ignore[method-assign]
    Inbox.receive = _after("before-ack", Inbox.receive)  # type: ignore[method-assign]

    answered = Application.call

    def _answered_and_held(self: Application, call: Any) -> Any:
        answer = answered(self, call)
        path = Path(_file)
        if path.exists() and path.read_text() == "held-answer":
            path.write_text("answering")
            while path.exists():
                time.sleep(0.05)
        return answer

    Application.call = _answered_and_held  # type: ignore[method-assign]

SUBSCRIPTIONS = tally.SUBSCRIPTIONS if os.environ.get("JIKAO_SCHEMA_NAME") == "tally" else hosted.SUBSCRIPTIONS
build: Callable[..., Any] = tally.build if os.environ.get("JIKAO_SCHEMA_NAME") == "tally" else hosted.build
