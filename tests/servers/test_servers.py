"""The private servers behave as the fault tests and the cluster count on: they answer, come back, forget when told."""

import contextlib
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import pika
import psycopg
import pytest
import redis

from deploy.admission import BusUsers
from deploy.servers import GivenRabbitMQ, Postgres, RabbitMQ, Redis, ServerFailed, Unavailable, trio
from deploy.servers.process import find, free_port, reachable
from deploy.setup import debian
from tests.deploy.clones import left_behind
from tests.patience import patient

pytestmark = pytest.mark.servers

QUEUE = "kept"
SETTLED = 2.0
"""RabbitMQ 3.10 writes the name of a new quorum queue down half a second late: one killed earlier comes back mute."""
QUORUM = {"x-queue-type": "quorum"}


def put(url: str, messages: int = 1) -> None:
    """Persistent messages, each confirmed."""
    connection = pika.BlockingConnection(pika.URLParameters(url))
    try:
        channel = connection.channel()
        channel.queue_declare(QUEUE, durable=True, arguments=QUORUM)
        channel.confirm_delivery()
        for _ in range(messages):
            channel.basic_publish("", QUEUE, b"1", pika.BasicProperties(delivery_mode=2), mandatory=True)
    finally:
        connection.close()


def has_message(url: str) -> bool:
    """Whether the queue is there with its message; asks by taking, since a quorum queue's count lags."""
    connection = pika.BlockingConnection(pika.URLParameters(url))
    try:
        return connection.channel().basic_get(QUEUE, auto_ack=False)[0] is not None
    except pika.exceptions.ChannelClosedByBroker:
        return False
    finally:
        if connection.is_open:
            connection.close()


def test_each_fixture_gives_something_empty_that_works(postgres_url: str, amqp_url: str, redis_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    assert tables == (0,)
    put(amqp_url)
    assert has_message(amqp_url)
    with redis.Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0
        client.set("k", "v")


def test_two_virtual_hosts_do_not_see_each_other(broker: RabbitMQ) -> None:
    one, other = broker.fresh("one"), broker.fresh("other")
    put(one)
    assert has_message(one)
    assert not has_message(other)


def test_a_broker_killed_or_restarted_keeps_what_it_confirmed(broker: RabbitMQ) -> None:
    url = broker.fresh("keeping")
    put(url)
    time.sleep(SETTLED)
    broker.kill()
    with pytest.raises(pika.exceptions.AMQPConnectionError):
        put(url)
    broker.start()
    assert has_message(url)
    broker.restart()
    assert has_message(url)


def test_a_wiped_broker_has_its_virtual_hosts_and_nothing_in_them(broker: RabbitMQ) -> None:
    url = broker.fresh("wiped")
    put(url)
    broker.wipe()
    assert not has_message(url)
    put(url)
    assert has_message(url)


def test_a_fresh_name_used_twice_starts_empty_again(broker: RabbitMQ) -> None:
    put(broker.fresh("again"))
    assert not has_message(broker.fresh("again"))


def test_two_brokers_live_side_by_side(broker: RabbitMQ, tmp_path: Path) -> None:
    with RabbitMQ(tmp_path) as second:
        put(second.url)
        assert has_message(second.url)
        assert not has_message(broker.url)


def test_durable_servers_keep_their_data_in_the_folder(servers_folder: Path) -> None:
    folder = servers_folder / "cluster"
    with trio(folder, durable=True, environ={}) as first, psycopg.connect(first.postgres.url) as connection:
        connection.execute("CREATE TABLE kept (n int)")
        put(first.rabbitmq.url)
        redis.Redis.from_url(first.redis.url).set("k", "v")
    with trio(folder, durable=True, environ={}) as second, psycopg.connect(second.postgres.url) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)
        assert has_message(second.rabbitmq.url)
        assert redis.Redis.from_url(second.redis.url).get("k") == b"v"


def test_what_servers_keep_is_read_by_nobody_else(servers_folder: Path) -> None:
    """Also of a folder that stood open before: Redis and RabbitMQ write for everybody to read."""
    before = os.umask(0o022)
    try:
        for server in (Redis(servers_folder / "redis", durable=True), Postgres(servers_folder / "postgres")):
            server.folder.mkdir(parents=True)
            with server:
                assert stat.S_IMODE(server.folder.stat().st_mode) == 0o700, server.name
    finally:
        os.umask(before)


