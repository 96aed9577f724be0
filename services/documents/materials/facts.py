"""Materials of meetings count as nothing: no rule appraises them, the office chases them until they are there (B11.4).

What A34 counts of a meeting are its items carried out, and these are tasks. A paper that comes late costs no points.
"""

from services.documents.materials import events as e

Silent = (
    e.MaterialDemanded
    | e.MaterialHandedIn
    | e.MaterialReturned
    | e.MaterialWaived
    | e.MaterialUrged
    | e.MaterialOverdue
)
