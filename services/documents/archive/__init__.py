"""归档移交: each department hands the year's files over by the end of March; the archivist files them (A20)."""
