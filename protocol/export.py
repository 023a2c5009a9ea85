"""The protocol for TypeScript: `python -m protocol.export` writes it, `--check` fails when it is stale.

Written from the pydantic models' own JSON Schema: one interface per message, enums as string unions,
the modes' matrix, limits and error table as constants.
"""
