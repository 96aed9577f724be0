"""On PostgreSQL: who holds the head of a log and says nothing more does not hold the others up for ever.

The server ends a login that is idle in a transaction, but not where its last words were a pipeline (seen with 15.18),
nor one that stopped between two statements of a pipeline: a process that is held still, or cut off from the network.
"""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

PATIENCE = 5
"""Seconds that a line of writers waits for the head of its log; its process does nothing else meanwhile."""
HELD_UP = "55P03"
"""The SQLSTATE of a statement that waited for a lock longer than that."""
_SEND_AWAY = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE usename = current_user AND datname = current_database() AND pid <> pg_backend_pid()"
    " AND xact_start IS NOT NULL AND state <> 'idle' AND wait_event = 'ClientRead'"
    " AND current_setting('idle_in_transaction_session_timeout') <> '0'"
    " AND state_change < clock_timestamp() - current_setting('idle_in_transaction_session_timeout')::interval"
)


def is_held_up(error: BaseException) -> bool:
    own = error.orig if isinstance(error, DBAPIError) else error
    return getattr(own, "sqlstate", None) == HELD_UP


def send_away(engine: Engine) -> bool:
    """Ends this login's sessions that have said nothing in a transaction for longer than it may be idle in one; whether
    there were any. What they had not committed is undone."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        return bool(connection.execute(_SEND_AWAY).fetchall())
