"""The ways out of this machine: control and media over the server, and straight to viewers."""
