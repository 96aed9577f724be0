"""Samples of stored facts: what was once written must keep loading. Knows no service by name.

`samples/<topic>.json` holds the stored bytes of a fact with every field set, `<topic>+2.json` those of a later field.
Once a release has written such facts a sample never changes. `python -m tests.contracts.record` adds what is missing.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from msgspec import inspect

import services
from services.kernel.domain import events as facts
from services.kernel.domain.events import Event

SAMPLES = Path(__file__).parent / "samples"


def declared() -> dict[str, type[Event]]:
    """Every fact that a service declares, found in its modules named `events` or taken from the kernel."""
    names = [module.name for module in pkgutil.iter_modules(services.__path__)]
    facts.discover(names)
    ours = {topic: cls for topic, cls in facts.declared().items() if cls.__module__.startswith("services.")}
    return {topic: cls for topic, cls in ours.items() if cls.SOURCE in names}


def stored() -> Iterator[tuple[str, Path]]:
    for path in sorted(SAMPLES.glob("*.json")):
        yield path.stem.partition("+")[0], path


def missing_fields(cls: type[Event]) -> set[str]:
    """Fields that no sample of this fact shows."""
    shown: set[str] = set()
    for topic, path in stored():
        if topic == cls.TOPIC:
            shown |= set(msgspec.json.decode(path.read_bytes()))
    return {field.encode_name for field in msgspec.structs.fields(cls)} - shown


def made(cls: type[Event]) -> Event:
    """The fact with a value in every field, none of them the default."""
    shape = inspect.type_info(cls)
    assert isinstance(shape, inspect.StructType)
    return cls(**{field.name: _filled(field) for field in shape.fields})


def _filled(field: inspect.Field) -> Any:
    value = _value(field.type, field.name)
    if value != field.default:
        return value
    match value:
        case bool():
            return not value
        case int() | Decimal():
            return value + 1
        case str():
            return _value(field.type, f"{field.name}s")
        case _:
            raise TypeError(f"no second value for {field.name}")


def _value(shape: inspect.Type, name: str) -> Any:  # noqa: C901  # one line per type
    match shape:
        case inspect.Metadata():
            return _value(shape.type, name)
        case inspect.UnionType():
            return _value(next(one for one in shape.types if not isinstance(one, inspect.NoneType)), name)
        case inspect.StrType():
            return f"sample {name} 样本"
        case inspect.BoolType():
            return True
        case inspect.IntType():
            return max(shape.ge or 0, (shape.gt or 0) + 1, 2)
        case inspect.FloatType():
            return 2.5
        case inspect.DecimalType():
            return Decimal("2.50")
        case inspect.UUIDType():
            return UUID("11111111-2222-4333-8444-555555555555")
        case inspect.DateType():
            return date(2024, 2, 29)
        case inspect.DateTimeType():
            return datetime(2024, 2, 29, 8, 30, 0, 123456, UTC)
        case inspect.TimeType():
            return time(8, 30)
        case inspect.TimeDeltaType():
            return timedelta(hours=3)
        case inspect.BytesType():
            return b"sample"
        case inspect.EnumType():
            return list(shape.cls)[-1]
        case inspect.LiteralType():
            return shape.values[-1]
        case inspect.VarTupleType():
            return (_value(shape.item_type, name),)
        case inspect.TupleType():
            return tuple(_value(one, name) for one in shape.item_types)
        case inspect.ListType():
            return [_value(shape.item_type, name)]
        case inspect.FrozenSetType():
            return frozenset({_value(shape.item_type, name)})
        case inspect.DictType():
            return {_value(shape.key_type, name): _value(shape.value_type, name)}
        case inspect.StructType():
            return shape.cls(**{field.name: _filled(field) for field in shape.fields})
        case inspect.AnyType():
            return name
        case _:
            raise TypeError(f"{name}: write this sample by hand, {shape} is not known here")