def test_a_database_that_is_not_whole_is_left_as_it_is(servers_folder: Path) -> None:
    server = Postgres(servers_folder / "not-whole", durable=True)
    (server.folder / "data.new").mkdir(parents=True)
    (server.folder / "data.new" / "begun").touch()  # as a first start leaves it that was killed
    server.start().stop()
    (server.data / "PG_VERSION").unlink()
    kept = {path for path in server.data.rglob("*") if path.is_file()}
    with pytest.raises(ServerFailed, match="PG_VERSION"):
        server.start()
    assert {path for path in server.data.rglob("*") if path.is_file()} == kept


@pytest.mark.parametrize("name", ["季 考", 'a "b" c'])
def test_a_relative_folder_of_any_name_will_do(
    servers_folder: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(servers_folder)
    with trio(Path(name) / "servers", durable=True, environ={}) as made:
        monkeypatch.chdir("/")
        with psycopg.connect(made.postgres.url) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        put(made.rabbitmq.url)
        assert has_message(made.rabbitmq.url)
        redis.Redis.from_url(made.redis.url).set("k", "v")
    assert list((servers_folder / name / "servers" / "redis").glob("appendonly*")), "its data lies in the folder"
    assert left_behind(servers_folder / name) == []


def test_a_broker_in_a_folder_of_any_name_comes_back_with_its_queues_and_watches_its_disk(
    servers_folder: Path,
) -> None:
    """Its queues wrote their logs down in files whose names they could not read again."""
    with RabbitMQ(servers_folder / "季 考 的" / "rabbitmq") as broker:
        put(broker.url, 5000)
        time.sleep(SETTLED)
        for _ in range(2):
            broker.restart()
            put(broker.url)
        said = broker.log.read_text(errors="replace")
    assert "ra_log_segment_writer" not in said
    assert "Free disk space monitor" not in said


class Broken(RabbitMQ):
    """Fails as one does whose settings are wrong, or whose program is missing."""

    def __init__(self, folder: Path, fault: str) -> None:
        super().__init__(folder)
        self._fault = fault

    def prepare(self) -> None:
        super().prepare()
        if self._fault == "gone":
            raise Unavailable(self._fault)
        (self.folder / "rabbitmq.conf").write_text(f"listeners.tcp.default = {self._fault}\n")


@pytest.mark.parametrize("fault", ["wrong", "gone"])
def test_a_broker_that_cannot_start_leaves_nothing_running(tmp_path: Path, fault: str) -> None:
    with pytest.raises((ServerFailed, Unavailable)):
        Broken(tmp_path / "broker", fault).start()
    assert left_behind(tmp_path) == []


def test_given_servers_are_used_and_never_stopped(redis_url: str, tmp_path: Path) -> None:
    names = ("POSTGRES_URL", "AMQP_URL", "REDIS_URL")
    given = {f"JIKAO_{name}": redis_url for name in names}  # nothing connects before it is used
    with trio(tmp_path, environ=given) as servers:
        assert (servers.postgres.url, servers.rabbitmq.url, servers.redis.url) == (redis_url,) * 3
    assert list(tmp_path.iterdir()) == []
    assert redis.Redis.from_url(redis_url).ping()


class Managed(RabbitMQ):
    """As an operator's broker is: with its management interface on."""

    api = 0

    def prepare(self) -> None:
        super().prepare()
        self.api = self.api or free_port()
        (self.folder / "enabled_plugins").write_text("[rabbitmq_management].\n")
        with (self.folder / "rabbitmq.conf").open("a") as settings:
            settings.write(f"management.tcp.ip = 127.0.0.1\nmanagement.tcp.port = {self.api}\n")


def test_a_given_broker_makes_virtual_hosts_through_its_management(tmp_path: Path) -> None:
    with Managed(tmp_path) as somebodys:
        login = somebodys.url.removeprefix("amqp://").partition("@")[0]
        given = GivenRabbitMQ(somebodys.url, f"http://{login}@127.0.0.1:{somebodys.api}")
        deadline = time.monotonic() + 30
        while not listening(somebodys.api):
            assert time.monotonic() < deadline
            time.sleep(0.1)
        put(given.fresh("theirs"))
        assert not has_message(given.fresh("theirs"))
        url = given.fresh("theirs")
        given.drop("theirs")
        with pytest.raises(pika.exceptions.AMQPConnectionError):
            put(url)


def test_a_given_broker_admits_users_through_its_management(tmp_path: Path) -> None:
    with Managed(tmp_path) as somebodys:
        login = somebodys.url.removeprefix("amqp://").partition("@")[0]
        given = GivenRabbitMQ(somebodys.url, f"http://{login}@127.0.0.1:{somebodys.api}")
        deadline = time.monotonic() + 30
        while not listening(somebodys.api):
            assert time.monotonic() < deadline
            time.sleep(0.1)
        users = BusUsers(given, given.url, tmp_path / "bus.json", "theirs")
        for _ in range(2):
            users.admit({"alpha": (), "beta": ("alpha",)}, subscribers=("paper",))
        with pika.BlockingConnection(pika.URLParameters(users.url("alpha-relay"))) as link:
            link.channel().basic_publish("alpha.events", "x", b"{}")
        channel = pika.BlockingConnection(pika.URLParameters(users.url("beta"))).channel()
        channel.queue_declare("jikao.dead", passive=True)
        channel.queue_declare("beta.inbox", durable=True)
        channel.queue_bind("beta.inbox", "alpha.events", "#")
        with pytest.raises(pika.exceptions.ChannelClosedByBroker, match="ACCESS_REFUSED"):
            channel.queue_bind("beta.inbox", "nameko-rpc", "alpha.*")
        channel = pika.BlockingConnection(pika.URLParameters(users.url("paper"))).channel()
        channel.confirm_delivery()
        with pytest.raises(pika.exceptions.ChannelClosedByBroker, match="ACCESS_REFUSED"):
            channel.basic_publish("alpha.events", "x", b"{}")


def test_a_broker_that_somebody_else_keeps_is_used_as_given(tmp_path: Path) -> None:
    users = BusUsers(GivenRabbitMQ("amqp://a:b@127.0.0.1:1/v"), "amqp://a:b@127.0.0.1:1/v", tmp_path / "bus.json", "v")
    users.admit({"alpha": ()})
    assert users.url("alpha") == "amqp://a:b@127.0.0.1:1/v"
    assert list(tmp_path.iterdir()) == []


def test_a_given_broker_without_management_says_what_it_lacks() -> None:
    with pytest.raises(Unavailable, match="management"):
        GivenRabbitMQ("amqp://127.0.0.1:1/").fresh("theirs")


def test_servers_end_with_the_process_that_started_them(tmp_path: Path) -> None:
    """Killed without a chance to clean up, as a timed-out run is."""
    script = f"""if True:
        import sys, time
        from pathlib import Path
        from deploy.servers import Redis
        print(Redis(Path({str(tmp_path)!r})).start()._process.pid, flush=True)
        time.sleep(60)
    """
    starter = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert starter.stdout is not None
    server = int(starter.stdout.readline())
    assert alive(server)
    starter.kill()
    starter.wait()
    starter.stdout.close()
    deadline = time.monotonic() + patient(10)
    while alive(server):
        assert time.monotonic() < deadline, "the server outlived its starter"
        time.sleep(0.05)


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    class Misconfigured(Redis):
        def prepare(self) -> None:
            super().prepare()
            (self.folder / "redis.conf").write_text("no-such-directive yes\n")

    with pytest.raises(Exception, match="no-such-directive"):
        Misconfigured(tmp_path).start()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives up being root")
def test_without_root_a_missing_program_is_named_with_its_package(tmp_path: Path) -> None:
    reader = os.fork()
    if reader == 0:  # a process of its own, since a user given up does not come back
        os.setuid(65_534)
        try:
            find("no-such-server", ["no-such-package"])
        except Unavailable as reason:
            os._exit(0 if "no-such-package" in str(reason) else 1)
        os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(reader, 0)[1]) == 0


def test_a_folder_that_the_servers_user_cannot_walk_to_is_replaced(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    assert reachable(closed / "data", "nobody") != closed / "data"
    assert reachable(closed / "data", None) == closed / "data"


def test_ports_are_free_and_below_the_ephemeral_range() -> None:
    ports = {free_port() for _ in range(50)}
    assert len(ports) > 1
    assert all(20_000 <= port < 32_000 for port in ports)


def test_installing_starts_no_service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    policy = tmp_path / "policy-rc.d"
    monkeypatch.setattr(debian, "POLICY", policy)
    with debian._no_service_starts():
        assert subprocess.run([policy], check=False).returncode == 101
    assert not policy.exists()


def listening(port: int) -> bool:
    with contextlib.closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def alive(pid: int) -> bool:
    try:
        os.kill(pid, signal.SIG_DFL)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    return state != "Z"
