"""One stream's last group (SPEC F3, F5, L5, L7)."""

from protocol.media import unpack
from server.media.stream import GROUP_LIMIT_BYTES, GROUP_LIMIT_FRAMES, Stream
from tests.support.live_session import picture


def take(stream: Stream, frame: bytes) -> bool:
    return stream.take(unpack(frame)[0], frame)


def test_a_group_begins_with_its_key_frame_f5() -> None:
    stream = Stream()
    assert not take(stream, picture(1))
    assert not stream.is_kept
    frames = [picture(2, key=True), picture(3), picture(4)]
    assert all(take(stream, frame) for frame in frames)
    assert list(stream.group) == frames
    assert take(stream, picture(5, key=True))
    assert list(stream.group) == [picture(5, key=True)]


def test_a_gap_ends_the_group_f3() -> None:
    stream = Stream()
    take(stream, picture(1, key=True))
    assert not take(stream, picture(3))
    assert not take(stream, picture(4))
    assert not stream.is_kept
    assert take(stream, picture(9, key=True))


def test_numbers_go_round_f3() -> None:
    stream = Stream()
    take(stream, picture(2**32 - 1, key=True))
    assert take(stream, picture(2**32))


def test_a_long_group_is_sent_on_and_no_longer_kept_l5() -> None:
    stream = Stream()
    take(stream, picture(0, key=True, size_bytes=GROUP_LIMIT_BYTES - 1_000))
    assert take(stream, picture(1, size_bytes=2_000))
    assert not stream.is_kept
    assert take(stream, picture(2))
    many = Stream()
    for seq in range(GROUP_LIMIT_FRAMES + 1):
        assert take(many, picture(seq, key=seq == 0))
    assert not many.is_kept


def test_a_key_frame_is_asked_for_once_in_each_gap_l7() -> None:
    stream = Stream()
    assert stream.ask_at(10.0) == 10.0
    stream.asked(10.0)
    assert stream.ask_at(10.2) == 11.0
    take(stream, picture(1, key=True))
    assert not stream.wants_key
