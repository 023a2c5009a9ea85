"""A clipboard in memory."""

from customer_client.errors import ClipboardUnusable
from customer_client.platform.clipboard import Pixels


class MemoryClipboard:
    """`Clipboard` without a desktop: one thing at a time, as a real one has it."""

    def __init__(self, kept: str | Pixels | None = None) -> None:
        self.kept = kept

    def text(self) -> str:
        """See `Clipboard`."""
        if not isinstance(self.kept, str):
            raise ClipboardUnusable
        return self.kept

    def put_text(self, text: str) -> None:
        """See `Clipboard`."""
        self.kept = text

    def image(self) -> Pixels:
        """See `Clipboard`."""
        if not isinstance(self.kept, Pixels):
            raise ClipboardUnusable
        return self.kept

    def put_image(self, image: Pixels) -> None:
        """See `Clipboard`."""
        self.kept = image
