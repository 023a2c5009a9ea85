"""Colleagues with desks of their own in real browsers, and customers who wait for them."""

from dataclasses import dataclass
from typing import Any, Final

from playwright.sync_api import Page

from tests.support.demo_scene import DemoScene
from tests.support.scene import new_page
from tests.support.visitor import PASSWORD

_POST: Final = """async ([path, body]) => {
  const me = await (await fetch("/api/me")).json();
  const headers = { "Content-Type": "application/json", "X-CSRF-Token": me.csrf ?? "" };
  const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.status === 204 ? null : answer.json();
}"""
_SAY: Final = """async ([ticket, message]) => {
  const socket = new WebSocket(`wss://${location.host}/ws`);
  const heard = [];
  await new Promise((done, failed) => {
    socket.onopen = () =>
      socket.send(JSON.stringify({ type: "hello", protocol: 1, ticket, version: "console" }));
    socket.onmessage = ({ data }) => {
      const { type } = JSON.parse(data);
      if (type === "welcome") socket.send(JSON.stringify(message));
      if (type === "happened") done();
      if (type === "fault") failed(new Error(data));
    };
  });
  // Open for as long as the page: a colleague who is away is in nobody's way.
  (window.sockets ??= []).push(socket);
}"""


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works here."""

    name: str
    email: str
    role: str
    skills: tuple[str, ...] = ()


def hire(scene: DemoScene, who: Colleague) -> Page:
    """Their account is made by the administrator; the answer is their desk."""
    account = {"name": who.name, "email": who.email, "role": who.role, "skills": list(who.skills)}
    post(scene.presenter, "/api/staff", {**account, "password": PASSWORD})
    page = new_page(scene.browser)
    page.goto(f"{scene.server.url}/#/sign-in")
    page.fill("input[name=email]", who.email)
    page.fill("input[name=password]", PASSWORD)
    page.locator("button[type=submit]").click()
    page.locator("#waiting").wait_for()
    return page


def ask_for_help(scene: DemoScene, name: str) -> str:
    """A customer asks on the light page, and stays there; their session."""
    page = new_page(scene.browser)
    page.goto(f"{scene.server.url}/help")
    session = post(page, "/api/help", {"name": name, "reason": "La impresora no imprime"})["session_id"]
    page.reload()
    return str(session)


def claim(page: Page, session: str) -> str:
    """This colleague takes the customer; the session."""
    post(page, f"/api/sessions/{session}/claim", {})
    return session


def say_in(page: Page, session: str, message: dict[str, Any]) -> None:
    """On a console link of this colleague's own, besides their desk."""
    ticket = post(page, "/api/tickets", {"kind": "console", "session_id": session})["ticket"]
    page.evaluate(_SAY, [ticket, message])


def post(page: Page, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """As the page itself would; what comes back, if anything does."""
    return dict(page.evaluate(_POST, [path, body]) or {})
