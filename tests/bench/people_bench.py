"""Several people in one session: `python -m tests.bench.people_bench [--only PART] [--keys N] [--json FILE]`.

Each part prints its figures as they are known; `./dev bench --only PART` runs them too.
"""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tests.bench.figures import Table
from tests.bench.people_cut import cut
from tests.bench.people_pointer import pointer
from tests.bench.people_revoke import revoke
from tests.bench.people_stuck import stuck
from tests.bench.people_supervise import supervise

KEYS: Final = 80

PARTS: Final[dict[str, Callable[[Table, int], None]]] = {
    "stuck": stuck,
    "revoke": revoke,
    "supervise": supervise,
    "cut": cut,
    "pointer": pointer,
}


def main() -> None:
    """Measure what was asked for."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--only", choices=list(PARTS), action="append", help="one part; may be repeated")
    asked.add_argument("--keys", type=int, default=KEYS, help="how much is measured; 80 is ten cuts")
    asked.add_argument("--json", type=Path, help="write the figures here")
    given = asked.parse_args()
    table = Table()
    for name in given.only or list(PARTS):
        PARTS[name](table, given.keys)
    print(table.markdown())
    if given.json:
        given.json.write_text(table.json())


if __name__ == "__main__":
    main()
