"""What a process is told from outside: environment variables `JIKAO_*`, or a `.env` file. Read once, at the top."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Everything has a default that serves the embedded runtime; the distributed one needs URLs and keys."""

    model_config = SettingsConfigDict(env_prefix="JIKAO_", env_file=".env", extra="ignore", frozen=True)

    data: Path = Path("data")
    """Where the embedded runtime keeps its stores and keys."""
    files: Path | None = None
    """Where attachments lie: a folder, shared by every replica of a service. The embedded runtime's is in `data`."""
    ballots: Path | None = None
    """Where the keys and boxes of the evaluation lie: a folder of one process, in no backup. The embedded runtime's is
    in `data`."""
    box_url: str = ""
    """Where the box process is reached: `http://` and a loopback or private address."""
    box_secret: str = ""
    """What the box process lets in; the gateway is given one that only casts slips."""
    scanner: tuple[str, ...] = ()
    """The virus scanner's command as a JSON list; reads the file from its input, ends with 0 clean, 1 infected."""
    scan_seconds: float = Field(default=60.0, gt=0)
    organ: Path = Path("deploy/organ")
    regulations: Path = Path("deploy/regulations")
    fonts: Path | None = None
    """A folder with the faces that official documents and forms are set in; without it the machine's own."""
    origin: str = "jikao/cell"
    """What the checkpoints of this organ's logs call it; unique among those who exchange them."""
    log_level: str = "INFO"
    clock: datetime | None = None
    """A simulated clock that stands here; calls then carry their own moments. Never in real service."""
    tick_seconds: float = Field(default=60.0, ge=0)
    """How often deadlines are looked at; 0 never."""
    clock_jump_days: float = Field(default=16.0, ge=0)
    """A clock that stands further from the last known time is not believed until somebody acknowledges it; 0: always.
    Longer than the longest holiday during which the machine may be off."""
    checkpoint_days: int = Field(default=1, ge=0)
    """Every how many days the clock signs a checkpoint of each log in which something happened; 0 never."""
    catch_up_seconds: float = Field(default=20.0, gt=0)
    """How often an inbox asks its sources for what a broken bus may have swallowed."""

    store_url: str = ""
    """One service's PostgreSQL login, in SQLAlchemy's form."""
    schema_name: str = ""
    amqp_url: str = ""
    heartbeat_seconds: int = Field(default=20, gt=0)
    """After so long without a sign of life a connection to the broker counts as lost."""
    redis_url: str = ""
    public_key: str = ""
    """PEM: checks the identities that operation messages carry."""
    system_token: str = ""
    """The signed identity in which a service asks others for their events and keeps its own clock."""
    subscribers: tuple[str, ...] = ()
    """Who else may read the bus, as a JSON list of names (small letters and digits): each gets a user that only reads,
    and the file `keys/subscriber-<name>.url`."""
    bus_key: str = ""
    """PEM: signs what this source sends; its service's and its relay's alone."""
    bus_keys: dict[str, str] = Field(default_factory=dict)
    """Source to the public key (base64) by which its messages are believed."""
    seal_key: str = ""
    """PEM: signs checkpoints of the service's log."""
    personal_key: str = ""
    """What wraps the keys of people's own words: as in `keys/personal.key`, lines or blanks between several."""
    seal_key_file: Path | None = None
    """Where that key lies, outside the data folder: a medium that is taken out, a folder that no backup holds."""
    seal_rotations: str = ""
    """The statements by which it took the place of the keys before it, as `jikao audit rotate-key` wrote them."""
    checkpoints_to: str = ""
    """Where every checkpoint goes beside the log: a folder of another machine, or an address that takes it by POST."""
    held: str = ""
    """JSON: why the service records nothing until somebody acknowledges that its database is an older backup."""
    birth: str = ""
    """Of a service's schema, as it is known outside of it: another one, or an empty one, is refused."""
    identity_key: str = ""
    """PEM: signs identities; the gateway's alone."""
    services: tuple[str, ...] = ()
    """Which services the gateway serves; empty: all of the roster."""
    demo: bool = False
    """Shows the demo accounts on the login page."""
    roster: dict[str, str] = Field(default_factory=dict)
    """Service name to module, instead of the product's own services."""
