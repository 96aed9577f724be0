"""A service that keeps copies of what the sample says, as every service does of the directory."""

from __future__ import annotations

from typing import Any

from services.kernel.delivery.messages import mirrored
from services.kernel.delivery.mirror import Mirror
from services.kernel.log.store import Store
from services.kernel.procedure.application import Application
from services.kernel.procedure.office import Office
from tests.kernel.sample import SampleOrgan

SUBSCRIPTIONS = {"sample": mirrored}


def build(*, store: Store, office: Office, live: Any = None) -> Application:
    return Application("echo", [], store=store, office=office, organ=Mirror("directory", SampleOrgan()))
