"""What every test can ask for: real servers when used, a browser when used, and nothing started otherwise."""

import contextlib
import gc
import itertools
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from deploy import memory
from tests import in_memory

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from deploy.servers import GivenPostgres, GivenRabbitMQ, GivenRedis, Postgres, RabbitMQ, Redis

PREFIX = "JIKAO_TEST_"
T = TypeVar("T")
SERVERS = ("postgres_server", "rabbitmq_server", "redis_server")
ON_SERVERS = {*SERVERS, "postgres_url", "amqp_url", "redis_url", "broker"}
IN_BROWSER = {"chromium_path", "browser", "page"}
UNDER_CI = os.environ.get("CI", "").lower() not in {"", "0", "false"}
_numbers = itertools.count(1)


MANY_PROCESSES = (
    "scenario/test_distributed.py",
    "deploy/test_whole_life.py",
    "faults/test_scenarios.py",
    "gateway/test_schemathesis_cluster.py",
    "gateway/test_secret_slips.py",
    "deploy/test_makefile.py",
    "deploy/test_bench.py",
    "servers/test_servers.py",
    "faults/test_broker.py",
    "faults/test_registrations.py",
    "deploy/test_cluster.py",
    "deploy/test_office.py",
    "deploy/test_erasure_distributed.py",
    "appraisal/test_year_distributed.py",
    "documents/test_attachments_distributed.py",
    "servers/test_admission.py",
    "faults/test_orphans.py",
    "permissions/test_over_rpc.py",
    "faults/test_partition.py",
    "gateway/test_accounts_cluster.py",
    "deploy/test_cluster_commands.py",
    "deploy/test_replays_distributed.py",
    "deploy/test_custody_distributed.py",
    "deploy/test_demonstration.py",
    "faults/test_twice.py",
)
"""Files that start a whole cell, which one worker alone takes, from the head: two cells at once and neither answers in
time."""
LONG = (
    "permissions/test_matrix.py",
    "browser/test_pages.py",
    "scenario/test_still_clock.py",
    "scenario/test_laws.py",
    "structure/test_structure.py",
    "structure/test_one_more.py",
    "gateway/test_schemathesis.py",
    "gateway/test_every_page.py",
)
"""Files that take a minute or so, the longest at the end, where the other workers begin: one begun last keeps everybody
waiting for it alone."""
_in_memory = pytest.StashKey[Callable[[bool], None] | None]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--seed", type=int, default=1, help="the chances that the fault scenarios take")


def pytest_report_header(config: pytest.Config) -> str:
    return f"seed: {config.option.seed}"


@pytest.fixture(scope="session")
def seed(request: pytest.FixtureRequest) -> int:
    """Printed, so that it stands with what fails."""
    sys.stdout.write(f"--seed {request.config.option.seed}\n")
    return int(request.config.option.seed)


def pytest_configure(config: pytest.Config) -> None:
    memory.begin()
    config.stash[_in_memory] = None if config.option.basetemp else in_memory.begin()
    _load_profiles()
    _chinese_fonts()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """What failed can still be looked at, until the next run."""
    if end := session.config.stash[_in_memory]:
        end(bool(exitstatus))


def _chinese_fonts() -> None:
    """Before a test file is read, since some print at that, and a process looks for fonts once. Where they cannot be
    had, printing is refused and its tests fail with the name of the package."""
    from deploy.servers import Unavailable, chinese_fonts

    with contextlib.suppress(Unavailable):
        chinese_fonts()


def _load_profiles() -> None:
    from hypothesis import HealthCheck, settings

    slow = (HealthCheck.too_slow, HealthCheck.data_too_large)
    settings.register_profile("dev", max_examples=50, deadline=None, suppress_health_check=slow)
    settings.register_profile("ci", max_examples=100, deadline=None, suppress_health_check=slow, print_blob=True)
    settings.register_profile("thorough", max_examples=2_000, deadline=None, suppress_health_check=slow)
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if UNDER_CI else "dev"))


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: looking through it again and again takes a sixth of a run."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    tests = Path(__file__).parent
    rank = {tests / name: number - len(MANY_PROCESSES) for number, name in enumerate(MANY_PROCESSES)}
    rank |= {tests / name: number for number, name in enumerate(LONG, 1)}
    assert all(path.is_file() for path in rank), "a file of MANY_PROCESSES or LONG has another name now"
    items.sort(key=lambda item: rank.get(item.path, 0))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    from tests.shared_out import FromBothEnds

    return FromBothEnds(config, log)


def pytest_itemcollected(item: pytest.Item) -> None:
    """A test that uses a server or a browser is marked as such by using it; only a dynamic request needs the mark."""
    used = set(getattr(item, "fixturenames", ()))
    if used & ON_SERVERS:
        item.add_marker(pytest.mark.servers)
    if used & IN_BROWSER:
        item.add_marker(pytest.mark.browser)


