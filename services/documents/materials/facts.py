"""Materials of meetings count as nothing: no rule appraises them, the office chases them until they are there (B11.4).

What A34 counts of a meeting are its items carried out, and these are tasks. A paper that comes late costs no points.
"""

from __future__ import annotations

from services.documents.materials.events import (
    MaterialDemanded,
    MaterialHandedIn,
    MaterialOverdue,
    MaterialReturned,
    MaterialUrged,
    MaterialWaived,
)

Silent = MaterialDemanded | MaterialHandedIn | MaterialReturned | MaterialWaived | MaterialUrged | MaterialOverdue
