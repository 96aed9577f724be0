"""One connection to the broker in a thread of its own, opened again whenever it is lost."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

from pika import URLParameters
from pika.adapters.select_connection import IOLoop, SelectConnection

from services.kernel.refusals import Unavailable

log = logging.getLogger("jikao.rabbit")
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0
"""Seconds between attempts to connect; doubled each time."""


def away(
    zh: str = "消息总线暂时不可用，请稍后重试。", en: str = "The message bus does not answer; try again."
) -> Unavailable:
    return Unavailable(zh, en)


class Link:
    """`prepare` sets a new channel up and calls what it is given when that is done; `lost` hears of every loss.

    Both run in the link's thread, as does what `run` is given.
    """

    def __init__(
        self,
        url: str,
        name: str,
        *,
        prepare: Callable[[Any, Callable[[], None]], None],
        lost: Callable[[Unavailable], None],
        heartbeat: int = 20,
    ) -> None:
        self._parameters = URLParameters(url)
        self._parameters.heartbeat = heartbeat
        self._parameters.socket_timeout = self._parameters.stack_timeout = 5
        self._parameters.client_properties = {"connection_name": name}
        self._prepare, self._lost = prepare, lost
        self._loop: Any = IOLoop()
        self._connection: Any = None
        self._closing = False
        self._pause = FIRST_PAUSE
        self.channel: Any = None
        """Open and prepared, or None. Only for the link's thread."""
        self.ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, name=f"link-{name}", daemon=True)
        self._thread.start()

    def run(self, work: Callable[[], None]) -> None:
        """In the link's thread, soon; nothing after it is closed."""
        self._loop.add_callback_threadsafe(work)

    def close(self, seconds: float = 3.0) -> None:
        self.run(self._close)
        self._thread.join(seconds)

    # -- in the link's thread -----------------------------------------------------------------------------------------

    def _serve(self) -> None:
        """One thing that goes wrong costs the connection, not the thread: whoever waits would wait for ever."""
        self._connect()
        while True:
            try:
                self._loop.start()
                break
            except Exception as fault:
                log.exception("a fault on a link to the broker")
                self._drop(fault)
                if self._connection is not None and self._connection.is_open:
                    self._connection.close()
        self._loop.close()

    def _connect(self) -> None:
        if self._closing:
            self._loop.stop()
            return
        try:
            self._connection = SelectConnection(
                self._parameters,
                on_open_callback=lambda connection: connection.channel(on_open_callback=self._opened),
                on_open_error_callback=self._failed,
                on_close_callback=self._failed,
                custom_ioloop=self._loop,
            )
        except Exception as reason:  # noqa: BLE001 - this machine may be out of something
            self._failed(None, reason)

    def _opened(self, channel: Any) -> None:
        channel.add_on_close_callback(self._channel_closed)
        self._prepare(channel, lambda: self._prepared(channel))

    def _prepared(self, channel: Any) -> None:
        self.channel, self._pause = channel, FIRST_PAUSE
        self.ready.set()

    def _channel_closed(self, channel: Any, reason: BaseException) -> None:
        """The broker closes a channel over one wrong thing; a new connection puts everything right."""
        self._drop(reason)
        if self._connection.is_open:
            self._connection.close()

    def _failed(self, connection: Any, reason: BaseException) -> None:
        self._drop(reason)
        if self._closing:
            self._loop.stop()
            return
        log.warning("the broker is away, next try in %.1f s: %s", self._pause, reason or type(reason).__name__)
        self._loop.call_later(self._pause, self._connect)
        self._pause = min(self._pause * 2, LONGEST_PAUSE)

    def _drop(self, reason: BaseException) -> None:
        self.channel = None
        self.ready.clear()
        try:
            self._lost(away(en=f"The message bus does not answer ({type(reason).__name__}); try again."))
        except Exception:  # the next attempt must be made all the same
            log.exception("a loss was not told to everybody")

    def _close(self) -> None:
        self._closing = True
        if self._connection is not None and self._connection.is_open:
            self._connection.close()
        elif self._connection is None or self._connection.is_closed:
            self._drop(ConnectionError("closed"))
            self._loop.stop()
