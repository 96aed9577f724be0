"""Deputies' own contacts are no department's merit: they count as nothing (A11, A34)."""

from services.party.deputies import events as e

Silent = e.DeputyEntered | e.MandateEnded | e.VoterAssigned | e.VoterReleased | e.VoterVisited
