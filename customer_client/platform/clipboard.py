"""This machine's clipboard, as a port, and as copykitten reaches it on every system."""

from typing import Protocol

from customer_client.encode.png import from_png, to_png
from customer_client.errors import ClipboardUnusable, EncodeError


class Clipboard(Protocol):
    """What lies in the clipboard. Every call blocks. All raise ClipboardUnusable."""

    def text(self) -> str:
        """The text in it."""
        ...

    def put_text(self, text: str) -> None:
        """Put this text into it; it stays there while this program runs."""
        ...

    def image(self) -> bytes:
        """The picture in it, as PNG."""
        ...

    def put_image(self, png: bytes) -> None:
        """Put this picture into it."""
        ...


class SystemClipboard:
    """`Clipboard` of the desktop that this program runs on."""

    def text(self) -> str:
        """See `Clipboard`."""
        import copykitten

        try:
            return copykitten.paste()
        except copykitten.CopykittenError as wrong:
            raise ClipboardUnusable from wrong

    def put_text(self, text: str) -> None:
        """See `Clipboard`."""
        import copykitten

        try:
            copykitten.copy(text)
        except copykitten.CopykittenError as wrong:
            raise ClipboardUnusable from wrong

    def image(self) -> bytes:
        """See `Clipboard`."""
        import copykitten

        try:
            return to_png(*copykitten.paste_image())
        except copykitten.CopykittenError as wrong:
            raise ClipboardUnusable from wrong

    def put_image(self, png: bytes) -> None:
        """See `Clipboard`."""
        import copykitten

        try:
            copykitten.copy_image(*from_png(png))
        except (copykitten.CopykittenError, EncodeError) as wrong:
            raise ClipboardUnusable from wrong
