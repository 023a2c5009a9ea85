"""Secrets, passwords, keys, certificates, and who may try how often."""
