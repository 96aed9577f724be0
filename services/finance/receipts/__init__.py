"""票据: every yuan by a receipt of a registered book, banked in days, handed up in a month (B10.5, B10.6)."""
