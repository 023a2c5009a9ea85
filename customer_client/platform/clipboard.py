"""This machine's clipboard, as a port, and as copykitten reaches it on every system."""

from dataclasses import dataclass
from typing import Protocol

from customer_client.errors import ClipboardUnusable


@dataclass(frozen=True, slots=True)
class Pixels:
    """A picture: uint8, row-major, RGBA."""

    rgba: bytes
    width_px: int
    height_px: int


class Clipboard(Protocol):
    """What lies in the clipboard. Every call blocks. All raise ClipboardUnusable."""

    def text(self) -> str:
        """The text in it."""
        ...

    def put_text(self, text: str) -> None:
        """Put this text into it; it stays there while this program runs."""
        ...

    def image(self) -> Pixels:
        """The picture in it."""
        ...

    def put_image(self, image: Pixels) -> None:
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

    def image(self) -> Pixels:
        """See `Clipboard`."""
        import copykitten

        try:
            return Pixels(*copykitten.paste_image())
        except copykitten.CopykittenError as wrong:
            raise ClipboardUnusable from wrong

    def put_image(self, image: Pixels) -> None:
        """See `Clipboard`."""
        import copykitten

        try:
            copykitten.copy_image(image.rgba, image.width_px, image.height_px)
        except copykitten.CopykittenError as wrong:
            raise ClipboardUnusable from wrong
