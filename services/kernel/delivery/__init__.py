"""From one service to another: outbox, relay, inbox, mirror; and to open pages."""
