"""A cluster's services in the hands of one process: each on the schema and with the login that it has there. Those of a
cluster that is stopped, whose servers are started where they are its own; or beside one, whether it runs or not.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from deploy import claims, cluster_database, restores, roster
from deploy.cluster import Cluster
from deploy.embedded import Embedded
from deploy.keys import Keys
from deploy.manifest import Manifest
from services.kernel.host.settings import Settings


@contextlib.contextmanager
def opened(data: Path, settings: Settings) -> Iterator[tuple[Cluster, Embedded]]:
    """What waits to be acknowledged after a restore is known, as when the cluster starts. Refused while it runs."""
    with claims.folder(data, begins=True), contextlib.closing(Cluster(data, settings)) as cluster:
        places, masters = cluster.places, cluster.keys.masters()
        runtime = Embedded(data, settings, stores=lambda name: places[name].service.store(masters))
        with contextlib.closing(runtime):
            _hold(runtime, cluster.manifest)
            yield cluster, runtime


@contextlib.contextmanager
def beside(data: Path, settings: Settings) -> Iterator[Embedded]:
    """Nothing is started or made: registers lie there as whoever serves keeps them. A cluster that is stopped cannot be
    started meanwhile."""
    cluster_database.refuse_another(data)
    with contextlib.ExitStack() as until_the_end:
        with contextlib.suppress(claims.FolderInUse):
            until_the_end.enter_context(claims.folder(data))
        manifest = Manifest.read(data, settings.origin)
        masters = Keys(data / "keys", settings, known=manifest.key if manifest.found else None).masters()
        found = until_the_end.enter_context(cluster_database.stores(data, roster.roster(settings), masters))
        runtime = Embedded(data, settings, stores=found.__getitem__, starting=False)
        until_the_end.enter_context(contextlib.closing(runtime))
        _hold(runtime, manifest)
        yield runtime


def _hold(runtime: Embedded, manifest: Manifest) -> None:
    own = {name: service.app.store for name, service in runtime.services.items()}
    for name, held in restores.found(own, manifest, runtime.office.notary, runtime.office.elsewhere).items():
        runtime.services[name].app.held = held
