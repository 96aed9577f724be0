from services.party.service import SUBSCRIPTIONS, build
from tests.faults import dying

__all__ = ["SUBSCRIPTIONS", "build", "dying"]
