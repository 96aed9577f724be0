"""Before the services of an organ begin: is any log shorter than the others, the manifest or the notes know it?"""

from __future__ import annotations

import logging
from collections.abc import Mapping

from deploy.manifest import Manifest
from services.kernel.log.seal import Notary
from services.kernel.log.store import Store
from services.kernel.procedure.custody.handlers import Held
from services.kernel.procedure.custody.restores import MANIFEST, Claim, claims, contradicted
from services.kernel.procedure.keeping import Elsewhere

log = logging.getLogger("jikao.custody")


def found(
    stores: Mapping[str, Store], manifest: Manifest | None, notary: Notary | None, elsewhere: Elsewhere | None
) -> dict[str, Held]:
    """By service, those that have to wait for somebody's word."""
    waiting: dict[str, Held] = {}
    places = manifest.places if manifest is not None else {}
    for name, store in stores.items():
        known = list(claims(name, stores, notary, elsewhere))
        if (place := places.get(name)) is not None and place.position:
            known.append(Claim(MANIFEST, place.position, place.seal))
        if held := contradicted(name, store, known):
            log.error("%s: %s", name, held.refusal())
            waiting[name] = held
    return waiting
