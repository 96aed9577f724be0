"""Motions count as nothing: a resolution is appraised by the tasks that come of it (A34)."""

from services.party.motions import events as e

Silent = e.MotionCarried | e.MotionLost
