"""Auxilio on the measured display: server, customer's program, the person's yes, and the agent's page."""

import hashlib
import secrets
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from deploy.trial.__main__ import ask_for_help
from deploy.trial.desktop import Desktop, program
from deploy.trial.person import Person
from tests.bench.peers import Peer
from tests.support.server_process import ServerProcess, server_process
from tests.support.xserver import XServer

PICTURE = "[data-testid=picture]"
NO_WEBRTC = "delete window.RTCPeerConnection; delete window.webkitRTCPeerConnection;"


@dataclass(frozen=True, slots=True)
class Ours:
    """A live session with control.

    Attributes:
        peer: What is measured.
        server: The broker.
        first_picture_ms: From the person's yes to the agent's first full picture.
    """

    peer: Peer
    server: ServerProcess
    first_picture_ms: float


@contextmanager
def ours(display: XServer, view: Page, *, path: str) -> Iterator[Ours]:
    """Bring the agent's page to a live session whose picture comes by `path`: "direct" or "relay"."""
    secret = secrets.token_urlsafe(32)
    if path == "relay":
        view.context.add_init_script(NO_WEBRTC)
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="auxilio-bench-")))
        on = Desktop(display, home, home / "letter.txt")
        digest = hashlib.sha256(secret.encode()).hexdigest()
        server = stack.enter_context(server_process(tls="off", trial_digest=digest))
        command = [sys.executable, "-m", "customer_client", "join", ask_for_help(server.url)]
        client = stack.enter_context(program(on, command))
        person = stack.enter_context(Person(on))
        view.goto(f"{server.url}/#/try/{secret}")
        view.locator("main button").first.click()
        first = _first_picture_ms(view, person)
        view.get_by_role("button", name="Ask for control").click()
        person.say_yes()
        view.locator("[data-testid=mode][data-holder=true]").wait_for()
        view.locator(f"{PICTURE}[data-path={path}]").wait_for()
        view.locator("[data-testid=keys]").focus()
        metrics_url = f"{server.url}/metrics" if path == "relay" else ""
        yield Ours(Peer(f"Auxilio, {path}", view.url, PICTURE, (client.pid,), metrics_url), server, first)


def _first_picture_ms(view: Page, person: Person) -> float:
    """The page notes when its canvas first has a size; the person's last key is the yes."""
    view.locator("[data-testid=mode]").wait_for()
    view.evaluate(
        """e => { window.__firstPicture = new Promise((done) => {
             const look = () => {
               const canvas = document.querySelector(e);
               const path = canvas?.dataset.path ?? 'none';
               if (path !== 'none') return done(performance.timeOrigin + performance.now());
               requestAnimationFrame(look);
             };
             look();
           }); }""",
        PICTURE,
    )
    person.say_yes()
    shown = float(view.evaluate("window.__firstPicture"))
    return shown - person.answered_at * 1000
