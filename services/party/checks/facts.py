"""The check counts as nothing by itself: each thing that was missed counts for whoever owed it (B5.10)."""

from services.party.checks import events as e

Silent = e.StudyYearChecked
