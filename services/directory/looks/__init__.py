"""查阅记录: who looked at what, for the auditor alone."""
