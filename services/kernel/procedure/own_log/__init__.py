"""What every service lets be done with its own log: looked at, found in, told, verified, signed, rebuilt."""
