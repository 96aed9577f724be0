"""Runs one service's container until it is told to stop."""

from __future__ import annotations

import os
import signal
from typing import Any

import eventlet
import kombu.serialization
import msgspec
import nameko.rpc
from kombu.utils.json import loads
from nameko.containers import ServiceContainer

from services.kernel.host import standing


def use_fast_json() -> None:
    """Answers are spliced into replies as the bytes they are, and come out at the gateway as the same bytes."""
    encode = msgspec.json.Encoder(enc_hook=str).encode
    kombu.serialization.register("json", encode, loads, content_type="application/json", content_encoding="utf-8")


def container(service: type[Any], amqp_url: str, *, heartbeat: int = 20, workers: int = 64) -> ServiceContainer:
    use_fast_json()
    nameko.rpc.get_rpc_exchange = standing.rpc_exchange
    return ServiceContainer(service, {"AMQP_URI": amqp_url, "HEARTBEAT": heartbeat, "max_workers": workers})


def serve(made: ServiceContainer, *, seconds: float = 4.0) -> None:
    """Blocks; SIGTERM and SIGINT end it in order, or after `seconds` by force: what was not committed comes again."""

    def told(number: int, frame: Any) -> None:
        eventlet.spawn_after(seconds, os._exit, 0)
        eventlet.spawn_n(made.stop)

    signal.signal(signal.SIGTERM, told)
    signal.signal(signal.SIGINT, told)
    made.start()
    made.wait()