def have(start: Callable[[], T]) -> T:
    """What cannot be had skips the test on a developer's machine, saying why; under CI it is a failure."""
    from deploy.servers import Unavailable

    try:
        return start()
    except Unavailable as reason:
        if UNDER_CI:
            pytest.fail(f"under CI this must be had: {reason}", pytrace=False)
        pytest.skip(str(reason))


class _Starts:
    """Starts every server that the selected tests are known to need at the first one's request, side by side."""

    def __init__(self, folder: Path, wanted: set[str]) -> None:
        self._folder = folder
        self._wanted = wanted
        self._pool = ThreadPoolExecutor(len(SERVERS))
        self._begun: dict[str, Future[Any]] = {}

    def get(self, name: str) -> Any:
        for each in self._wanted | {name}:
            if each not in self._begun:
                self._begun[each] = self._pool.submit(self._start, each)
        return have(self._begun[name].result)

    def _start(self, name: str) -> Any:
        from deploy import servers

        folder = self._folder / name
        match name:
            case "postgres_server":
                return servers.postgres(folder, prefix=PREFIX)
            case "rabbitmq_server":
                return servers.rabbitmq(folder, prefix=PREFIX)
            case "redis_server":
                return servers.redis(folder, prefix=PREFIX)
            case _:
                raise KeyError(name)

    def stop(self) -> None:
        started = [begun.result() for begun in self._begun.values() if begun.exception() is None]
        for stopped in [self._pool.submit(server.stop) for server in started]:
            stopped.result()
        self._pool.shutdown()


@pytest.fixture(scope="session")
def servers_folder() -> Iterator[Path]:
    """Open to walk through: PostgreSQL runs as its own user when we are root."""
    folder = Path(tempfile.mkdtemp(prefix="jikao-test-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def _starts(request: pytest.FixtureRequest, servers_folder: Path) -> Iterator[_Starts]:
    used = {name for item in request.session.items for name in getattr(item, "fixturenames", ())}
    starts = _Starts(servers_folder, used & set(SERVERS))
    yield starts
    starts.stop()


@pytest.fixture(scope="session")
def postgres_server(_starts: _Starts) -> "Postgres | GivenPostgres":
    """For a fixture that outlives a module: ``postgres_server.fresh("name")`` is a new database's URL."""
    return _starts.get("postgres_server")


@pytest.fixture(scope="session")
def rabbitmq_server(_starts: _Starts) -> "RabbitMQ | GivenRabbitMQ":
    """For a fixture that outlives a module: ``rabbitmq_server.fresh("name")`` is a new virtual host's URL."""
    return _starts.get("rabbitmq_server")


@pytest.fixture(scope="session")
def redis_server(_starts: _Starts) -> "Redis | GivenRedis":
    return _starts.get("redis_server")


@pytest.fixture(scope="module")
def fresh_name(request: pytest.FixtureRequest) -> str:
    """A name for this module's database, virtual host and keys; no two runs share one, even on given servers."""
    module = re.sub(r"[^a-z0-9]+", "", request.node.path.stem.lower())[:24]
    return f"t{os.getpid()}x{next(_numbers)}x{module}"


@pytest.fixture(scope="module")
def postgres_url(postgres_server: "Postgres | GivenPostgres", fresh_name: str) -> Iterator[str]:
    """An empty database for this module."""
    yield postgres_server.fresh(fresh_name)
    postgres_server.drop(fresh_name)


@pytest.fixture(scope="module")
def amqp_url(rabbitmq_server: "RabbitMQ | GivenRabbitMQ", fresh_name: str) -> Iterator[str]:
    """An empty virtual host for this module."""
    yield have(lambda: rabbitmq_server.fresh(fresh_name))
    rabbitmq_server.drop(fresh_name)


@pytest.fixture(scope="module")
def redis_url(redis_server: "Redis | GivenRedis") -> str:
    """An empty database for this module; a given server is shared, so use ``redis_prefix`` with it."""
    return redis_server.fresh()


@pytest.fixture(scope="module")
def redis_prefix(fresh_name: str) -> str:
    return f"jikao-{fresh_name}:"


@pytest.fixture(scope="module")
def broker(servers_folder: Path, fresh_name: str) -> "Iterator[RabbitMQ]":
    """A private broker for this module alone, to restart, kill and wipe; never a given one."""
    from deploy.servers import RabbitMQ

    server = have(lambda: RabbitMQ(servers_folder / f"broker-{fresh_name}").start())
    yield server
    server.stop()


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    from deploy.servers import chromium

    return have(chromium)


@pytest.fixture(scope="module")
def browser(chromium_path: Path) -> "Iterator[Browser]":
    """Closed after each module: while it is open, its event loop forbids any other in this thread."""
    from playwright.sync_api import sync_playwright

    from deploy.servers.browser import ARGUMENTS

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=str(chromium_path), args=list(ARGUMENTS))
        yield launched
        launched.close()


@pytest.fixture
def page(browser: "Browser") -> "Iterator[Page]":
    """A new person's window: no cookies, Chinese, the organ's time zone."""
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
    yield context.new_page()
    context.close()
