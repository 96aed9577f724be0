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
    zone: str = "Asia/Shanghai"
    articles: Mapping[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    """Cited article → its heading in Chinese and English, shown beside every citation."""
    rules: Rules | None = None
    """The rule books themselves, which `/regulations` sets against what the services cite."""
    demo: bool = False
    """Shows the demo accounts on the login page."""
