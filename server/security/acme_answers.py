"""A small HTTP server that answers an authority's proofs, for as long as an order takes."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar, Final

_PATH: Final = "/.well-known/acme-challenge/"


@contextmanager
def answering(host: str, port: int, answers: Mapping[str, str]) -> Iterator[None]:
    """Answer these tokens on this address, and nothing else, until the block ends.

    Raises:
        OSError: the port cannot be opened.
    """

    class Answers(BaseHTTPRequestHandler):
        timeout: ClassVar[float | None] = 10.0

        def do_GET(self) -> None:
            """Answer one proof."""
            answer = answers.get(self.path.removeprefix(_PATH)) if self.path.startswith(_PATH) else None
            self.send_response(404 if answer is None else 200)
            self.end_headers()
            self.wfile.write((answer or "").encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the library's own
            """Say nothing."""

    with ThreadingHTTPServer((host, port), Answers) as server:
        thread = threading.Thread(target=server.serve_forever, name="acme answers", daemon=True)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()
