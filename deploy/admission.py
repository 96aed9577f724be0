"""Who may do what on the bus: one virtual host for a cell, and a user for each of its processes. Knows no service.

A relay writes its own exchange and nothing else; a service reads its own queues, asks the sources it listens to for
their events and newest checkpoints, and answers; the gateway calls; a subscriber only reads. What several share is made
here, so that nobody else need be allowed to make it, or could take it away.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Protocol, runtime_checkable
from urllib.parse import quote, urlsplit, urlunsplit

from services.kernel.host import wire

log = logging.getLogger("jikao.cluster")
RPC, DEAD = "nameko-rpc", wire.DEAD_LETTERS
GATEWAY, KEEPER = "gateway", "cluster"
ASKED = ("events_after", "newest_note")
"""What a service asks of the sources it listens to: their events, and a checkpoint to witness."""
_ID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


@dataclass(frozen=True)
class User:
    """Permissions as RabbitMQ has them: regular expressions over the names of exchanges and queues; `topics` maps a
    topic exchange to those over routing keys that may be written, and bound to."""

    name: str
    password: str
    configure: str
    write: str
    read: str
    topics: Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class Admission:
    """A virtual host as it should stand: its exchanges by name and type, and its users."""

    vhost: str
    exchanges: Mapping[str, str]
    users: tuple[User, ...]


@runtime_checkable
class Admits(Protocol):
    """A broker whose virtual hosts and users we keep, if it lets us."""

    @property
    def admits(self) -> bool: ...
    def admit(self, admission: Admission) -> None: ...
    def url_of(self, vhost: str) -> str: ...


def _any(*names: str) -> str:
    return f"^({'|'.join(names)})$" if names else "^$"


def _own(name: str) -> str:
    """A name as a regular expression that is met by it alone."""
    return re.escape(name)


def _answers_of(name: str) -> str:
    return f"rpc\\.reply-{_own(name)}-{_ID}"


def service(name: str, password: str, service: str, sources: Collection[str]) -> User:
    queues = [_own(f"rpc-{service}"), _answers_of(service)]
    if sources:
        queues.append(_own(wire.inbox_queue(service)))
    exchanges = [_own(wire.exchange(source)) for source in sources]
    asks = [_own(f"{source}.{method}") for source in sources for method in ASKED]
    return User(
        name,
        password,
        configure=_any(*queues),
        write=_any(*queues, _own(RPC), *([_own(DEAD)] if sources else [])),
        read=_any(*queues, _own(RPC), *exchanges),
        topics={RPC: (_any(_ID, *asks), _any(_own(f"{service}.*"), _ID))},
    )


def relay(name: str, password: str, service: str) -> User:
    own = _any(_own(wire.exchange(service)))
    return User(name, password, configure=own, write=own, read=_any(), topics={})


def caller(name: str, password: str, part: str, services: Collection[str]) -> User:
    """Calls operations and hears answers: the gateway, and whoever keeps the cluster."""
    queues = _answers_of(part)
    calls = f"({'|'.join(map(_own, services))})\\.[a-z0-9_]+"
    return User(
        name,
        password,
        configure=_any(queues),
        write=_any(queues, _own(RPC)),
        read=_any(queues, _own(RPC)),
        topics={RPC: (_any(calls), _any(_ID))},
    )


def subscriber(name: str, password: str, part: str, sources: Collection[str]) -> User:
    """Queues of its own name, also as Nameko calls them, bound to any exchange of events; writes to no exchange."""
    own = f"subscriber\\.{_own(part)}\\..+|evt-.+--{_own(part)}\\..+"
    exchanges = [_own(wire.exchange(source)) for source in sources]
    return User(name, password, configure=_any(own), write=_any(own), read=_any(own, *exchanges), topics={})


class BusUsers:
    """The users of one cell. Passwords are kept in `secrets_file`, readable by its owner only."""

    def __init__(self, broker: object, url: str, secrets_file: Path, cell: str) -> None:
        self._broker = broker if isinstance(broker, Admits) and broker.admits else None
        self._given, self._file, self._cell = url, secrets_file, cell
        if self._broker is None:
            log.warning("%s", "消息总线的用户由他人管理 · the users of the message bus are kept by somebody else")

    def admit(self, listens: Mapping[str, Collection[str]], subscribers: Collection[str] = ()) -> None:
        """`listens` maps every service to its sources. May be said again: what stands stays, with its messages."""
        if self._broker is None:
            return
        users = [caller(self._user(part), self._password(part), part, listens) for part in (GATEWAY, KEEPER)]
        for name, sources in listens.items():
            users.append(service(self._user(name), self._password(name), name, sources))
            users.append(relay(self._user(f"{name}-relay"), self._password(f"{name}-relay"), name))
        users += [subscriber(self._user(name), self._password(name), name, listens) for name in subscribers]
        exchanges = {wire.exchange(name): "topic" for name in {*listens, *chain(*listens.values())}} | {
            RPC: "topic",
            DEAD: "fanout",
        }
        self._broker.admit(Admission(self._cell, exchanges, tuple(users)))

    def tell(self, subscribers: Collection[str]) -> None:
        """A file for each subscriber beside the passwords, with what it connects with now."""
        for name in subscribers if self._broker is not None else ():
            file = self._file.with_name(f"subscriber-{name}.url")
            file.touch(mode=0o600)
            file.write_text(self.url(name) + "\n")

    def url(self, part: str) -> str:
        """With which a part connects: a service, `<service>-relay`, the gateway, the keeper, a subscriber."""
        if self._broker is None:
            return self._given
        parts = urlsplit(self._broker.url_of(self._cell))
        where = parts.netloc.rpartition("@")[2]
        return urlunsplit(parts._replace(netloc=f"{quote(self._user(part))}:{quote(self._password(part))}@{where}"))

    def _user(self, part: str) -> str:
        return f"{self._cell}-{part}"

    def _password(self, part: str) -> str:
        known: dict[str, str] = json.loads(self._file.read_text()) if self._file.exists() else {}
        if part not in known:
            known[part] = secrets.token_urlsafe(24)
            self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._file.touch(mode=0o600)
            self._file.write_text(json.dumps(known, indent=1))
        return known[part]
