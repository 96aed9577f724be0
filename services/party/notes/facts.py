"""Notes count as nothing by themselves: what a person owed of them in a year does, at its end (B5.8)."""

from services.party.notes import events as e

Silent = (
    e.StudyPaperHandedIn | e.StudyPaperReturned | e.StudyPaperWithdrawn | e.StudyNotesChecked | e.StudyNotesJudged
)  # fmt: skip
