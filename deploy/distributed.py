"""The processes of the distributed system, each built from its settings alone."""

from __future__ import annotations

import logging
import signal
from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import msgspec
from joserfc.jwk import OKPKey

from deploy import memory, roster
from deploy.admission import GATEWAY
from deploy.replaying import Runners
from services.kernel.delivery.live import RedisLive
from services.kernel.delivery.signatures import SourceKey, SourceKeys
from services.kernel.delivery.silence import Silence
from services.kernel.delivery.waking import Waker, Woken
from services.kernel.domain import events
from services.kernel.host import logs
from services.kernel.host.settings import Settings
from services.kernel.log import erasing
from services.kernel.log.identity import Expected
from services.kernel.log.keyring import Keyring, Masters, keys_schema
from services.kernel.log.seal import Notary
from services.kernel.log.store import Store
from services.kernel.procedure.custody.handlers import Held
from services.kernel.procedure.identity import Verifier, public_key

_held = msgspec.json.Decoder(Held)


class Missing(SystemExit):
    """A setting that this process cannot do without."""

    def __init__(self, *names: str) -> None:
        wanted = " ".join(f"JIKAO_{name.upper()}" for name in names)
        super().__init__(f"缺少设置 {wanted}。Set {wanted}.")


def needed(settings: Settings, *names: str) -> Settings:
    missing = [name for name in names if not getattr(settings, name)]
    if missing:
        raise Missing(*missing)
    return settings


def own_keys(settings: Settings) -> str:
    """The prefix of a cell's keys: organs that share a Redis share nothing in it."""
    return f"{settings.origin}:"


def ports(settings: Settings) -> dict[str, Any]:
    """Without a box process no evaluation is opened here."""
    if not settings.box_url:
        return {}
    from deploy.ballot_box.client import RemoteBoxes
    from services.appraisal.ballots.boxes import BOXES

    return {BOXES: RemoteBoxes(settings.box_url, settings.box_secret)}


def keyed(store: Store, settings: Settings) -> Store:
    """With its keyring, in a schema of its own beside the log's; without a master key nothing is encrypted."""
    if not settings.personal_key:
        return store
    masters, schema = Masters.read(settings.personal_key), keys_schema(settings.schema_name)
    keys = Keyring(settings.store_url, masters, schema=schema, service=settings.schema_name)
    keys.create()
    return erasing.keyed(store, keys)


def run_service(name: str) -> None:
    """Blocks until SIGTERM. The process must have been patched by eventlet before this module was imported."""
    from services.kernel.host.process import container, serve
    from services.kernel.host.service import service_class

    settings = needed(Settings(), "store_url", "amqp_url", "public_key", "system_token", "bus_key")
    logs.set_up(name, settings.log_level)
    store = keyed(Store(settings.store_url, schema=settings.schema_name), settings)
    store.expected = Expected(settings.birth, made=True) if settings.birth else None
    silence = Silence()
    verifier = Verifier(OKPKey.import_key(settings.public_key), revoked=_revoked(settings, silence))
    notary = (
        Notary.from_pem(settings.origin, settings.seal_key.encode(), settings.seal_rotations)
        if settings.seal_key
        else None
    )
    live = RedisLive(settings.redis_url, prefix=own_keys(settings), silence=silence) if settings.redis_url else None
    office = replace(roster.office(settings, verifier, notary), ports=ports(settings))
    made = roster.assemble(name, roster.roster(settings)[name], store=store, office=office, live=live)
    if settings.held:
        made.app.held = _held.decode(settings.held)
    made.app.start()
    if settings.redis_url:
        made.app.listeners.append(Waker(settings.redis_url, name, prefix=own_keys(settings), silence=silence))
    runners = Runners()
    made.app.wake_replays = partial(runners.wake, name)
    hosted = service_class(
        made.app,
        made.subscriptions,
        system_token=settings.system_token,
        key=SourceKey.from_pem(name, settings.bus_key),
        keys=sources(settings, made.subscriptions),
        tick_seconds=settings.tick_seconds,
        catch_up_seconds=settings.catch_up_seconds,
    )
    memory.settle()
    serve(container(hosted, settings.amqp_url, heartbeat=settings.heartbeat_seconds))
    runners.close()
    made.app.close()


