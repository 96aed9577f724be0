"""RabbitMQ, PostgreSQL and Redis of one's own: private, on loopback, gone with whoever started them.

``make cluster`` keeps their data in a folder; the tests give them a temporary one. A server that is given by URL is
used as it is and never started, stopped or wiped.
"""

from deploy.servers.broker import GivenRabbitMQ, RabbitMQ
from deploy.servers.browser import chinese_fonts, chromium
from deploy.servers.cache import GivenRedis, Redis
from deploy.servers.database import GivenPostgres, Postgres
from deploy.servers.process import ServerFailed, Unavailable
from deploy.servers.trio import Trio, postgres, rabbitmq, redis, trio

__all__ = [
    "GivenPostgres",
    "GivenRabbitMQ",
    "GivenRedis",
    "Postgres",
    "RabbitMQ",
    "Redis",
    "ServerFailed",
    "Trio",
    "Unavailable",
    "chinese_fonts",
    "chromium",
    "postgres",
    "rabbitmq",
    "redis",
    "trio",
]
