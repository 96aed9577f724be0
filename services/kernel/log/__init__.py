"""The event log of one service: store, transaction, seal, registers kept from it, and their rebuilding."""
