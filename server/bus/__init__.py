"""Wakes others up; carries no truth."""
