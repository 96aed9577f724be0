"""Each script is run once per runtime; the tests look at what it left."""

from collections.abc import Iterator

import pytest

from deploy.demo import script
from deploy.embedded import Embedded
from tests.scenario import unknown_year as unknown
from tests.scenario.runner import Run, embedded


@pytest.fixture(scope="session")
def quarter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Embedded, Run]]:
    """The whole script on the embedded runtime."""
    runtime = embedded(tmp_path_factory.mktemp("quarter"))
    yield runtime, Run(runtime, script.deeds(), script.files()).carry_out()
    runtime.close()


@pytest.fixture(scope="session")
def unknown_year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Embedded, Run, unknown.Seen]]:
    """The turn of a year that is imported when it has begun, and what was seen on either side of the import."""
    runtime = embedded(tmp_path_factory.mktemp("unknown-year"), unknown.START)
    run, seen = unknown.run_at(runtime)
    yield runtime, run, seen
    runtime.close()
