"""One line of writers: many jobs to a commit, none half done, whoever else writes, whatever dies."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from sqlalchemy import event as listening
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from services.kernel.log.registers import Projector
from services.kernel.log.store import Store, events, heads
from services.kernel.log.transaction import Reading, Writing
from services.kernel.log.troubles import Busy, trouble
from services.kernel.log.writer import MOST_JOBS, CommitUnsure, Writer
from services.kernel.procedure.own_log.handlers import check_seal
from tests.given import DAY, act
from tests.kernel.sample import Jar, JarFull, jars, register, tables
from tests.kernel.stores import MakeStore, OnPostgres, OnSqlite

pytestmark = pytest.mark.slow

FORK = multiprocessing.get_context("spawn")


def open_jar(tx: Writing, size: int = 9) -> UUID:
    jar = Jar(uuid4())
    jar.open(act(), size, DAY, "")
    tx.append(jar)
    return jar.id


def fill(tx: Writing, id: UUID, amount: int = 1) -> int:
    jar = tx.load(Jar, id)
    jar.fill(act(), amount)
    tx.append(jar)
    return int(jar.amount)


def write_many(url: str, schema: str, id: UUID | None, count: int, started: Any = None) -> None:
    """Another process: fills one jar, or opens many."""
    store = Store(url, schema=schema)
    writer = Writer(store, Projector([register]))
    for _ in range(count):
        writer.submit(lambda tx: fill(tx, id) if id else open_jar(tx))
        if started is not None:
            started.set()
    store.close()


class _Suite:
    __test__ = False

    @pytest.fixture
    def store(self, make_store: MakeStore) -> Store:
        store = make_store()
        store.create(tables)
        return store

    @pytest.fixture
    def writer(self, store: Store) -> Writer:
        return Writer(store, Projector([register]))

    @pytest.fixture
    def commits(self, store: Store) -> Iterator[list[int]]:
        seen: list[int] = []

        def count(connection: Any) -> None:
            seen.append(1)

        listening.listen(store.engine, "commit", count)
        yield seen
        listening.remove(store.engine, "commit", count)

    def test_a_reading_is_of_one_moment(self, store: Store, writer: Writer) -> None:
        """However many statements it takes, and whatever is committed between them."""
        with store.reading() as connection:
            reading = Reading(store, connection)
            before = reading.heads()
            writer.submit(open_jar)
            assert reading.heads() == before
            assert not reading.read(select(events.c.position))
        assert store.position() == 1

    def in_line(self, writer: Writer, jobs: list[Any]) -> list[Any]:
        """Runs the jobs as one batch: they queue while a first one holds the line. Errors come back as results."""
        holding, go = threading.Event(), threading.Event()

        def hold(tx: Writing) -> None:
            holding.set()
            go.wait(10)

        def run(job: Any) -> Any:
            try:
                return writer.submit(job)
            except Exception as error:
                return error

        with ThreadPoolExecutor(len(jobs) + 1) as pool:
            first = pool.submit(writer.submit, hold)
            assert holding.wait(10)
            waiting = []
            for number, job in enumerate(jobs, 1):
                waiting.append(pool.submit(run, job))
                while len(writer._queue) < number:
                    time.sleep(0.001)
            go.set()
            first.result(10)
            return [one.result(20) for one in waiting]

    def test_jobs_that_wait_share_one_commit(self, store: Store, writer: Writer, commits: list[int]) -> None:
        writer.submit(open_jar)
        before = len(commits)
        ids = self.in_line(writer, [open_jar] * 20)
        assert len(commits) - before == 2, "one for the job that held the line, one for the twenty"
        assert len(set(ids)) == 20
        assert store.position() == 21

    def test_a_refused_job_leaves_no_trace_and_the_others_stand(self, store: Store, writer: Writer) -> None:
        jar = writer.submit(lambda tx: open_jar(tx, 3))
        results = self.in_line(
            writer, [lambda tx: fill(tx, jar, 2), lambda tx: fill(tx, jar, 2), lambda tx: fill(tx, jar, 1)]
        )
        assert results[0] == 2
        assert isinstance(results[1], JarFull)
        assert results[2] == 3
        assert store.position() == 3

    def test_what_a_job_wrote_before_it_was_refused_is_undone(self, store: Store, writer: Writer) -> None:
        def refused_late(tx: Writing) -> None:
            open_jar(tx)
            raise JarFull("满了。", "Full.")

        def refused_after_a_row(tx: Writing) -> None:
            tx.rows.insert(jars, id="0" * 32, size=1, amount=0, opened=DAY, version=1)
            raise JarFull("满了。", "Full.")

        results = self.in_line(writer, [open_jar, refused_late, refused_after_a_row, open_jar])
        assert [isinstance(one, JarFull) for one in results] == [False, True, True, False]
        assert store.position() == 2
        with store.reading() as connection:
            assert connection.execute(select(func.count()).select_from(jars)).scalar_one() == 2

    def test_one_spoilt_job_fails_alone(self, store: Store, writer: Writer) -> None:
        jar = writer.submit(open_jar)

        def spoilt(tx: Writing) -> None:
            tx.rows.insert(jars, id=jar.hex, size=1, amount=0, opened=DAY, version=1)  # there is one already

        results = self.in_line(writer, [lambda tx: fill(tx, jar), spoilt, lambda tx: fill(tx, jar), open_jar])
        assert results[0] == 1
        assert store.is_conflict(results[1])
        assert results[2] == 2
        assert store.position() == 4
        assert check_seal(store)[1] is None

    def test_what_is_changed_must_be_saved(self, store: Store, writer: Writer) -> None:
        jar = writer.submit(open_jar)

        def forgetful(tx: Writing) -> None:
            tx.load(Jar, jar).fill(act(), 1)

        with pytest.raises(RuntimeError, match="not saved"):
            writer.submit(forgetful)
        assert writer.submit(lambda tx: fill(tx, jar)) == 1, "the cache did not keep what was never recorded"

    def test_a_commit_that_may_have_happened_is_not_run_again(
        self, store: Store, writer: Writer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from sqlalchemy.engine import RootTransaction
        from sqlalchemy.exc import OperationalError

        def lost(_: RootTransaction) -> None:
            raise OperationalError("COMMIT", None, OSError("gone"))

        writer.submit(open_jar)
        runs: list[int] = []

        def job(tx: Writing) -> None:
            runs.append(1)
            open_jar(tx)

        monkeypatch.setattr(RootTransaction, "commit", lost)
        with pytest.raises(CommitUnsure):
            writer.submit(job)
        monkeypatch.undo()
        assert runs == [1]
        writer.submit(open_jar)
        assert store.position() == 2

    def test_another_writers_facts_are_seen_by_a_cached_aggregate(self, store: Store, writer: Writer) -> None:
        jar = writer.submit(lambda tx: open_jar(tx, 9))
        other = Writer(store, Projector([register]))
        assert [writer.submit(lambda tx: fill(tx, jar)), other.submit(lambda tx: fill(tx, jar))] == [1, 2]
        assert [writer.submit(lambda tx: fill(tx, jar)), other.submit(lambda tx: fill(tx, jar))] == [3, 4]

    def test_a_cache_far_behind_is_forgotten_whole(self, store: Store, writer: Writer) -> None:
        jar = writer.submit(lambda tx: open_jar(tx, 9))
        other = Writer(store, Projector([register]))
        other.submit(lambda tx: [open_jar(tx) for _ in range(1100)])
        other.submit(lambda tx: fill(tx, jar, 2))
        assert writer.submit(lambda tx: fill(tx, jar, 1)) == 3

    def test_more_jobs_than_one_commit_takes_are_all_done(self, store: Store, writer: Writer) -> None:
        jar = writer.submit(lambda tx: open_jar(tx, 1000))
        amounts = self.in_line(writer, [lambda tx: fill(tx, jar)] * (MOST_JOBS + 9))
        assert sorted(amounts) == list(range(1, MOST_JOBS + 10))

    def test_two_processes_and_this_one_leave_no_gap(self, store: Store, writer: Writer) -> None:
        jar = writer.submit(lambda tx: open_jar(tx, 1_000_000))
        url = store.url.render_as_string(hide_password=False)
        others = [FORK.Process(target=write_many, args=(url, store.schema, jar, 40)) for _ in range(2)]
        for other in others:
            other.start()
        while any(other.is_alive() for other in others):
            writer.submit(lambda tx: fill(tx, jar))
            time.sleep(0.002)
        for other in others:
            other.join(30)
            assert other.exitcode == 0
        with store.reading() as connection:
            positions = list(connection.execute(select(events.c.position).order_by(events.c.position)).scalars())
            amount = connection.execute(select(jars.c.amount)).scalar_one()
        assert positions == list(range(1, len(positions) + 1))
        assert len(positions) == amount + 1 > 81, "every filling was counted on top of the one before"
        assert check_seal(store)[1] is None

    def test_kill_9_leaves_nothing_half_written(self, store: Store) -> None:
        url = store.url.render_as_string(hide_password=False)
        for _ in range(2):
            started = FORK.Event()
            victim = FORK.Process(target=write_many, args=(url, store.schema, None, 100_000, started))
            victim.start()
            assert started.wait(20)
            time.sleep(0.05)
            assert victim.pid is not None
            os.kill(victim.pid, signal.SIGKILL)
            victim.join(20)
            assert victim.exitcode == -signal.SIGKILL
            with store.reading() as connection:
                recorded = connection.execute(select(func.count()).select_from(events)).scalar_one()
                head = connection.execute(select(heads.c.position).where(heads.c.name == "log")).scalar_one()
                rows = connection.execute(select(func.count()).select_from(jars)).scalar_one()
            assert recorded == head == rows > 0
            assert check_seal(store)[1] is None
        Writer(store, Projector([register])).submit(open_jar)


class TestOnSqlite(OnSqlite, _Suite): ...


class TestOnPostgres(OnPostgres, _Suite):
    def test_a_lost_connection_is_replaced(self, store: Store, writer: Writer) -> None:
        """As after a restart of the database between two commands."""
        jar = writer.submit(open_jar)
        with store.writing() as connection:
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                    " AND datname = current_database()"
                )
            )
        assert writer.submit(lambda tx: fill(tx, jar)) == 1
        assert store.position() == 2

    def cut_off(self, store: Store, tx: Writing) -> None:
        (backend,) = tx.connection.execute(text("SELECT pg_backend_pid()")).one()
        with store.writing() as other:
            other.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": backend})

    def test_what_was_lost_before_the_commit_was_asked_for_is_run_again(self, store: Store, writer: Writer) -> None:
        runs: list[int] = []

        def job(tx: Writing) -> None:
            runs.append(1)
            open_jar(tx)
            if len(runs) == 1:
                self.cut_off(store, tx)

        writer.submit(job)
        assert (runs, store.position()) == ([1, 1], 1)
        assert check_seal(store)[1] is None

    def test_a_job_that_stood_still_for_too_long_is_run_again(self, store: Store, writer: Writer) -> None:
        """The server sends away who does nothing in a transaction; nothing of it happened."""
        runs: list[int] = []

        def job(tx: Writing) -> None:
            runs.append(1)
            if len(runs) == 1:
                tx.connection.execute(text("SET idle_in_transaction_session_timeout = 50"))
                time.sleep(0.5)
            open_jar(tx)

        writer.submit(job)
        assert (runs, store.position()) == ([1, 1], 1)
        assert check_seal(store)[1] is None

    @contextmanager
    def held_still(self, store: Store, where: str) -> Iterator[None]:
        """It has the head, and whatever it would say next is waited for."""
        url = store.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with (
            suppress(psycopg.OperationalError),
            psycopg.connect(url, options=f"-csearch_path={store.schema}") as holder,
        ):
            with holder.pipeline():
                holder.execute("SELECT * FROM heads FOR UPDATE")
                if where == "amid a pipeline":
                    time.sleep(0.2)
                    yield
            if where == "after a pipeline":
                time.sleep(0.2)
                yield

    @pytest.mark.parametrize("where", ["amid a pipeline", "after a pipeline"])
    @pytest.mark.parametrize(("idle", "sent_away"), [("100ms", True), ("60s", False), ("0", False)])
    def test_who_holds_the_head_and_says_nothing_more_holds_nobody_up_for_ever(
        self, store: Store, writer: Writer, monkeypatch: pytest.MonkeyPatch, where: str, idle: str, sent_away: bool
    ) -> None:
        @listening.listens_for(store.engine, "connect")
        def at_most(connection: Any, _: Any) -> None:
            connection.execute(f"SET idle_in_transaction_session_timeout = '{idle}'")
            connection.commit()

        del at_most
        store.engine.dispose()
        monkeypatch.setattr("services.kernel.log.transaction.PATIENCE", 1)
        with self.held_still(store, where):
            if sent_away:
                writer.submit(open_jar)
            else:
                with pytest.raises(OperationalError) as held_up:
                    writer.submit(open_jar)
                assert isinstance(trouble(held_up.value), Busy)
        writer.submit(open_jar)
        assert store.position() == 1 + sent_away
        assert check_seal(store)[1] is None

    @pytest.mark.parametrize("after", [False, True])
    def test_what_was_lost_while_committing_is_not_run_again(
        self, store: Store, writer: Writer, monkeypatch: pytest.MonkeyPatch, after: bool
    ) -> None:
        """Just before the server heard of it, or just after it had done it."""
        from sqlalchemy.engine import RootTransaction

        commit, runs = RootTransaction.commit, list[int]()

        def cut(transaction: RootTransaction) -> None:
            if transaction.connection.get_execution_options().get("writes") and runs and not cuts:
                cuts.append(1)
                if after:
                    commit(transaction)
                raise OperationalError("COMMIT", None, psycopg.OperationalError("the connection is lost"))
            commit(transaction)

        def job(tx: Writing) -> None:
            runs.append(1)
            open_jar(tx)

        cuts: list[int] = []
        monkeypatch.setattr(RootTransaction, "commit", cut)
        with pytest.raises(CommitUnsure):
            writer.submit(job)
        monkeypatch.undo()
        assert (runs, store.position()) == ([1], int(after))
        writer.submit(open_jar)
        assert check_seal(store)[1] is None

    def test_a_row_refused_with_the_commit_is_no_unsure_commit(self, store: Store, writer: Writer) -> None:
        jar = writer.submit(open_jar)

        def twice(tx: Writing) -> None:
            tx.rows.insert(jars, id=jar.hex, size=1, amount=0, opened=DAY, version=1)

        with pytest.raises(IntegrityError):
            writer.submit(twice)
        assert writer.submit(lambda tx: fill(tx, jar)) == 1
