"""The sample as a module that a roster can name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.kernel.application import Application, Office
from services.kernel.messages import Consumer
from services.kernel.mirror import Mirror
from services.kernel.store import Store
from tests.kernel.sample import SampleOrgan, procedure, tables

SUBSCRIPTIONS: Mapping[str, Consumer] = {}


def build(*, store: Store, office: Office, live: Any = None) -> Application:
    organ = Mirror("directory", SampleOrgan())
    return Application("sample", [procedure], store=store, office=office, organ=organ, tables=[tables])
