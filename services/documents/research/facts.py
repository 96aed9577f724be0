"""Research counts as nothing: A34 does not name it among what is appraised; the calendar of duties shows it (A13)."""

from __future__ import annotations

from services.documents.research import events as e

Silent = (
    e.ArticleOwed | e.ArticleMissed | e.ArticleExcused | e.ArticleSubmitted | e.ArticleRevised
    | e.ArticleReturned | e.ArticleApproved | e.ArticlePublished | e.ArticleWithdrawn
)  # fmt: skip
