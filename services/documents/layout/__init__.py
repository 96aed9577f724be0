"""The official document on paper (GB/T 9704-2012): one source, `Paper`, laid out as DOCX and as PDF."""
