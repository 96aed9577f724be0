"""The distributed runtime on one machine: servers, schemas, and a process for every part.

What runs where is decided here alone; each process is told by its settings, as on machines of their own.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlalchemy.exc import DBAPIError

from deploy import forking, restores, roster
from deploy.admission import KEEPER, BusUsers
from deploy.ballot_box.wire import casting_secret
from deploy.children import Child, Nursery
from deploy.demonstration import Mark, NotADemonstration
from deploy.keys import Keys
from deploy.manifest import Manifest
from deploy.manifest import Place as KnownPlace
from deploy.postgres import Cell, Place, Places
from deploy.servers import Trio, trio
from deploy.servers.process import LOOPBACK, Server, ServerFailed, free_port
from gateway.accounts import Accounts
from gateway.settings import Settings as GatewaySettings
from services.kernel.host.rabbit.rpc import RpcClient
from services.kernel.host.settings import Settings
from services.kernel.log.store import Store
from services.kernel.procedure.context import Answer, Call
from services.kernel.procedure.custody.handlers import Held
from services.kernel.procedure.custody.restores import head_of, still_waits
from services.kernel.refusals import Unavailable

log = logging.getLogger("jikao.cluster")
GATEWAY, BOX, EVALUATES = "gateway", "box", "appraisal"


class Cluster:
    """Servers and schemas by its constructor, processes from `start` to `close`; `call` is an operation over RPC."""

    def __init__(
        self,
        data: Path,
        settings: Settings | None = None,
        *,
        replicas: int = 1,
        relays: int = 1,
        servers: Trio | None = None,
        cell: str = "jikao",
        demonstration: Mark | None = None,
        extra: Mapping[str, str] | None = None,
    ) -> None:
        """`servers` that are given are not stopped. `extra` settings go to every process, as `JIKAO_*`.

        A `demonstration` that is not loaded yet finds its schemas empty, or is refused where they hold anything else.
        """
        data.mkdir(parents=True, exist_ok=True)
        data.chmod(0o711)  # PostgreSQL may run as its own user below it
        self.settings = settings or Settings()
        self._files = (self.settings.files or data / "files").absolute()
        self._ballots = (self.settings.ballots or data / "ballots").absolute()
        self.manifest = Manifest.read(data, self.settings.origin)
        self.keys = Keys(data / "keys", self.settings, known=self.manifest.key if self.manifest.found else None)
        self.signer, self.verifier = self.keys.signer(), self.keys.verifier()
        self._replicas, self._relays, self._extra = replicas, relays, dict(extra or {})
        self._listens: dict[str, tuple[str, ...]] = {}
        """Every service, and the sources that it takes in."""
        self._demo = demonstration is not None
        self._own_servers = servers is None
        self.servers = servers or trio(data / "servers", durable=True)
        try:
            self.office = roster.office(self.settings, self.verifier, self.keys.notary(self.settings.origin))
            made = Cell(self.servers.postgres.url, data / "keys" / "logins.json", cell)
            if demonstration is not None and not demonstration.is_loaded:
                self._begin_anew(demonstration, made)
            self.places = self._schemas(made)
            self.bus = BusUsers(self.servers.rabbitmq, self.servers.rabbitmq.url, data / "keys" / "bus.json", cell)
            self.bus.admit(self._listens, self.settings.subscribers)
            self.bus.tell(self.settings.subscribers)
            self.client = RpcClient(self.bus.url(KEEPER), name=KEEPER)
        except BaseException:
            self._stop_servers()
            raise
        self.nursery = Nursery()
        self._held: dict[str, Held] = {}
        self._box: dict[str, str] = {}
        self._of_service: dict[str, dict[str, str]] = {}
        """Settings that one service alone is given, and the gateway's part of the box."""
        self._system = self.keys.system_token()

    # -- life ---------------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """The box, every service and every relay; returns when all of the services answer."""
        forking.begin()
        if EVALUATES in roster.roster(self.settings):
            self._spawn_box()
        with self._stores() as stores:
            self._held = restores.found(stores, self.manifest, self.office.notary, self.office.elsewhere)
        for name in roster.roster(self.settings):
            for number in range(self._replicas):
                self._spawn("service", name, self.places[name].service, number)
            for number in range(self._relays):
                self._spawn("relay", name, self.places[name].relay, number)
        self.wait_until_ready()

    def start_gateway(self, host: str, port: int) -> None:
        mine = {
            "identity_key": self.keys.private_pem(),
            "services": json.dumps(list(roster.roster(self.settings))),
            "demo": str(self._demo).lower(),
            "amqp_url": self.bus.url(GATEWAY),
        }
        command = ("gateway", "--host", host, "--port", str(port))
        self._add(GATEWAY, command, {**mine, **self._box, "store_url": self.places[GATEWAY].service.plain()})

    def remember(self) -> None:
        """Notes in the manifest how far the logs have come. One that waited to be acknowledged is looked at anew."""
        with self._stores() as stores:
            waiting = {name for name, held in self._held.items() if still_waits(name, stores[name], held)}
            self.manifest.saw({name: head_of(store) for name, store in stores.items() if name not in waiting})

    @contextmanager
    def _stores(self) -> Iterator[dict[str, Store]]:
        stores = {name: place.service.store() for name, place in self.places.items() if name != GATEWAY}
        try:
            yield stores
        finally:
            for store in stores.values():
                store.close()

    def close(self) -> None:
        self.nursery.close()
        self.client.close()
        try:
            self.remember()
        except DBAPIError as reason:
            log.warning("how far the logs have come is not noted: %s", reason.orig)
        self._stop_servers()

    @contextmanager
    def running(self) -> Iterator[Cluster]:
        try:
            self.start()
            yield self
        finally:
            self.close()

    def servers_stand(self) -> bool:
        """Whether its own servers run; one that died is started again, on its port, with its data."""
        for server in (self.servers.postgres, self.servers.rabbitmq, self.servers.redis):
            if isinstance(server, Server) and not server.running:
                log.error("%s 已退出,正在重新启动 · has ended and is started again", server.name)
                try:
                    server.restart()
                except ServerFailed as reason:
                    log.error("%s", reason)
                    return False
        return True

    # -- use ----------------------------------------------------------------------------------------------------------

    def call(self, call: Call) -> Answer:
        return self.client.call_now(call, 120)

    def wait_until_ready(self, seconds: float = 60.0) -> None:
        deadline = time.monotonic() + seconds
        for name in roster.roster(self.settings):
            while True:
                try:
                    self.client.ask(name, "alive", 2)
                    break
                except Unavailable:
                    if time.monotonic() > deadline:
                        raise
                    time.sleep(0.1)

    def settle(self, seconds: float = 60.0) -> None:
        """Until every service has taken in all that its sources have published."""
        deadline = time.monotonic() + seconds
        while not is_settled(self.client, roster.roster(self.settings), self._system):
            if time.monotonic() > deadline:
                raise Unavailable("事件尚未全部送达。", "The events have not all arrived.")
            time.sleep(0.05)

    # -- making -------------------------------------------------------------------------------------------------------

    def _begin_anew(self, mark: Mark, cell: Cell) -> None:
        """What a load that was broken off left in this database goes; what anything else left there stays."""
        names = (*roster.roster(self.settings), GATEWAY)
        if mark.began(self.servers.postgres.place):
            cell.drop(names)
            self.manifest.places.clear()
        elif cell.holds(names):
            raise NotADemonstration(mark.folder, f" (PostgreSQL: {self.servers.postgres.place})")
        mark.load_into(self.servers.postgres.place)

    def _schemas(self, cell: Cell) -> dict[str, Places]:
        names = list(roster.roster(self.settings))
        if not self.manifest.found:  # a new folder for a database that is there
            births = {name: cell.birth(name) for name in names}
            self.manifest.places = {name: KnownPlace(birth) for name, birth in births.items() if birth}
        self._expected = self.manifest.expect(names)
        places = {
            name: cell.prepare(name, self._maker(name, module)) for name, module in roster.roster(self.settings).items()
        }
        self.manifest.made(self.keys.seal_public().hex())
        return places | {
            GATEWAY: cell.prepare(GATEWAY, lambda place: Accounts(place.plain(), GatewaySettings()).close())
        }

    def _maker(self, name: str, module: str) -> Callable[[Place], None]:
        def make(place: Place) -> None:
            store = place.store()
            store.expected = self._expected[name]
            made = roster.assemble(name, module, store=store, office=self.office)
            self._listens[name] = tuple(made.subscriptions)
            made.app.close()

        return make

    def _spawn(self, kind: str, name: str, place: Place, number: int) -> None:
        own = dict(self._of_service.get(name, {})) if kind == "service" else {}
        if kind == "service":
            own["birth"] = self._expected[name].birth
            own["held"] = json.dumps(asdict(self._held[name])) if name in self._held else ""
        place_of = {"store_url": place.url, "schema_name": place.schema, "bus_key": self.keys.bus_pem(name)}
        place_of["amqp_url"] = self.bus.url(name if kind == "service" else f"{name}-relay")
        self._add(f"{name}-{kind}-{number}", (kind, name), {**own, **place_of})

    def _spawn_box(self) -> None:
        port, secret = free_port(), self.keys.box_secret()
        url = f"http://{LOOPBACK}:{port}"
        self._box = {"box_url": url, "box_secret": casting_secret(secret)}
        self._of_service[EVALUATES] = {"box_url": url, "box_secret": secret}
        command = ("box", "--host", LOOPBACK, "--port", str(port))
        self._add(BOX, command, {"ballots": str(self._ballots), "box_secret": secret})

    def _add(self, name: str, command: tuple[str, ...], settings: Mapping[str, str]) -> None:
        common: dict[str, Any] = {
            "redis_url": self.servers.redis.url,
            "public_key": self.keys.public_pem(),
            "log_level": self.settings.log_level,
            "origin": self.settings.origin,
            "organ": str(roster.folder(self.settings.organ).absolute()),  # each process has its own working folder
            "regulations": str(roster.folder(self.settings.regulations).absolute()),
            "roster": json.dumps(self.settings.roster),
            "tick_seconds": str(self.settings.tick_seconds),
            "catch_up_seconds": str(self.settings.catch_up_seconds),
            "heartbeat_seconds": str(self.settings.heartbeat_seconds),
        }
        if self.settings.fonts is not None:
            common["fonts"] = str(self.settings.fonts.absolute())
        if self.settings.clock is not None:
            common["clock"] = self.settings.clock.isoformat()
        if command[0] == "service":
            common |= {"system_token": self._system, "seal_key": self.keys.seal_pem().decode()}
            common |= {"seal_rotations": self.keys.rotations(), "checkpoints_to": self.settings.checkpoints_to}
            common["clock_jump_days"] = str(self.settings.clock_jump_days)
            common["personal_key"] = self.keys.personal_key()
            common |= {"files": str(self._files), "scanner": json.dumps(self.settings.scanner)}
            common["checkpoint_days"] = str(self.settings.checkpoint_days)
            common["bus_keys"] = json.dumps(self.keys.bus_keys(roster.roster(self.settings)))
            common["scan_seconds"] = str(self.settings.scan_seconds)
        told = {f"JIKAO_{key.upper()}": value for key, value in {**common, **self._extra, **settings}.items()}
        self.nursery.add(Child(name, command, told))

    def _stop_servers(self) -> None:
        if self._own_servers:
            self.servers.stop()


def is_settled(client: RpcClient, services: Iterable[str], token: str) -> bool:
    """Whether every service has taken in all that its sources have published. In the system's name."""
    try:
        states = {name: client.ask(name, "state", 5, token=token) for name in services}
    except Unavailable:
        return False
    return all(
        position == states[source]["published"]
        for state in states.values()
        for source, position in state["sources"].items()
        if source in states
    )
