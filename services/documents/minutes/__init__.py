"""会议记录: owed by the office within days of the meeting, filed, corrected beside it (A17)."""
