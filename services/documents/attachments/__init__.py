"""附件: files that belong to a record of the office, kept by digest beside the log (B9.3)."""
