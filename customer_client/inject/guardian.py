"""The process that lets go what this program held, should it die.

The desktop keeps a key down that a dead program pressed, and repeats it. So the program says on this
process's standard input what it is about to press and what it has let go; when the program hangs up, whatever
it had not let go is let go here. Nothing of ours is imported before that: this process only waits.
"""

import sys
from typing import Final, TextIO

DOWN: Final = "down"
UP: Final = "up"
KEY: Final = "key"
BUTTON: Final = "button"


def held_at_the_end(words: TextIO) -> list[tuple[str, str]]:
    """What is still down when the program hangs up: kind and name, what went down last first."""
    held: dict[tuple[str, str], None] = {}
    for line in words:
        move, _, what = line.rstrip("\n").partition(" ")
        kind, _, name = what.partition(" ")
        if move == DOWN:
            held[kind, name] = None
        else:
            held.pop((kind, name), None)
    return list(reversed(held))


def main() -> None:
    """Wait for the program's end, then let go."""
    left = held_at_the_end(sys.stdin)
    if not left:
        return
    from customer_client.errors import InjectError
    from customer_client.inject.choose import open_injector
    from protocol.input import Button

    injector = open_injector()
    for kind, name in left:
        try:
            if kind == KEY:
                injector.key(name, down=False)
            else:
                injector.button(Button(name), down=False)
        except (InjectError, ValueError) as error:
            sys.stderr.write(f"{name} could not be let go: {error}\n")
    injector.close()


if __name__ == "__main__":
    main()
