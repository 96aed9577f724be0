"""The box of the distributed runtime: a small process that keeps keys and boxes, and how others reach it (A35).

By a private HTTP connection and never by the bus, whose disks keep the order in which messages came.
"""
