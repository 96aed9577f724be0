"""督办: tasks from meetings, instructions and plans, from assigned to verified (A18, A34)."""
