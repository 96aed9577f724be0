"""What is shown of outgoing documents (A19, B11.3)."""
