"""A text that is too long for its column is refused by every database, and is no conflict with another row."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import Column, MetaData, String, Table
from sqlalchemy.exc import DBAPIError

from services.kernel.log.store import Store
from services.kernel.procedure.record import Exact
from tests.kernel.stores import MakeStore, OnPostgres, OnSqlite

metadata = MetaData()
words = Table("words", metadata, Column("word", String(5), primary_key=True), Column("share", Exact))


class Lengths:
    __test__ = False

    @pytest.fixture
    def store(self, make_store: MakeStore) -> Store:
        store = make_store()
        store.create(metadata)
        return store

    def test_what_fits_is_kept(self, store: Store) -> None:
        share = Decimal(-10) / Decimal(3)
        with store.writing() as connection:
            connection.execute(words.insert(), {"word": "考勤考勤考", "share": share})
        with store.reading() as connection:
            assert connection.execute(words.select()).one() == ("考勤考勤考", share)

    def test_what_does_not_is_refused(self, store: Store) -> None:
        with pytest.raises(DBAPIError) as refused, store.writing() as connection:
            connection.execute(words.insert(), {"word": "考勤考勤考勤", "share": None})
        assert not store.is_conflict(refused.value)

    def test_what_is_there_already_is_a_conflict(self, store: Store) -> None:
        with store.writing() as connection:
            connection.execute(words.insert(), {"word": "a", "share": None})
        with pytest.raises(DBAPIError) as refused, store.writing() as connection:
            connection.execute(words.insert(), {"word": "a", "share": None})
        assert store.is_conflict(refused.value)


class TestOnSqlite(Lengths, OnSqlite):
    __test__ = True


class TestOnPostgres(Lengths, OnPostgres):
    __test__ = True
