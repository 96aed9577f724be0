"""A service as a Nameko container: its operations as RPC methods, its inboxes as one entrypoint, its clock as a timer.

Runs in a process that eventlet has patched; nothing else imports this package.
"""
