"""`./dev try`: prints one link; opened, it shows a real desktop in a live session."""

import argparse
import hashlib
import json
import secrets
import signal
import sys
import tempfile
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from types import FrameType
from typing import Final

from deploy.trial.desktop import desktop, program
from deploy.trial.person import Person
from tests.support.server_process import server_process

REASON: Final = "The letter has to go out at noon and I cannot get the letters with accents right."
ANSWER_WITHIN_SECONDS: Final = 10.0


def main() -> None:
    """Run until Ctrl+C or SIGTERM, then end everything that was started."""
    asked = argparse.ArgumentParser(prog="./dev try", description=__doc__)
    asked.add_argument("--port", type=int, help="the server's port; a free one unless told")
    given = asked.parse_args()
    signal.signal(signal.SIGTERM, _interrupt)
    secret = secrets.token_urlsafe(32)
    settings = {
        "tls": "off",
        "organisation": "Practice help desk",
        "trial_digest": hashlib.sha256(secret.encode()).hexdigest(),
    }
    if given.port:
        settings["port"] = str(given.port)
    try:
        with ExitStack() as stack:
            home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="auxilio-practice-")))
            on = stack.enter_context(desktop(home))
            server = stack.enter_context(server_process(**settings))
            stack.enter_context(program(on, customer_program(ask_for_help(server.url))))
            _say(server.url, secret)
            stack.enter_context(Person(on)).sit_there()
    except KeyboardInterrupt:
        print("\nEnded.")


def ask_for_help(url: str) -> str:
    """A practice customer asks for help on the page; the link that their program is started with."""
    body = json.dumps({"name": "María", "reason": REASON, "language": "en"}).encode()
    headers = {"Content-Type": "application/json", "Origin": url}
    request = urllib.request.Request(f"{url}/api/help", data=body, headers=headers)  # noqa: S310  our own server
    with urllib.request.urlopen(request, timeout=ANSWER_WITHIN_SECONDS) as answer:  # noqa: S310  as above
        return str(json.load(answer)["program"]["join_link"])


def customer_program(join_link: str) -> list[str]:
    """The command of the customer's program, as the page tells it."""
    return [sys.executable, "-m", "customer_client", "join", join_link]


def _say(url: str, secret: str) -> None:
    print(
        f"\nOpen this link in your browser:\n\n    {url}/#/try/{secret}\n\n"
        "It is good for one use, and shows you the desktop of a practice customer. They take a few seconds\n"
        "to say yes, as a person would. Press Ctrl+C here to end everything.\n",
        flush=True,
    )


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
