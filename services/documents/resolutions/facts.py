"""Resolutions count as nothing by themselves: what A34 counts of an item is that its tasks are carried out."""

from __future__ import annotations

from services.documents.resolutions.events import ResolutionAdopted, ResolutionTaskOrdered

Silent = ResolutionAdopted | ResolutionTaskOrdered  # the tasks have facts of their own
