"""An HTTP proxy for CONNECT, as a company has: it knows names of its own, and its line can be cut."""

import selectors
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Final

HEAD_LIMIT_BYTES: Final = 8 * 1024
PIECE_BYTES: Final = 64 * 1024
CONNECT_WITHIN_SECONDS: Final = 5.0
LOOK_SECONDS: Final = 0.05


class ConnectProxy:
    """Tunnels to the names it knows. While it is cut nothing passes and nobody is told: a pulled cable."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open = threading.Event()
        self._open.set()
        self._ended = False
        self.tunnels = 0
        """How many were opened so far."""
        self._now: set[socket.socket] = set()

    @property
    def url(self) -> str:
        """As the variable HTTPS_PROXY has it."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def cut(self) -> None:
        """From now on every byte waits, in both directions."""
        self._open.clear()

    def heal(self) -> None:
        """What waited goes on."""
        self._open.set()

    def drop(self) -> None:
        """End every tunnel there is; new ones are taken."""
        for client in list(self._now):
            with suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)

    def serve(self) -> None:
        """Take connections until closed."""
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self._spawn(client)

    def close(self) -> None:
        """No more tunnels, and an end to those that are."""
        self._ended = True
        self._open.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _spawn(self, client: socket.socket) -> None:
        threading.Thread(target=self._tunnel, args=(client,), daemon=True, name="tunnel").start()

    def _tunnel(self, client: socket.socket) -> None:
        with client, suppress(OSError):
            target = self._target(client)
            if target is None:
                client.sendall(b"HTTP/1.1 502 Bad Gateway\r\n\r\n")
                return
            if not self._open.wait(CONNECT_WITHIN_SECONDS):
                return
            with socket.create_connection(target, CONNECT_WITHIN_SECONDS) as server:
                self.tunnels += 1
                client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                self._now.add(client)
                try:
                    self._pump(client, server)
                finally:
                    self._now.discard(client)

    def _target(self, client: socket.socket) -> tuple[str, int] | None:
        head = b""
        while b"\r\n\r\n" not in head and len(head) < HEAD_LIMIT_BYTES:
            piece = client.recv(PIECE_BYTES)
            if not piece:
                return None
            head += piece
        method, _, rest = head.decode("latin-1").partition(" ")
        host, _, port = rest.partition(" ")[0].rpartition(":")
        if method != "CONNECT" or host not in self._names:
            return None
        return self._names[host], int(port)

    def _pump(self, client: socket.socket, server: socket.socket) -> None:
        others = {client: server, server: client}
        for each in others:
            each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with selectors.DefaultSelector() as ready:
            for each in others:
                ready.register(each, selectors.EVENT_READ)
            while not self._ended:
                self._open.wait()
                for key, _ in ready.select(LOOK_SECONDS):
                    end = key.fileobj
                    assert isinstance(end, socket.socket)
                    piece = end.recv(PIECE_BYTES)
                    self._open.wait()
                    if not piece:
                        return
                    others[end].sendall(piece)


@contextmanager
def connect_proxy(names: Mapping[str, str]) -> Iterator[ConnectProxy]:
    """A proxy on a free loopback port; `names` says which address each host name stands for."""
    proxy = ConnectProxy(names)
    thread = threading.Thread(target=proxy.serve, daemon=True, name="proxy")
    thread.start()
    try:
        yield proxy
    finally:
        proxy.close()
        thread.join(CONNECT_WITHIN_SECONDS)
