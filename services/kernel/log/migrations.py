"""Numbered changes of the log's own tables, for databases that were made by an older version. Knows no service.

A new database has today's tables and only notes their numbers. What keeps an impossible row out stands here once, for
new databases and old ones alike: SQLite adds no CHECK to a table that is there, but triggers do the same.
"""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.engine import Connection

from services.kernel.log import lengths  # noqa: F401 - whatever SQLite table is made has them
from services.kernel.log.identity import Newer

CURRENT = 4
_SOUND = "NEW.position < 1 OR NEW.originator_version < 0 OR length(NEW.seal) <> 32"
_NEXT = "NEW.position IS NOT (SELECT coalesce(max(position), 0) + 1 FROM events)"
_SQLITE_GUARD = (
    "CREATE TRIGGER IF NOT EXISTS events_guard BEFORE INSERT ON events"
    f" WHEN {_SOUND} OR typeof(NEW.position) <> 'integer' OR {_NEXT}"
    " BEGIN SELECT RAISE(ABORT, 'an event must take the next position of the log'); END"
)
_POSTGRES_CHECK = "ALTER TABLE events ADD CONSTRAINT events_sound CHECK (position >= 1 AND originator_version >= 0)"
_POSTGRES_NEXT = """
CREATE OR REPLACE FUNCTION events_next() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM added a WHERE a.position > 1 AND NOT EXISTS
             (SELECT 1 FROM events e WHERE e.position = a.position - 1)) THEN
    RAISE EXCEPTION 'an event must take the next position of the log' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$
"""
_POSTGRES_GUARD = (
    "CREATE TRIGGER events_guard AFTER INSERT ON events REFERENCING NEW TABLE AS added"
    " FOR EACH STATEMENT EXECUTE FUNCTION events_next()"
)


def settle(connection: Connection, *, new: bool) -> None:
    """Brings the tables to today's shape, or refuses those of a later day."""
    known = set(connection.execute(text("SELECT number FROM migrations")).scalars())
    newest = max(known, default=0)
    if newest > CURRENT:
        raise Newer(
            f"数据库由更新版本的程序建立或升级（第 {newest} 号变更，本程序只到第 {CURRENT} 号）。",
            f"The database was changed by a newer version (change {newest}; this program knows {CURRENT}).",
            newest=newest,
        )
    steps = {2: _add_marks, 3: _keep_sound, 4: _say_under_which_rules}
    for number in (n for n in range(1, CURRENT + 1) if n not in known):
        if number in steps and not (new and number in (2, 4)):
            steps[number](connection)
        connection.execute(text("INSERT INTO migrations (number) VALUES (:number)"), {"number": number})


def _add_marks(connection: Connection) -> None:
    kind = "BLOB" if connection.dialect.name == "sqlite" else "BYTEA"
    connection.execute(text(f"ALTER TABLE heads ADD COLUMN mark {kind}"))


def _keep_sound(connection: Connection) -> None:
    """From now on: what lies there already is for the check of the log to judge."""
    if connection.dialect.name == "sqlite":
        connection.execute(text(_SQLITE_GUARD))
        return
    connection.execute(text(_POSTGRES_CHECK + " NOT VALID"))
    connection.execute(text(_POSTGRES_NEXT))
    connection.execute(text(_POSTGRES_GUARD))


_UNDER = {
    "replays": {"draft": "''", "parameter": "''", "value": "''", "rules_zh": "''", "rules_en": "''", "program": "''",
                "mended": "false"},
    "replay_differences": {"for_all": "false"},
}  # fmt: skip
"""Columns that came later, with what lines have in them that were there before."""


def _say_under_which_rules(connection: Connection) -> None:
    """Of replays that were begun before there was a choice. An index kept two from having differences at once."""
    for table, columns in _UNDER.items():
        there = _columns(connection, table)
        for name, empty in columns.items() if there else ():
            if name not in there:
                kind = "BOOLEAN" if empty == "false" else "TEXT"
                connection.execute(text(f"ALTER TABLE {table} ADD COLUMN {name} {kind} NOT NULL DEFAULT {empty}"))
    connection.execute(text("DROP INDEX IF EXISTS replay_differences_order"))


def _columns(connection: Connection, table: str) -> set[str]:
    known = (
        f"SELECT name FROM pragma_table_info('{table}')"
        if connection.dialect.name == "sqlite"
        else "SELECT column_name FROM information_schema.columns"
        f" WHERE table_schema = current_schema() AND table_name = '{table}'"
    )
    return set(connection.execute(text(known)).scalars())
