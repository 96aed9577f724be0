"""The server's patience: who opens a connection asks something soon, or is sent away. The framework waits for ever for
a request's headers; a few hundred connections that say a letter a minute would hold the office's door (slowloris)."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from uvicorn.protocols.http.h11_impl import H11Protocol


class Patient(H11Protocol):
    """One connection. How long a body may take is the gateway's frame's to say."""

    SECONDS: ClassVar[float] = 10.0
    """From the connection, or from the answer before, until all headers of a request are there."""

    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait()

    def handle_events(self) -> None:
        super().handle_events()
        if self.cycle is not None and not self.cycle.response_complete:
            self._stop_waiting()

    def on_response_complete(self) -> None:
        self._wait()
        super().on_response_complete()  # which begins the next request where it has come already

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._stop_waiting()
        self._waiting = self.loop.call_later(self.SECONDS, self._send_away)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _send_away(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()
