"""Both sides of a transfer, joined by a line that may lose, change and cut."""

import random
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from protocol.receiving import Begin, Close, Receiving, Write
from protocol.receiving import Say as ReceiverSays
from protocol.sending import Read, Sending
from protocol.transfer import Item, OtherSide, pack_piece, unpack_piece

FRAMES_LIMIT = 100_000


@dataclass(slots=True)
class Pipe:
    """Carries what both sides say, in order, until nothing is left to do.

    Attributes:
        bad_in_1000: How many pieces of a thousand arrive changed.
        cut_in_1000: After how many frames of a thousand the line is cut, and what is on it lost.
    """

    contents: Sequence[bytes]
    limit_bytes: int = 10**9
    bad_in_1000: int = 0
    cut_in_1000: int = 0
    seed: int = 1
    kept: dict[int, bytearray] = field(default_factory=dict[int, bytearray])
    closed: list[int] = field(default_factory=list[int])
    under_way_most: int = 0

    def run(self) -> tuple[Sending, Receiving]:
        """Both sides at the end."""
        chance = random.Random(self.seed)
        items = [Item(path=(f"{n}.bin",), size_bytes=len(data)) for n, data in enumerate(self.contents)]
        sender, receiver = Sending(items), Receiving(self.limit_bytes)
        line: deque[bytes | object] = deque()
        self._join(sender, receiver)
        for _ in range(FRAMES_LIMIT):
            if self.cut_in_1000 and chance.randrange(1000) < self.cut_in_1000:
                line.clear()
                self._join(sender, receiver)
            sent = self._send(sender, line)
            arrived = bool(line) and chance.random() < 0.6
            if arrived:
                self._arrive(line.popleft(), sender, receiver, chance)
            if sender.all_taken or sender.stopped or (not sent and not line and not arrived):
                break
        return sender, receiver

    def _join(self, sender: Sending, receiver: Receiving) -> None:
        for here in (False, True):
            sender.heard(OtherSide(here=here))
            receiver.heard(OtherSide(here=here))

    def _send(self, sender: Sending, line: "deque[bytes | object]") -> bool:
        step = sender.next()
        if step is None:
            return False
        if isinstance(step, Read):
            data = self.contents[step.item][step.offset : step.offset + step.size_bytes]
            frame, digest = pack_piece(step.item, step.offset, data)
            if sender.read(step, digest):
                line.append(frame)
        else:
            line.append(step.message)
        self.under_way_most = max(self.under_way_most, sum(len(f) for f in line if isinstance(f, bytes)))
        return True

    def _arrive(self, frame: object, sender: Sending, receiver: Receiving, chance: random.Random) -> None:
        if isinstance(frame, bytes):
            if chance.randrange(1000) < self.bad_in_1000:
                frame = frame[:-1] + bytes([frame[-1] ^ 1])
            piece = unpack_piece(frame)
            steps = receiver.came(piece, whole=piece.is_whole())
        else:
            steps = receiver.heard(frame)  # type: ignore[arg-type]  # because the line carries both kinds
        for step in steps:
            match step:
                case Begin(number=number):
                    self.kept[number] = bytearray()
                case Write(piece=piece):
                    self.kept[piece.item] += piece.data
                    sender.heard(receiver.written().message)
                case Close(number=number):
                    self.closed.append(number)
                case ReceiverSays(message=message):
                    sender.heard(message)
