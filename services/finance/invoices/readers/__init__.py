"""What stands on an invoice, read from its file: pure functions of bytes, run in a process of their own (`reading`)."""
