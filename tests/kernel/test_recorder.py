"""The event library's own conformance suites, on our tables and both databases."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, cast
from uuid import uuid4

import pytest
from eventsourcing.persistence import IntegrityError, StoredEvent, Tracking

from services.kernel.log.recorder import StoreRecorder
from services.kernel.log.store import Store
from services.kernel.procedure.own_log.handlers import check_seal
from tests.kernel.stores import MakeStore, OnPostgres, OnSqlite

# The suites' module imports the library's ciphers, which need a package that neither we nor these suites use.
sys.modules.setdefault("eventsourcing.cipher", cast("ModuleType", SimpleNamespace(AESCipher=None)))
from eventsourcing.tests.persistence import (  # noqa: E402
    AggregateRecorderTestCase,
    ApplicationRecorderTestCase,
    NonInterleavingNotificationIDsBaseCase,
    ProcessRecorderTestCase,
    TrackingRecorderTestCase,
)


class _Conformance:
    """Makes the library's suites use our recorder; afterwards the seal must hold over all they recorded."""

    __test__ = False  # the adapters switch it on

    @pytest.fixture(autouse=True)
    def _made(self, make_store: MakeStore) -> Iterator[None]:
        store = make_store()
        store.create()
        self.recorder = StoreRecorder(store)
        yield
        assert check_seal(store)[1] is None

    def create_recorder(self) -> Any:
        return self.recorder


class _AggregatesOnly(StoreRecorder):
    """The library expects a recorder of aggregates alone to answer nothing."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **named: Any) -> None:
        super().insert_events(stored_events, **named)


class _Aggregates(_Conformance, AggregateRecorderTestCase):
    def create_recorder(self) -> Any:
        return _AggregatesOnly(self.recorder.store)


class _Applications(_Conformance, ApplicationRecorderTestCase[StoreRecorder]):
    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


class _Tracking(_Conformance, TrackingRecorderTestCase): ...


class _Processes(_Conformance, ProcessRecorderTestCase): ...


class _NonInterleaving(_Conformance, NonInterleavingNotificationIDsBaseCase): ...


class TestAggregatesOnSqlite(OnSqlite, _Aggregates): ...


class TestAggregatesOnPostgres(OnPostgres, _Aggregates): ...


class TestApplicationsOnSqlite(OnSqlite, _Applications): ...


class TestApplicationsOnPostgres(OnPostgres, _Applications): ...


class TestTrackingOnSqlite(OnSqlite, _Tracking): ...


class TestTrackingOnPostgres(OnPostgres, _Tracking): ...


class TestProcessesOnSqlite(OnSqlite, _Processes): ...


class TestProcessesOnPostgres(OnPostgres, _Processes): ...


class TestNonInterleavingOnSqlite(OnSqlite, _NonInterleaving): ...


class TestNonInterleavingOnPostgres(OnPostgres, _NonInterleaving): ...


def test_the_log_itself_cannot_be_tracked_as_a_source(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/log.db")
    store.create()
    recorder = StoreRecorder(store)
    recorder.insert_events([StoredEvent(uuid4(), 1, "topic", b"{}")])
    with pytest.raises(IntegrityError):
        recorder.insert_tracking(Tracking("log", 9))
    assert recorder.max_notification_id() == 1
    store.close()
