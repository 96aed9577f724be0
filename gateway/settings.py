"""What a deployment decides about the gateway. The composition root passes it in; nothing reads the environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from services.kernel.delivery.service import installed
from services.kernel.rules.regulations import Rules

SERVICES = installed()


@dataclass(frozen=True)
class Settings:
    """Times in seconds, sizes in bytes, rates as the limits library writes them (`10/minute`; empty: unlimited)."""

    services: tuple[str, ...] = SERVICES
    organ_zh: str = "季考"
    organ_en: str = "jikao"
    access_seconds: int = 900
    refresh_seconds: int = 12 * 3600
    """A session nobody uses for this long is over."""
    secure_cookies: bool = False
    """True wherever the gateway is reached by HTTPS: cookies and pages are then never asked for without it (HSTS)."""
    body_limit: int = 1 << 20
    upload_limit: int = 64 << 20
    heartbeat: int = 15
    login_per_address: str = "30/minute"
    login_per_account: str = "10/minute"
    calls_per_person: str = "12000/minute"
    feeds_per_address: str = "60/minute"
    failures_before_wait: int = 5
    """Wrong passwords for one login from one address; each further one doubles the wait, from first to longest."""
    first_wait: float = 30.0
    longest_wait: float = 3600.0
    shortest_password: int = 8
    password_strength: int = 2
    """0 to 4, as zxcvbn counts how long guessing takes: common ones, names, dates and rows of keys are 0 or 1."""
    second_factor: bool = False
    """Whether whoever holds a post with power has to set one up. Anybody may; who has one is asked for it."""
    open_to_strangers: bool = False
    """Whether descriptions, permissions and figures are shown without a login. The login page always is."""
    metrics_token: str = ""
    """What a program that collects `/metrics` sends as its bearer token."""
    streams_per_person: int = 20
    """Live streams that one person holds open at a time, at this gateway: a page takes one."""
    stranger_limit: int = 16 << 10
    """Bytes that are read of whoever is not logged in: a login is no longer."""
    body_patience: float = 10.0
    """Seconds for a body to come, beside one for every so many bytes of it; who sends more slowly is sent away."""
    body_rate: int = 16 << 10
    zone: str = "Asia/Shanghai"
    articles: Mapping[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    """Cited article → its heading in Chinese and English, shown beside every citation."""
    rules: Rules | None = None
    """The rule books themselves, which `/regulations` sets against what the services cite."""
    bus: str = ""
    """The address of the broker without any login, `amqp://host:port/vhost`, which the AsyncAPI document names."""
    demo: bool = False
    """Shows the demo accounts on the login page."""
