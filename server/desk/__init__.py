"""The help desk: who waits, in which order, and why. Pure."""
