"""`jikao audit`: what administrators and auditors do with the logs on a machine, with the pages or without."""
