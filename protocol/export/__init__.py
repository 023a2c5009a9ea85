"""The protocol for others: TypeScript for the console, JSON Schema for everyone else.

`python -m protocol.export` writes both from the pydantic models; `--check` fails when either is stale.
"""
