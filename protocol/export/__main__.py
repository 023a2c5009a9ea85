"""`python -m protocol.export [--check]`: write the generated files, or say which of them are stale."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from protocol.export.files import stale, write

ROOT = Path(__file__).resolve().parents[2]


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Write the generated files under `root`, or compare them. Returns the exit status: 1 means stale."""
    parser = argparse.ArgumentParser(prog="python -m protocol.export", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a file is stale")
    if not parser.parse_args(arguments).check:
        write(root)
        return 0
    old = stale(root)
    for path in old:
        sys.stderr.write(f"{path} is not what the protocol says now. Run: python -m protocol.export\n")
    return 1 if old else 0


if __name__ == "__main__":
    sys.exit(main())
