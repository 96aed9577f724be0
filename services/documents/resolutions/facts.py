"""Resolutions count as nothing by themselves: what A34 counts of an item is that its tasks are carried out."""

from services.documents.resolutions import events as e

Silent = e.ResolutionAdopted | e.ResolutionTaskOrdered  # the tasks have facts of their own
