"""保管: what keeps a log believable beyond its own seals: witnesses, key rotations, restores and clocks acknowledged.

Every service has it. Its facts stay in the service and are no part of the office's work: a log in which nothing else
happened needs no new checkpoint.
"""
