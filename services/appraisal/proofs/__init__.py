"""证明: a published grade derived again from the logs, and all that an outsider needs to do so without us (A35)."""
