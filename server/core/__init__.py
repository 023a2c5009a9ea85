"""The session: what happens next, decided without I/O, clock, log or randomness."""
