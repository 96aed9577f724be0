"""What a year of study counts as: what a person stayed short of; no department's score (B1.2, B1.8, B5.8, B5.10)."""

from __future__ import annotations

from services.kernel.rules.facts import PERSONAL, SCALE, Fact, Kind
from services.party.progress import events as e

DAYS, NOTES, ARTICLES = "personal.study-days-short", "personal.study-notes-short", "personal.study-articles-short"

KINDS = (
    Kind(DAYS, PERSONAL, "理论学习天数不足(天)", "Study days short of the year's (days)"),
    Kind(NOTES, PERSONAL, "学习笔记字数不足(字)", "Characters of notes short of the year's"),
    Kind(ARTICLES, PERSONAL, "体会文章篇数不足(篇)", "Articles short of the year's"),
)
COUNTS = {"days": (DAYS, SCALE // 2), "notes": (NOTES, SCALE), "articles": (ARTICLES, SCALE)}
"""Days are owed in halves."""
Silent = e.StudyTargetSet | e.StudyTargetReached | e.StudyTargetReopened | e.StudyTargetLifted  # nothing is short


def facts_of(event: e.StudyTargetMissed) -> tuple[Fact, ...]:
    kind, one = COUNTS[event.measure]
    short = (event.owed - event.done) * one
    return (Fact(event.department, event.person, kind, short, event.due, event.cites),)
