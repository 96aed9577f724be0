"""Incoming documents count as nothing by themselves (A18)."""

from __future__ import annotations

from services.documents.incoming.events import (
    HandlingProposed,
    IncomingClosed,
    IncomingCorrected,
    IncomingRegistered,
    IncomingTaskOrdered,
    IncomingUrged,
    InstructionCorrected,
    InstructionGiven,
)

Silent = (
    # the office's own work on the document: nothing is owed by a department
    IncomingRegistered | IncomingCorrected | HandlingProposed | IncomingClosed | IncomingUrged
    # what a department owes by it is a task, with facts of its own
    | InstructionGiven | InstructionCorrected | IncomingTaskOrdered
)  # fmt: skip
