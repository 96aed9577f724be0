"""`jikao box`: the box process, told by its settings alone."""

from __future__ import annotations

from deploy import web
from deploy.ballot_box.server import BoxServer
from deploy.ballot_box.wire import private
from deploy.distributed import needed
from deploy.roster import clock_of
from services.appraisal.ballots.boxes import FolderBoxes
from services.kernel.host import logs
from services.kernel.host.settings import Settings


def run(host: str, port: int) -> None:
    """Blocks until SIGTERM."""
    settings = needed(Settings(), "box_secret", "ballots")
    logs.set_up("box", settings.log_level)
    assert settings.ballots is not None
    boxes = FolderBoxes(settings.ballots)
    web.run(BoxServer(boxes, settings.box_secret, clock_of(settings).now).app(), private(host), port)
    boxes.leave()
