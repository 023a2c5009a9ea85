"""Seeing a page in every way that people see it: is it full, does it fit, in one language?"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.demo_scene import SCREEN_FLAGS

ROOT: Final = Path(__file__).parents[2]
FOLDER: Final = ROOT / "build" / "screens"
_AXE: Final = ROOT / "agent_client" / "web" / "node_modules" / "axe-core" / "axe.min.js"
_SIZES: Final = {"wide": (1440, 900), "narrow": (390, 844)}
_SETTLE_MS: Final = 250
_WAIT_MS: Final = 15_000
_BYTES_LEAST: Final = 4_000
"""A picture of one colour packs into less."""
_WORDS: Final = re.compile(r"[A-Za-zÁÉÍÓÚÜÑáéíóúüñ]{3,}")

_TEXTS: Final = """() => {
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const box = walk.currentNode.parentElement;
    if (box.closest("script, style, bdi, code, [lang]:not(html)") || !box.checkVisibility()) continue;
    found.push(walk.currentNode.textContent.trim());
  }
  for (const box of document.querySelectorAll("[aria-label], [title], [placeholder]"))
    for (const name of ["aria-label", "title", "placeholder"])
      if (box.getAttribute(name) && !box.closest("[lang]:not(html)")) found.push(box.getAttribute(name));
  return found.filter((text) => text !== "");
}"""

_WIDE: Final = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass(frozen=True)
class Way:
    """One way to look at a screen."""

    language: str
    scheme: str
    size: str


WAYS: Final = tuple(
    Way(language, scheme, size)
    for language in ("en", "es")
    for size in ("wide", "narrow")
    for scheme in ("light", "dark")
)
FEW_WAYS: Final = (Way("en", "light", "wide"), Way("es", "dark", "narrow"))


@contextmanager
def opened_pages() -> Iterator[Callable[[], Page]]:
    """Opens a page for one person more: they share a browser, and no cookie. Any certificate will do."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", *SCREEN_FLAGS]
        )
        try:
            yield lambda: _page(chromium)
        finally:
            chromium.close()


def _page(browser: Browser) -> Page:
    page = browser.new_context(ignore_https_errors=True, locale="en-GB").new_page()
    page.set_default_timeout(_WAIT_MS)
    return page


class Judge:
    """Looks at the console and at the customer's page, and remembers what is wrong."""

    def __init__(self, url: str, page: Page, customer: Page, *, writes: bool) -> None:
        self.url = url
        self.page = page
        self.customer = customer
        self._writes = writes
        self._wrong: list[str] = []
        self._said: dict[str, set[str]] = {}
        if writes:
            FOLDER.mkdir(parents=True, exist_ok=True)

    def see(
        self,
        name: str,
        prepare: Callable[[], None] = lambda: None,
        *,
        customer: bool = False,
        page: Page | None = None,
        live: bool = False,
    ) -> None:
        """Look at this screen in every way.

        Args:
            name: Of the screen; the picture's file is named so.
            prepare: Brings the screen about again after each reload.
            customer: The customer's page, not the console.
            page: Somebody else's.
            live: It does not outlive a reload: seen as it is, in its language alone.
        """
        page = page or (self.customer if customer else self.page)
        self._said.clear()
        spoken = ""
        for way in self._ways(page, live=live):
            page.set_viewport_size({"width": _SIZES[way.size][0], "height": _SIZES[way.size][1]})
            page.emulate_media(color_scheme="dark" if way.scheme == "dark" else "light")
            if way.language != spoken and not live:
                _speak(page, way.language)
                prepare()
            spoken = way.language
            page.wait_for_timeout(_SETTLE_MS)
            self._judge(page, name, way)
        self._compare(name)

    def sign_out(self) -> None:
        """By the menu, as a person does."""
        self.page.set_viewport_size({"width": 1440, "height": 900})
        self.page.locator("header button[aria-haspopup]").click()
        self.page.locator("[role=menuitem]").last.click()
        self.page.locator("input[name=email]").wait_for()

    def verdict(self) -> None:
        """Raises AssertionError with everything that is wrong."""
        assert not self._wrong, "\n".join(self._wrong)

    def _ways(self, page: Page, *, live: bool) -> tuple[Way, ...]:
        ways = WAYS if self._writes else FEW_WAYS
        if not live:
            return ways
        here = page.evaluate("document.documentElement.lang")
        return tuple(Way(here, way.scheme, way.size) for way in ways if way.language == ways[0].language)

    def _judge(self, page: Page, name: str, way: Way) -> None:
        label = f"{name}-{way.language}-{way.scheme}-{way.size}"
        picture = page.screenshot(animations="disabled")
        if self._writes:
            (FOLDER / f"{label}.png").write_bytes(picture)
        if len(picture) < _BYTES_LEAST or not page.evaluate(_TEXTS):
            self._wrong.append(f"{label}: empty")
        if (over := page.evaluate(_WIDE)) > 0:
            self._wrong.append(f"{label}: scrolls sideways by {over} px")
        self._wrong.extend(f"{label}: {finding}" for finding in _axe(page))
        self._said.setdefault(way.language, set()).update(page.evaluate(_TEXTS))

    def _compare(self, name: str) -> None:
        both = self._said.get("en", set()) & self._said.get("es", set())
        for text in sorted(both):
            if _WORDS.search(text) and text not in _SAME_IN_BOTH and not _is_data(text):
                self._wrong.append(f"{name}: the same in Spanish and English: {text!r}")


_SAME_IN_BOTH: Final = frozenset(
    {"Auxilio", "Chat", "Script", "Scripts", "SHA-256", "agente", "Debian 12", "Código"}
)
_DATA: Final = re.compile(
    r"localhost|example\.org|Lucía|Carmen|Ayuntamiento|La impresora|La clienta|lpstat|scheduler"
    r"|^\d|ms$|^[0-9A-Z]{4}-[0-9A-Z]{4}$"
)


def _is_data(text: str) -> bool:
    return _DATA.search(text) is not None


def _speak(page: Page, language: str) -> None:
    page.evaluate("language => localStorage.setItem('auxilio-language', language)", language)
    page.reload()
    page.locator("h1, [data-curtain]").first.wait_for()


def _axe(page: Page) -> list[str]:
    page.evaluate(_AXE.read_text())
    found: list[dict[str, Any]] = json.loads(
        page.evaluate(
            """async () => {
              const seen = await axe.run(document, { resultTypes: ["violations"] });
              return JSON.stringify(seen.violations.map(({ id, nodes }) => ({
                id, where: nodes.map((node) => node.target.join(" ") + " " + (node.failureSummary ?? "")),
              })));
            }"""
        )
    )
    return [f"axe: {one['id']}: {'; '.join(one['where'])[:400]}" for one in found]
