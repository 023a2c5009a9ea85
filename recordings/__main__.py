"""`python -m recordings`."""

from recordings.cli import APP

APP()
