"""A private RabbitMQ node: own name, own cookie, own port mapper, everything on loopback.

Several can run on one machine, and beside Debian's own, without meeting.
"""

import contextlib
import json
import os
import re
import secrets
import socket
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self
from urllib.error import HTTPError
from urllib.parse import quote, urlsplit, urlunsplit
from urllib.request import HTTPBasicAuthHandler, HTTPPasswordMgrWithDefaultRealm, Request, build_opener

from deploy.admission import DEAD, Admission, User
from deploy.servers.process import LOOPBACK, Server, ServerFailed, Unavailable, find, free_port, password, write_private
from services.kernel.host import wire

USER = "jikao"
PACKAGES = ("rabbitmq-server",)
PLACES = ("/usr/lib/rabbitmq/bin", "/usr/local/lib/rabbitmq/sbin", "/opt/rabbitmq*/sbin")
PLAIN = re.compile(r"[A-Za-z0-9._/+@-]+")
"""Of paths."""
VHOST = re.compile(r"[a-z][a-z0-9-]{0,60}")


class _PortMapper(Server):
    """Erlang's epmd. A node of ours never registers at a shared one, which might belong to anybody."""

    name = "epmd"

    def prepare(self) -> None:
        """Keeps nothing."""

    def command(self) -> tuple[Sequence[str | Path], Mapping[str, str]]:
        return [find("epmd", PACKAGES), "-address", LOOPBACK, "-port", str(self.port)], {}

    def answers(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection((LOOPBACK, self.port), timeout=2):
            return True
        return False


class RabbitMQ(Server):
    """``url`` names the virtual host ``/``; :meth:`fresh` makes further ones, which a wipe brings back empty."""

    name = "rabbitmq"
    start_seconds = 120.0

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._node = f"jikao-{secrets.token_hex(4)}@localhost"
        self._mapper = _PortMapper(folder)
        self._distribution = 0
        self._vhosts: list[str] = []
        self._admitted: dict[str, Admission] = {}

    @property
    def url(self) -> str:
        return self.url_of("/")

    def url_of(self, vhost: str) -> str:
        return f"amqp://{USER}:{password(self.folder)}@{LOOPBACK}:{self.port}/{quote(vhost, safe='')}"

    def fresh(self, vhost: str) -> str:
        """Makes an empty virtual host and returns its URL; one of the same name is dropped first."""
        if not VHOST.fullmatch(vhost):
            raise ValueError(vhost)
        drop = [_dropping(vhost)] if vhost in self._vhosts else []
        self._evaluate([*drop, *_making(vhost)])
        if vhost not in self._vhosts:
            self._vhosts.append(vhost)
        return self.url_of(vhost)

    @property
    def admits(self) -> bool:
        return True

    def admit(self, admission: Admission) -> None:
        """Makes a virtual host, its exchanges and its users as they should be; what else is in it stays."""
        if not VHOST.fullmatch(admission.vhost):
            raise ValueError(admission.vhost)
        self._evaluate(_admitting(admission))
        self._admitted[admission.vhost] = admission

    def drop(self, vhost: str) -> None:
        """Takes a virtual host away with all that is in it, closing the connections to it."""
        self._admitted.pop(vhost, None)
        if vhost in self._vhosts:
            self._vhosts.remove(vhost)
            self._evaluate([_dropping(vhost)])

    def start(self) -> Self:
        if not self.running:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._node_name()
            super().start()
        return self

    def stop(self, seconds: float = 60.0) -> None:
        super().stop(seconds)
        self._mapper.kill()

    def kill(self) -> None:
        super().kill()
        self._mapper.kill()

    def wipe(self) -> None:
        """Every queue, exchange, binding and message is gone; the virtual hosts are there again, empty."""
        super().wipe()
        made = [statement for vhost in self._vhosts for statement in _making(vhost)]
        made += [statement for admission in self._admitted.values() for statement in _admitting(admission)]
        if made:
            self._evaluate(made)

    def control(self, *arguments: str, seconds: float = 60.0) -> str:
        """``rabbitmqctl`` on this node; returns what it printed."""
        command = [str(find("rabbitmqctl", PACKAGES, PLACES)), "--silent", "--node", self._node, *arguments]
        environment = {"PATH": os.environ.get("PATH", os.defpath), **self._environment()}
        done = subprocess.run(
            command, env=environment, cwd=self.folder, capture_output=True, text=True, timeout=seconds, check=False
        )
        if done.returncode != 0:
            raise ServerFailed(f"rabbitmqctl {' '.join(arguments)}: {done.stdout}{done.stderr}")
        return done.stdout

    def prepare(self) -> None:
        """Brings its port mapper too, at every attempt: a node that finds none starts one that nobody ends."""
        find("rabbitmq-server", PACKAGES, PLACES)
        self._mapper.start()
        self._distribution = self._distribution or free_port()
        cookie = self.folder / ".erlang.cookie"
        if not cookie.exists():
            write_private(cookie, secrets.token_hex(20), self.user)
            cookie.chmod(0o400)
        settings = [
            f"listeners.tcp.default = {LOOPBACK}:{self.port}",
            f"default_user = {USER}",
            f"default_pass = {password(self.folder)}",
            "log.file = false",
            "log.console = true",
            "log.console.level = warning",
            "disk_free_limit.absolute = 50MB",
            "raft.wal_max_size_bytes = 67108864",
        ]
        write_private(self.folder / "rabbitmq.conf", "\n".join(settings) + "\n", self.user)
        write_private(self.folder / "enabled_plugins", "[].\n", self.user)

    def command(self) -> tuple[Sequence[str | Path], Mapping[str, str]]:
        return [find("rabbitmq-server", PACKAGES, PLACES)], self._environment()

    def answers(self) -> bool:
        """The broker greets only after its stores are recovered; an open port alone comes earlier."""
        with contextlib.suppress(OSError), socket.create_connection((LOOPBACK, self.port), timeout=2) as link:
            link.sendall(b"AMQP\x00\x00\x09\x01")
            return link.recv(1) == b"\x01"
        return False

    def _node_name(self) -> None:
        """Kept in the folder: quorum queues of a kept cluster remember the name of their node."""
        path = self.folder / "node"
        if path.exists():
            self._node = path.read_text()
        else:
            path.write_text(self._node)

    def _evaluate(self, statements: Sequence[str]) -> None:
        """Erlang statements in one call: every call of rabbitmqctl starts a virtual machine."""
        self.control("eval", ", ".join([*statements, "ok."]))

    def _plainly(self) -> str:
        """Its folder, in which it runs, as it can read it: its quorum queues and its guard of the disk give up over
        blanks and letters beyond Latin in their own paths."""
        here = Path("/proc/self/cwd")
        return str(here if here.exists() and not PLAIN.fullmatch(str(self.folder)) else self.folder)

    def _environment(self) -> dict[str, str]:
        loopback = f"-start_epmd false -kernel inet_dist_use_interface {{{LOOPBACK.replace('.', ',')}}}"
        idle = "+sbwt none +sbwtdcpu none +sbwtdio none"  # schedulers that spin would take the tests' two cores
        folder = self._plainly()
        return {
            "HOME": folder,
            "LC_ALL": "C.UTF-8",
            "ERL_EPMD_ADDRESS": LOOPBACK,
            "ERL_EPMD_PORT": str(self._mapper.port),
            "RABBITMQ_NODENAME": self._node,
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_NODE_IP_ADDRESS": LOOPBACK,
            "RABBITMQ_DIST_PORT": str(self._distribution),
            "RABBITMQ_HOME": folder,
            "RABBITMQ_CONF_ENV_FILE": f"{folder}/none.conf",  # Debian's own would set the node name again
            "RABBITMQ_CONFIG_FILE": f"{folder}/rabbitmq",
            "RABBITMQ_ADVANCED_CONFIG_FILE": f"{folder}/none.config",
            "RABBITMQ_ENABLED_PLUGINS_FILE": f"{folder}/enabled_plugins",
            "RABBITMQ_MNESIA_BASE": f"{folder}/mnesia",
            "RABBITMQ_LOG_BASE": folder,
            "RABBITMQ_LOGS": "-",
            "RABBITMQ_GENERATED_CONFIG_DIR": f"{folder}/generated",
            "RABBITMQ_PID_FILE": f"{folder}/pid",
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": f"{loopback} {idle}",
            "RABBITMQ_CTL_ERL_ARGS": loopback,
            "RUNNING_UNDER_SYSTEMD": "true",  # the script then becomes the server instead of waiting for it
        }


class GivenRabbitMQ:
    """A RabbitMQ somebody else runs. Fresh virtual hosts need its management interface (``api``, login included)."""

    def __init__(self, url: str, api: str | None = None) -> None:
        self.url = url
        self.port = urlsplit(url).port or 5672
        self._api = api

    def fresh(self, vhost: str) -> str:
        if not VHOST.fullmatch(vhost):
            raise ValueError(vhost)
        if self._api is None:
            raise Unavailable("给定的 RabbitMQ 缺少管理接口地址；the given RabbitMQ needs its management URL too")
        user = urlsplit(self.url).username or "guest"
        self.drop(vhost)
        self._call("PUT", f"vhosts/{vhost}")
        everything = {"configure": ".*", "write": ".*", "read": ".*"}
        self._call("PUT", f"permissions/{vhost}/{quote(user, safe='')}", everything)
        return self.url_of(vhost)

    def drop(self, vhost: str) -> None:
        with contextlib.suppress(HTTPError):  # it was never there
            self._call("DELETE", f"vhosts/{vhost}")

    def stop(self) -> None:
        """Not ours to stop."""

    def _call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> None:
        parts = urlsplit(self._api or "")
        base = urlunsplit(parts._replace(netloc=f"{parts.hostname}:{parts.port or 15672}")).rstrip("/")
        logins = HTTPPasswordMgrWithDefaultRealm()
        logins.add_password(None, base, parts.username or "guest", parts.password or "guest")
        content = json.dumps(body).encode() if body else b""
        request = Request(f"{base}/api/{path}", content, {"Content-Type": "application/json"}, method=method)  # noqa: S310
        build_opener(HTTPBasicAuthHandler(logins)).open(request, timeout=30).close()

    def url_of(self, vhost: str) -> str:
        return urlunsplit(urlsplit(self.url)._replace(path=f"/{vhost}"))

    @property
    def admits(self) -> bool:
        """Only with the address of its management."""
        return self._api is not None

    def admit(self, admission: Admission) -> None:
        """The same over the management interface."""
        vhost = admission.vhost
        self._call("PUT", f"vhosts/{vhost}")
        login = quote(urlsplit(self.url).username or "guest", safe="")
        self._call("PUT", f"permissions/{vhost}/{login}", {"configure": ".*", "write": ".*", "read": ".*"})
        for name, kind in admission.exchanges.items():
            self._call("PUT", f"exchanges/{vhost}/{quote(name, safe='')}", {"type": kind, "durable": True})
        dead = {"x-queue-type": "quorum", "x-max-length": wire.DEAD_MOST}
        self._call("PUT", f"queues/{vhost}/{DEAD}", {"durable": True, "arguments": dead})
        self._call("POST", f"bindings/{vhost}/e/{DEAD}/q/{DEAD}", {"routing_key": ""})
        for user in admission.users:
            name = quote(user.name, safe="")
            self._call("PUT", f"users/{name}", {"password": user.password, "tags": ""})
            allowed = {"configure": user.configure, "write": user.write, "read": user.read}
            self._call("PUT", f"permissions/{vhost}/{name}", allowed)
            for exchange, (write, read) in user.topics.items():
                topics = {"exchange": exchange, "write": write, "read": read}
                self._call("PUT", f"topic-permissions/{vhost}/{name}", topics)


def _dropping(vhost: str) -> str:
    return f'catch rabbit_vhost:delete(<<"{vhost}">>, <<"{USER}">>)'


def _making(vhost: str) -> list[str]:
    login, host, everything = f'<<"{USER}">>', f'<<"{vhost}">>', ", ".join(['<<".*">>'] * 3)
    return [
        f"rabbit_vhost:add({host}, {login})",
        f"rabbit_auth_backend_internal:set_permissions({login}, {host}, {everything}, {login})",
    ]


def _admitting(admission: Admission) -> list[str]:
    vhost, login = _text(admission.vhost), _text(USER)
    made = [
        f"case rabbit_vhost:exists({vhost}) of true -> ok; false -> rabbit_vhost:add({vhost}, {login}) end",
        _making(admission.vhost)[1],
    ]
    for name, kind in admission.exchanges.items():
        made.append(
            f"rabbit_exchange:declare(rabbit_misc:r({vhost}, exchange, {_text(name)}), {kind}, true, false, false, [],"
            f" {login})"
        )
    made += _dead_letters(vhost, login)
    return [*made, *(statement for user in admission.users for statement in _user(vhost, login, user))]


def _dead_letters(vhost: str, login: str) -> list[str]:
    queue, exchange = (f"rabbit_misc:r({vhost}, {kind}, {_text(DEAD)})" for kind in ("queue", "exchange"))
    quorum = f'[{{<<"x-queue-type">>, longstr, <<"quorum">>}}, {{<<"x-max-length">>, signedint, {wire.DEAD_MOST}}}]'
    return [
        f"rabbit_amqqueue:declare({queue}, true, false, {quorum}, none, {login})",
        f'rabbit_binding:add({{binding, {exchange}, <<"">>, {queue}, []}}, {login})',
    ]


def _user(vhost: str, login: str, user: User) -> list[str]:
    name, password, backend = _text(user.name), _text(user.password), "rabbit_auth_backend_internal"
    allowed = ", ".join(_text(each) for each in (user.configure, user.write, user.read))
    who = f"({name}, {password}, {login})"
    known, unknown = f"{backend}:change_password{who}", f"{backend}:add_user{who}"
    made = [
        f"case {backend}:exists({name}) of true -> {known}; false -> {unknown} end",
        f"{backend}:set_permissions({name}, {vhost}, {allowed}, {login})",
    ]
    for exchange, (write, read) in user.topics.items():
        bounds = f"{_text(exchange)}, {_text(write)}, {_text(read)}"
        made.append(f"{backend}:set_topic_permissions({name}, {vhost}, {bounds}, {login})")
    return made


def _text(text: str) -> str:
    """As an Erlang binary."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'<<"{escaped}">>'
