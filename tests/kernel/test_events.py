"""Facts: named once for ever, typed, changed only by adding; what is marked stays at home."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.kernel.domain import events as facts
from services.kernel.domain.events import Confidential, Event, Personal, UnknownTopic, decode, encode, public_bytes
from tests.given import DAY, ID
from tests.kernel.sample import JarOpened


class Weighed(Event):
    TOPIC = "sample.weighed.v1"
    grams: int
    guess: Personal[str] = ""
    recipe: Confidential[str] = ""
    share: Decimal = Decimal(0)


class WeighedBefore(Event):
    """As it was once stored: in pounds, under a name of its own."""

    TOPIC = "sample.weighed-in-pounds.v1"
    pounds: int

    def upcast(self) -> Event:
        envelope = {name: getattr(self, name) for name in Event.__struct_fields__}
        return Weighed(**envelope, grams=self.pounds * 500)


def weighed(**fields: object) -> Weighed:
    base: dict[str, object] = {
        "originator_id": ID,
        "originator_version": 1,
        "timestamp": datetime(2024, 3, 4, 4, tzinfo=UTC),
    }
    return Weighed(**(base | {"day": DAY, "grams": 5} | fields))


texts = st.text(st.characters(codec="utf-8"))
made = st.builds(
    weighed,
    grams=st.integers(-(2**60), 2**60),
    guess=texts,
    recipe=texts,
    actor=texts,
    day=st.dates(),
    share=st.decimals(allow_nan=False, allow_infinity=False),
    cites=st.tuples(texts),
)


@given(made)
def test_a_fact_is_read_as_it_was_written(event: Weighed) -> None:
    assert decode(event.TOPIC, encode(event)) == event
    assert encode(decode(event.TOPIC, encode(event))) == encode(event), "the same bytes, or the seal would break"


@given(made)
def test_what_is_marked_never_leaves(event: Weighed) -> None:
    public = msgspec.json.decode(public_bytes(event.TOPIC, encode(event)))
    assert not {"guess", "recipe"} & set(public)
    seen = decode(event.TOPIC, public_bytes(event.TOPIC, encode(event)))
    assert seen == msgspec.structs.replace(event, guess="", recipe="")


def test_a_secret_is_not_found_anywhere_in_the_public_bytes() -> None:
    event = weighed(guess="HER-ILLNESS", recipe="TOP-SECRET")
    public = public_bytes(event.TOPIC, encode(event))
    assert b"HER-ILLNESS" in encode(event)
    assert b"HER-ILLNESS" not in public
    assert b"TOP-SECRET" not in public


def test_a_marked_field_needs_a_default() -> None:
    class Told(Event):
        TOPIC = "unfit.told.v1"
        secret: Personal[str]

    with pytest.raises(TypeError, match="need a default"):
        facts.marked_fields(Told)


def test_an_old_version_is_brought_up_to_date_when_read() -> None:
    stored = WeighedBefore(
        originator_id=ID, originator_version=1, timestamp=datetime(2020, 1, 1, tzinfo=UTC), day=DAY, pounds=3
    )
    event = decode(WeighedBefore.TOPIC, encode(stored))
    assert isinstance(event, Weighed)
    assert (event.grams, event.originator_version) == (1500, 1)


def test_more_fields_than_are_known_and_fewer_than_there_are_both_load() -> None:
    state = (
        b'{"originator_id":"00000000-0000-4000-8000-000000000001","originator_version":1,'
        b'"timestamp":"2024-03-04T04:00:00Z","day":"2024-03-04","grams":7,"colour":"red"}'
    )
    event = decode("sample.weighed.v1", state)
    assert event == weighed(grams=7)


def test_an_unknown_name_is_not_guessed() -> None:
    with pytest.raises(UnknownTopic):
        decode("os.system.v1", b"{}")


@pytest.mark.parametrize(
    "topic", ["weighed", "sample.Weighed.v1", "sample.weighed", "sample.weighed.v0", "a.b.c.v1", ""]
)
def test_a_stored_name_has_one_form(topic: str) -> None:
    with pytest.raises(TypeError, match="TOPIC must read"):
        type("Bad", (Event,), {"TOPIC": topic})


def test_a_name_belongs_to_one_class() -> None:
    with pytest.raises(TypeError, match="declared twice"):

        class Other(Event):  # pyright: ignore[reportUnusedClass]
            TOPIC = JarOpened.TOPIC


def test_a_wrongly_typed_body_is_refused_not_passed_on() -> None:
    state = encode(weighed()).replace(b'"grams":5', b'"grams":"five"')
    with pytest.raises(msgspec.ValidationError):
        decode("sample.weighed.v1", state)


def test_a_fact_cannot_be_altered() -> None:
    with pytest.raises(AttributeError):
        weighed().grams = 6  # type: ignore[misc]
    assert isinstance(weighed().originator_id, UUID)
    assert isinstance(weighed().day, date)
