"""The baseline, a process of its own: a handler per event, as Nameko's guide shows it, and one transaction in each."""

from __future__ import annotations

import warnings

warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")

import eventlet  # noqa: E402

if __name__ == "__main__":
    eventlet.monkey_patch()

import signal  # noqa: E402
import sys  # noqa: E402
from typing import Any  # noqa: E402

SOURCE = "plain"
TABLE = """
CREATE TABLE facts (
    id bigserial PRIMARY KEY, kind text NOT NULL, actor text NOT NULL, recorded text NOT NULL, quantity bigint NOT NULL
)
"""
_INSERT = "INSERT INTO facts (kind, actor, recorded, quantity) VALUES (%s, %s, %s, %s)"


def service(url: str, names: list[str]) -> type[Any]:
    """A Nameko service class with one `event_handler` per kind of event, all on one pool of connections."""
    from nameko.events import event_handler
    from psycopg_pool import ConnectionPool

    pool = ConnectionPool(url, min_size=2, max_size=10)

    def handler(name: str) -> Any:
        def store(self: Any, payload: dict[str, Any]) -> None:
            with pool.connection() as connection, connection.transaction():
                connection.execute(_INSERT, (name, payload.get("actor", ""), payload.get("timestamp", ""), 1))

        store.__name__ = name.replace("-", "_")
        return event_handler(SOURCE, name)(store)

    members = {"name": "bench_plain", **{name.replace("-", "_"): handler(name) for name in names}}
    return type("Plain", (), members)


def main() -> None:
    """`amqp-url postgres-url event-name…`; says `ready` once its queues are bound."""
    from nameko.containers import ServiceContainer

    amqp, url, *names = sys.argv[1:]
    container = ServiceContainer(service(url, names), {"AMQP_URI": amqp})
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: eventlet.spawn_n(container.stop))
    container.start()
    print("ready", flush=True)
    container.wait()


if __name__ == "__main__":
    main()
