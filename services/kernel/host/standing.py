"""Exchanges and queues that somebody else may have made: looked for first, made only where they are missing.

On a broker with a user for each process only the keeper of the broker may make what several share; who may declare an
exchange may delete it too. Where one user does everything, whoever comes first makes it.
"""

from __future__ import annotations

from typing import Any

from amqp.exceptions import NotFound
from kombu.entity import Exchange, Queue


class StandingExchange(Exchange):
    def declare(self, nowait: bool = False, passive: bool | None = None, channel: Any = None) -> Any:
        channel = channel or self.channel
        if not _is_there(channel, lambda probe: probe.exchange_declare(self.name, self.type, passive=True)):
            return super().declare(nowait=nowait, passive=passive, channel=channel)
        return None


class StandingQueue(Queue):
    def declare(self, nowait: bool = False, channel: Any = None) -> str:
        channel = channel or self.channel
        if not _is_there(channel, lambda probe: probe.queue_declare(self.name, passive=True)):
            return str(super().declare(nowait=nowait, channel=channel))
        return str(self.name)


def _is_there(channel: Any, look: Any) -> bool:
    """The broker closes a channel on which something was looked for in vain, so it is looked for on another."""
    probe = channel.connection.channel()
    try:
        look(probe)
    except NotFound:
        return False
    probe.close()
    return True


def rpc_exchange(config: Any) -> StandingExchange:
    """Nameko's own, by which calls and answers go."""
    return StandingExchange(config.get("rpc_exchange", "nameko-rpc"), durable=True, type="topic")
