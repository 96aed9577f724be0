"""Documents and office affairs: its procedures, one line each, and what it listens to."""

from __future__ import annotations

from services.directory.picture import Picture
from services.documents.archive.handlers import procedure as archive
from services.documents.attachments.handlers import procedure as attachments
from services.documents.circulation.handlers import procedure as circulation
from services.documents.holdings.handlers import procedure as holdings
from services.documents.incoming.handlers import procedure as incoming
from services.documents.information.handlers import procedure as information
from services.documents.inspections.handlers import procedure as inspections
from services.documents.materials.handlers import procedure as materials
from services.documents.meetings.handlers import procedure as meetings
from services.documents.minutes.handlers import procedure as minutes
from services.documents.outgoing.handlers import procedure as outgoing
from services.documents.research.handlers import procedure as research
from services.documents.resolutions.handlers import procedure as resolutions
from services.documents.seals.handlers import procedure as seals
from services.documents.tasks.handlers import procedure as tasks
from services.documents.townships.handlers import procedure as townships
from services.documents.visits.handlers import procedure as visits
from services.documents.waiting.handlers import procedure as waiting
from services.kernel.application import Application, Office
from services.kernel.live import Live
from services.kernel.messages import Consumer, mirrored
from services.kernel.mirror import Mirror
from services.kernel.store import Store

PROCEDURES = (
    tasks,
    information,
    incoming,
    circulation,
    waiting,
    outgoing,
    seals,
    inspections,
    visits,
    research,
    townships,
    attachments,
    meetings,
    minutes,
    resolutions,
    materials,
    archive,
    holdings,
)
SUBSCRIPTIONS: dict[str, Consumer] = {"directory": mirrored}


def build(*, store: Store, office: Office, live: Live | None = None) -> Application:
    app = Application("documents", PROCEDURES, store=store, office=office, organ=Mirror("directory", Picture()))
    if live is not None:
        app.announcers.append(live.publish)
    return app
