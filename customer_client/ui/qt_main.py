"""The windows' own process: `python -m customer_client.ui.qt_main LANGUAGE`, talking over its pipes.

It takes no argument but the language.
"""

import sys

# Before Qt: PySide6 looks at each module that is imported after it, and pydantic, which loads its parts when
# they are first used, does not survive being looked at half-way.
from customer_client.ui.pipe import Unable, line
from customer_client.ui.words import language_of


def main() -> int:
    """Show windows until the program hangs up; the exit code."""
    try:
        from customer_client.ui.qt_windows import run
    except ImportError as missing:
        sys.stdout.buffer.write(line(Unable(why=f"Qt is missing: {missing}")))
        return 1
    return run(language_of(sys.argv[1] if len(sys.argv) > 1 else None))


if __name__ == "__main__":
    sys.exit(main())