def _without_login(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def _revoked(settings: Settings, silence: Silence) -> Callable[[str], bool]:
    from services.kernel.host.revoked import RevokedTokens

    if not settings.redis_url:
        return lambda _: False
    return RevokedTokens(settings.redis_url, prefix=own_keys(settings), silence=silence)


def sources(settings: Settings, subscriptions: Collection[str]) -> SourceKeys:
    """A source without a key is never believed: one that is not in the roster may be, all of them is a fault."""
    unknown = [source for source in subscriptions if source not in settings.bus_keys]
    if unknown and not settings.bus_keys:
        raise Missing("bus_keys")
    if unknown:
        logging.getLogger("jikao.host").warning("no key of %s: nothing of it is believed", " ".join(unknown))
    return SourceKeys(settings.bus_keys)


def run_relay(name: str) -> None:
    """Blocks until SIGTERM."""
    from services.kernel.delivery.relay import Relay
    from services.kernel.host.rabbit.publisher import RabbitPublisher

    settings = needed(Settings(), "store_url", "amqp_url", "bus_key")
    logs.set_up(f"{name}-relay", settings.log_level)
    events.discover([name], settings.roster)  # its facts and nothing else of it
    store = Store(settings.store_url, schema=settings.schema_name, pool_size=2)
    publisher = RabbitPublisher(settings.amqp_url, name, heartbeat=settings.heartbeat_seconds)
    made = Relay(store, name, publisher, key=SourceKey.from_pem(name, settings.bus_key))

    woken = Woken(settings.redis_url, name, made.wake, prefix=own_keys(settings)) if settings.redis_url else None

    def told(number: int, frame: Any) -> None:
        made.stop()
        publisher.close()

    signal.signal(signal.SIGTERM, told)
    signal.signal(signal.SIGINT, told)
    made.run()
    if woken is not None:
        woken.close()
    store.close()


def run_gateway(host: str, port: int) -> None:
    """Blocks until SIGTERM."""
    from deploy import web
    from deploy.ballot_box.client import RemoteBoxes
    from deploy.casting import BoxCaster
    from deploy.remote import RpcBackend
    from gateway.accounts import Accounts
    from gateway.app import declared_by
    from gateway.limits import Limits, RedisRevocations
    from services.kernel.host.rabbit.rpc import RpcClient
    from services.kernel.procedure.identity import Signer

    settings = needed(Settings(), "store_url", "amqp_url", "redis_url", "identity_key")
    logs.set_up("gateway", settings.log_level)
    key = OKPKey.import_key(settings.identity_key)
    gateway = web.gateway_settings(settings.services or tuple(roster.roster(settings)), demo=settings.demo)
    gateway = replace(gateway, bus=_without_login(settings.amqp_url))
    accounts, silence = Accounts(settings.store_url, gateway), Silence()
    client = RpcClient(settings.amqp_url, name=GATEWAY, heartbeat=settings.heartbeat_seconds)
    app = web.web_app(
        RpcBackend(client, declared_by(gateway.services), gateway.services),
        settings=gateway,
        signer=Signer(key),
        verifier=Verifier(public_key(key)),
        accounts=accounts,
        live=RedisLive(settings.redis_url, prefix=own_keys(settings), silence=silence),
        limits=Limits(settings.redis_url, prefix=own_keys(settings), silence=silence),
        revocations=RedisRevocations(settings.redis_url, prefix=own_keys(settings), silence=silence),
        caster=BoxCaster(RemoteBoxes(settings.box_url, settings.box_secret)) if settings.box_url else None,
    )
    memory.settle()
    web.run(app, host, port)
    client.close()
    accounts.close()
