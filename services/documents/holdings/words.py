"""Titles by their words: an index of neighbouring signs, the same on every database.

Chinese titles have no gaps between words, and reading a hundred thousand of them takes longer than a page may. So each
title stands here under every sign with the sign that follows it: a search reads the titles that have the rarest pairs
of what it looks for. Where every pair is common the catalogue itself, read in its order, soon fills the page.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from sqlalchemy import BigInteger, Column, ColumnElement, MetaData, Table, func, select

from services.kernel.log.registers import Rows
from services.kernel.procedure.context import Context

metadata = MetaData()

pairs = Table(
    "archive_title_pairs",
    metadata,
    Column("pair", BigInteger, primary_key=True),
    Column("place", BigInteger, primary_key=True),
    sqlite_with_rowid=False,
)
"""`pair`: two signs as one number, the second 0 at a word's end; `place` is the file's in the catalogue."""

SIGN = 1 << 21
"""More than there are signs."""
MANY = 2000
"""A pair of so many titles is common."""
TOGETHER = 3
"""So many of the rarest pairs are asked for before titles are read."""


def pairs_of(title: str) -> Iterable[int]:
    """Each sign with the one that follows it, small letters for large ones, once."""
    words = title.lower().split()
    return {ord(first) * SIGN + (ord(second) if second else 0) for w in words for first, second in pairwise([*w, ""])}


def enter(rows: Rows, place: int, title: str) -> None:
    for pair in sorted(pairs_of(title)):
        rows.insert(pairs, pair=pair, place=place)


def strike(rows: Rows, place: int, title: str) -> None:
    for pair in sorted(pairs_of(title)):
        rows.delete(pairs, pair=pair, place=place)


def containing(ctx: Context, words: str, place: Column[Any], title: Column[Any]) -> list[ColumnElement[bool]]:
    """Rows whose title contains each of the words."""
    wanted = words.lower().split()
    found = [func.lower(title).contains(word, autoescape=True) for word in wanted]
    counted = sorted((_count(ctx, pair), pair) for pair in {pair for word in wanted for pair in _sought(word)})
    rare = [pair for count, pair in counted if count < MANY][:TOGETHER]
    return [*(_has(place, pair) for pair in rare), *found]


def _sought(word: str) -> list[tuple[int, int]]:
    """Spans of pairs that a title with the word must have: its own pairs; of one sign, that sign before any."""
    if len(word) == 1:
        return [(ord(word) * SIGN, (ord(word) + 1) * SIGN - 1)]
    own = (ord(first) * SIGN + ord(second) for first, second in pairwise(word))
    return [(pair, pair) for pair in own]


def _span(pair: tuple[int, int]) -> ColumnElement[bool]:
    first, last = pair
    return pairs.c.pair == first if first == last else pairs.c.pair.between(first, last)


def _count(ctx: Context, pair: tuple[int, int]) -> int:
    some = select(pairs.c.place).where(_span(pair)).limit(MANY).subquery()
    counted: int = ctx.rows(select(func.count()).select_from(some))[0][0]
    return counted


def _has(place: Column[Any], pair: tuple[int, int]) -> ColumnElement[bool]:
    return place.in_(select(pairs.c.place).where(_span(pair)))
