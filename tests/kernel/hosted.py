"""The sample as a module that a roster can name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.kernel.delivery.messages import Consumer
from services.kernel.delivery.mirror import Mirror
from services.kernel.log.store import Store
from services.kernel.procedure.application import Application
from services.kernel.procedure.office import Office
from services.kernel.procedure.replay import handlers as replay
from tests.kernel.sample import SampleOrgan, procedure, tables

SUBSCRIPTIONS: Mapping[str, Consumer] = {}


def build(*, store: Store, office: Office, live: Any = None) -> Application:
    organ = Mirror("directory", SampleOrgan())
    return Application(
        "sample", [procedure, replay.procedure("sample")], store=store, office=office, organ=organ, tables=[tables]
    )
