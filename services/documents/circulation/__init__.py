"""传阅: who has an incoming document, since when and why, until every copy is back (A18, B11.2)."""
