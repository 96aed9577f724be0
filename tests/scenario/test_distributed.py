"""The same quarter, turn of the year and half-year over RabbitMQ and PostgreSQL, with two processes for each part, and
with those parts dying under it."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from signal import SIGKILL

import psycopg
import pytest

from deploy import roster
from deploy.cluster import Cluster
from deploy.demo import script
from deploy.demo.load import START
from deploy.demo.plan import ZONE
from deploy.embedded import Embedded
from deploy.servers import GivenPostgres, GivenRabbitMQ, GivenRedis, RabbitMQ, Trio
from services.appraisal.facts.rebuild import rebuild, stored
from services.kernel.log.rebuild import Rebuild
from services.kernel.procedure.own_log.handlers import check_seal
from tests.faults.cell import eventually
from tests.scenario import half_year, new_year, test_half_year
from tests.scenario import unknown_year as unknown
from tests.scenario.oracle_party import Branch
from tests.scenario.runner import QUIET, Hook, Patient, Run, embedded, same, worked_out
from tests.scenario.test_new_year import by_hand, new_year_run

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
MORTAL = {name: f"tests.scenario.mortal.{name}" for name in roster.ROSTER}


@contextmanager
def cell(
    folder: Path,
    postgres_url: str,
    amqp_url: str,
    redis_url: str,
    name: str,
    die_file: Path,
    copies: int,
    start: datetime = START,
) -> Iterator[Cluster]:
    """On servers that are given, at a simulated time. `copies` of every relay and every service are at work."""
    servers = Trio(GivenPostgres(postgres_url), GivenRabbitMQ(amqp_url), GivenRedis(redis_url))
    settings = QUIET.model_copy(
        update={"roster": MORTAL, "catch_up_seconds": 2.0, "log_level": "WARNING", "clock": start}
    )
    extra = {"test_die_file": str(die_file)}
    cluster = Cluster(folder, settings, replicas=copies, relays=copies, servers=servers, cell=name, extra=extra)
    try:
        with cluster.running():
            yield cluster
    finally:
        with psycopg.connect(postgres_url, autocommit=True) as connection:
            for schema in (*roster.ROSTER, "gateway"):
                connection.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
            for (role,) in connection.execute("SELECT rolname FROM pg_roles WHERE starts_with(rolname, %s)", (name,)):
                with suppress(psycopg.Error):
                    connection.execute(f'DROP OWNED BY "{role}"')
                    connection.execute(f'DROP ROLE "{role}"')


def test_the_same_turn_of_the_year_distributed(
    postgres_url: str, amqp_url: str, redis_url: str, fresh_name: str, tmp_path: Path
) -> None:
    """Either side of midnight on 31 December, byte for byte."""
    alone = embedded(tmp_path / "alone", new_year.START)
    expected = new_year_run(alone).carry_out()
    name = f"{fresh_name}y"
    with cell(tmp_path, postgres_url, amqp_url, redis_url, name, tmp_path / "die", 2, new_year.START) as cluster:
        run = new_year_run(Patient(cluster)).carry_out()
        for quarter in (new_year.OLD, new_year.NEW):
            assert run.cards(quarter) == expected.cards(quarter)
            same(run.cards(quarter), by_hand(quarter))
        proven(cluster, fewest=150, silent=("finance",))
    alone.close()


def test_the_same_half_year_of_party_affairs_distributed(
    postgres_url: str, amqp_url: str, redis_url: str, fresh_name: str, tmp_path: Path
) -> None:
    """Scores, dues and meetings as the oracle has them, where what the office holds comes over the bus."""
    branch = Branch(half_year.script().deeds, half_year.LAST_DAY)
    with cell(tmp_path, postgres_url, amqp_url, redis_url, f"{fresh_name}h", tmp_path / "die", 2) as cluster:
        run = test_half_year.half_year_run(Patient(cluster)).carry_out()
        for quarter in half_year.QUARTERS:
            same(run.cards(quarter), test_half_year.by_hand(quarter))
        assert test_half_year.dues(run) == branch.dues()
        assert test_half_year.meetings(run) == branch.meetings(test_half_year.MONTHS)
        proven(cluster, fewest=100, silent=("attendance", "finance"), sources=("party",))


def test_the_same_year_imported_late_distributed(
    unknown_year: tuple[Embedded, Run, unknown.Seen],
    postgres_url: str,
    amqp_url: str,
    redis_url: str,
    fresh_name: str,
    tmp_path: Path,
) -> None:
    """The import reaches every process by the bus: what waited is set in each, and nothing is missed before."""
    _, alone, seen_alone = unknown_year
    name = f"{fresh_name}u"
    with cell(tmp_path, postgres_url, amqp_url, redis_url, name, tmp_path / "die", 2, unknown.START) as cluster:
        run, seen = unknown.run_at(Patient(cluster))
        assert seen == seen_alone
        for quarter_of in (unknown.OLD, unknown.NEW):
            assert run.cards(quarter_of) == alone.cards(quarter_of)
        proven(cluster, fewest=50, silent=("finance",))


def test_the_same_quarter_while_parts_die(
    quarter: tuple[Embedded, Run], postgres_url: str, broker: RabbitMQ, redis_url: str, fresh_name: str, tmp_path: Path
) -> None:
    """Byte for byte what the embedded runtime says, and what the oracle says; and its logs prove it. Meanwhile a relay
    dies with events committed and not published, the appraisal with a batch committed and not acknowledged, attendance
    in the middle of a day; the broker restarts, and comes back with nothing.
    """
    _, alone = quarter
    die_file = tmp_path / "die"
    with cell(tmp_path, postgres_url, broker.url, redis_url, f"{fresh_name}d", die_file, copies=2) as cluster:

        def somebody_died() -> None:
            """Whoever reaches the point named in the file ends there, and takes the file along."""
            eventually(lambda: not die_file.exists(), 30, lambda: f"nobody died at {die_file.read_text()}")

        def dies_at(point: str) -> Hook:
            def hook() -> None:
                somebody_died()
                die_file.write_text(point)

            return hook

        def restarted() -> None:
            somebody_died()
            broker.stop()
            broker.start()

        def on(month: int, day: int) -> datetime:
            return datetime(2026, month, day, 8, tzinfo=ZONE)

        desk = Patient(cluster)
        hooks: dict[datetime, Hook] = {
            on(7, 9): dies_at("before-publish"),
            on(7, 20): dies_at("before-ack"),
            on(7, 30): dies_at("before-cursor"),
            on(8, 10): restarted,
            on(8, 20): lambda: kill(cluster, "attendance-service"),
            on(9, 3): broker.wipe,
            on(9, 15): lambda: kill(cluster, "appraisal"),
        }
        run = Run(desk, script.deeds(), script.files(), hooks).carry_out()
        assert run.cards() == alone.cards()
        same(run.cards(), worked_out(run.deeds))
        assert desk.asked_again > 0, "nobody noticed"
        proven(cluster)


def kill(cluster: Cluster, kind: str) -> None:
    """As a power cut would; the nursery starts them again."""
    victims = [child for name, child in cluster.nursery.children.items() if name.startswith(kind)]
    assert victims
    for victim in victims:
        victim.signal(SIGKILL)


def proven(
    cluster: Cluster,
    fewest: int = 700,
    silent: tuple[str, ...] = (),
    sources: tuple[str, ...] = ("attendance", "documents"),
) -> None:
    """Registers and the facts of `sources` follow from the logs, and the seals hold; of `silent` services the script
    asks nothing."""
    masters = cluster.keys.masters()
    stores = {name: cluster.places[name].service.store(masters) for name in roster.ROSTER}
    for name, module in roster.ROSTER.items():
        made = roster.assemble(name, module, store=stores[name], office=cluster.office)
        size, fault, _ = check_seal(stores[name])
        assert (size > 0, fault) == (name not in silent, None), name
        report = Rebuild(made.app, made.app.registers).run()
        assert report.equal, (name, [one.difference for one in report.registers if one.difference])
        if name == "appraisal":
            facts = rebuild(made.app, {source: stored(source, stores[source]) for source in sources})
            assert facts.equal, facts.differences
            assert facts.facts > fewest
    for store in stores.values():
        store.close()
