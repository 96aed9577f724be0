"""Incoming documents count as nothing by themselves (A18)."""

from services.documents.incoming import events as e

Silent = (
    # the office's own work on the document: nothing is owed by a department
    e.IncomingRegistered | e.IncomingCorrected | e.HandlingProposed | e.IncomingClosed | e.IncomingUrged
    # what a department owes by it is a task, with facts of its own
    | e.InstructionGiven | e.InstructionCorrected | e.IncomingTaskOrdered
)  # fmt: skip
