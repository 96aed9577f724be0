"""重演: a service's registers built again from its log beside live work, looked into, compared, and put in the place of
the live ones by two people. Every service has it."""
