"""Which servers to use: given ones by URL, private ones otherwise; all three started together."""

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from deploy.servers.broker import GivenRabbitMQ, RabbitMQ
from deploy.servers.cache import GivenRedis, Redis
from deploy.servers.database import GivenPostgres, Postgres


def postgres(
    folder: Path, *, durable: bool = False, prefix: str = "JIKAO_", environ: Mapping[str, str] = os.environ
) -> Postgres | GivenPostgres:
    """``<prefix>POSTGRES_URL`` when set, else a private server in ``folder``, started."""
    if url := environ.get(f"{prefix}POSTGRES_URL"):
        return GivenPostgres(url)
    return Postgres(folder, durable=durable).start()


def rabbitmq(
    folder: Path, *, prefix: str = "JIKAO_", environ: Mapping[str, str] = os.environ
) -> RabbitMQ | GivenRabbitMQ:
    """``<prefix>AMQP_URL`` (and ``<prefix>AMQP_API_URL``) when set, else a private node in ``folder``, started."""
    if url := environ.get(f"{prefix}AMQP_URL"):
        return GivenRabbitMQ(url, environ.get(f"{prefix}AMQP_API_URL"))
    return RabbitMQ(folder).start()


def redis(
    folder: Path, *, durable: bool = False, prefix: str = "JIKAO_", environ: Mapping[str, str] = os.environ
) -> Redis | GivenRedis:
    """``<prefix>REDIS_URL`` when set, else a private server in ``folder``, started."""
    if url := environ.get(f"{prefix}REDIS_URL"):
        return GivenRedis(url)
    return Redis(folder, durable=durable).start()


@dataclass(frozen=True)
class Trio:
    """What the distributed system stands on."""

    postgres: Postgres | GivenPostgres
    rabbitmq: RabbitMQ | GivenRabbitMQ
    redis: Redis | GivenRedis

    def stop(self) -> None:
        _together(self.rabbitmq.stop, self.postgres.stop, self.redis.stop)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()


def trio(
    folder: Path, *, durable: bool = False, prefix: str = "JIKAO_", environ: Mapping[str, str] = os.environ
) -> Trio:
    """All three at once. When one cannot be had, those that did start are stopped and its reason is raised."""
    with ThreadPoolExecutor(3) as pool:
        database = pool.submit(postgres, folder / "postgres", durable=durable, prefix=prefix, environ=environ)
        broker = pool.submit(rabbitmq, folder / "rabbitmq", prefix=prefix, environ=environ)
        cache = pool.submit(redis, folder / "redis", durable=durable, prefix=prefix, environ=environ)
    starts = (database, broker, cache)
    failures = [failure for start in starts if (failure := start.exception()) is not None]
    if failures:
        for start in starts:
            if start.exception() is None:
                start.result().stop()
        raise failures[0]
    return Trio(database.result(), broker.result(), cache.result())


def _together(*actions: Callable[[], None]) -> None:
    with ThreadPoolExecutor(len(actions)) as pool:
        for done in [pool.submit(action) for action in actions]:
            done.result()
