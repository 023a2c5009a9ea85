"""One viewer's queue (SPEC F6, L8)."""

from protocol.limits import VIEWER_BUFFER_LIMIT_BYTES
from protocol.media import Kind
from server.media.viewer import FRAMES_LIMIT, Viewer


class Outlet:
    def wake(self) -> None: ...
    def close(self, code: int) -> None: ...


def viewer() -> Viewer:
    return Viewer(Outlet())


def test_nothing_is_queued_before_a_key_frame_f5() -> None:
    one = viewer()
    assert not one.push_picture(b"delta", key=False)
    assert one.push_picture(b"key", key=True)
    assert one.push_picture(b"delta", key=False)
    assert [one.pop(), one.pop(), one.pop()] == [b"key", b"delta", None]


def test_a_full_queue_is_skipped_up_to_the_next_key_frame_l8() -> None:
    one = viewer()
    half = bytes(VIEWER_BUFFER_LIMIT_BYTES // 2)
    assert one.push_picture(half, key=True)
    assert one.push_picture(half, key=False)
    assert not one.push_picture(b"x", key=False)
    assert (one.pop(), one.waiting_bytes, one.skipped) == (None, 0, 2)
    assert not one.push_picture(b"x", key=False)
    assert one.push_picture(b"key", key=True)


def test_a_key_frame_ends_a_full_queue_at_once_l8() -> None:
    one = viewer()
    one.push_picture(b"old", key=True)
    for _ in range(FRAMES_LIMIT - 1):
        one.push_picture(b"d", key=False)
    assert one.push_picture(b"new", key=True)
    assert [one.pop(), one.pop()] == [b"new", None]


def test_the_pointer_goes_before_the_pictures_p2() -> None:
    one = viewer()
    one.push_picture(b"key", key=True)
    one.push_pointer(Kind.POINTER_AT, b"here")
    one.push_pointer(Kind.POINTER_AT, b"there")
    one.push_pointer(Kind.POINTER_SHAPE, b"arrow")
    assert [one.pop() for _ in range(4)] == [b"there", b"arrow", b"key", None]


def test_starting_over_forgets_what_waited() -> None:
    one = viewer()
    one.push_picture(b"old", key=True)
    one.start_over([b"key", b"delta"])
    assert one.push_picture(b"next", key=False)
    assert [one.pop() for _ in range(4)] == [b"key", b"delta", b"next", None]
    one.start_over([])
    assert one.starving


def test_who_lost_the_right_gets_nothing_more() -> None:
    one = viewer()
    one.push_picture(b"key", key=True)
    one.push_pointer(Kind.POINTER_AT, b"here")
    one.stop()
    assert one.pop() is None
