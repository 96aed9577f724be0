"""The sample by a later program, whose register has one more column and one more table."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Column, Integer, MetaData, String, Table

from services.kernel.delivery.messages import Consumer
from services.kernel.delivery.mirror import Mirror
from services.kernel.log.registers import Register, Rows
from services.kernel.log.store import Store
from services.kernel.procedure.application import Application
from services.kernel.procedure.office import Office
from services.kernel.procedure.replay import handlers as replay
from tests.kernel import sample

SUBSCRIPTIONS: Mapping[str, Consumer] = {}
tables = MetaData()
jars = sample.jars.to_metadata(tables)
jars.append_column(Column("fillings", Integer, nullable=False))
filled_jars = Table("filled_jars", tables, Column("id", String(32), primary_key=True), Column("times", Integer))
register = Register("jars", jars, filled_jars, zh="罐子台账", en="Jars")


@register.on(sample.JarOpened)
def opened(event: sample.JarOpened, rows: Rows) -> None:
    said = {"size": event.size, "opened": event.day, "version": event.originator_version}
    rows.insert(jars, id=event.originator_id.hex, amount=0, fillings=0, **said)


@register.on(sample.JarFilled)
def filled(event: sample.JarFilled, rows: Rows) -> None:
    key = {"id": event.originator_id.hex}
    rows.increase(jars, key, amount=event.amount, fillings=1)
    rows.update(jars, key, version=event.originator_version)
    rows.add(filled_jars, key, times=1)


@register.on(sample.JarEmptied)
def emptied(event: sample.JarEmptied, rows: Rows) -> None:
    rows.update(jars, {"id": event.originator_id.hex}, amount=0, version=event.originator_version)


def build(*, store: Store, office: Office, live: Any = None) -> Application:
    procedure = copy.copy(sample.procedure)
    procedure.registers = (register,)
    organ = Mirror("directory", sample.SampleOrgan())
    own = [procedure, replay.procedure("sample")]
    return Application("sample", own, store=store, office=office, organ=organ, tables=[tables])
