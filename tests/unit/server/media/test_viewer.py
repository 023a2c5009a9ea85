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
    assert not one.push_picture(0, b"delta", key=False)
    assert one.push_picture(0, b"key", key=True)
    assert one.push_picture(0, b"delta", key=False)
    assert [one.pop(), one.pop(), one.pop()] == [b"key", b"delta", None]


def test_a_full_queue_is_skipped_up_to_the_next_key_frame_l8() -> None:
    one = viewer()
    half = bytes(VIEWER_BUFFER_LIMIT_BYTES // 2)
    assert one.push_picture(0, half, key=True)
    assert one.push_picture(0, half, key=False)
    assert not one.push_picture(0, b"x", key=False)
    assert (one.pop(), one.waiting_bytes, one.skipped) == (None, 0, 2)
    assert not one.push_picture(0, b"x", key=False)
    assert one.push_picture(0, b"key", key=True)


def test_a_key_frame_ends_a_full_queue_at_once_l8() -> None:
    one = viewer()
    one.push_picture(0, b"old", key=True)
    for _ in range(FRAMES_LIMIT - 1):
        one.push_picture(0, b"d", key=False)
    assert one.push_picture(0, b"new", key=True)
    assert [one.pop(), one.pop()] == [b"new", None]


def test_the_pointer_goes_before_the_pictures_p2() -> None:
    one = viewer()
    one.push_picture(0, b"key", key=True)
    one.push_pointer(Kind.POINTER_AT, b"here")
    one.push_pointer(Kind.POINTER_AT, b"there")
    one.push_pointer(Kind.POINTER_SHAPE, b"arrow")
    assert [one.pop() for _ in range(4)] == [b"there", b"arrow", b"key", None]


def test_starting_over_forgets_what_waited() -> None:
    one = viewer()
    one.push_picture(0, b"old", key=True)
    one.start_over(0, [b"key", b"delta"])
    assert one.push_picture(0, b"next", key=False)
    assert [one.pop() for _ in range(4)] == [b"key", b"delta", b"next", None]
    one.start_over(0, [])
    assert one.starves(0)


def test_who_lost_the_right_gets_nothing_more() -> None:
    one = viewer()
    one.push_picture(0, b"key", key=True)
    one.push_pointer(Kind.POINTER_AT, b"here")
    one.stop()
    assert one.pop() is None


def test_two_streams_are_queued_and_starve_each_by_itself_m7() -> None:
    one = viewer()
    assert one.push_picture(0, b"key 0", key=True)
    assert not one.push_picture(1, b"delta 1", key=False)
    assert one.push_picture(1, b"key 1", key=True)
    one.skip(0)
    assert (one.starves(0), one.starves(1)) == (True, False)
    assert one.push_picture(1, b"delta 1", key=False)
    assert [one.pop() for _ in range(3)] == [b"key 1", b"delta 1", None]


def test_the_stream_that_fills_the_queue_is_skipped_not_the_quiet_one_m7() -> None:
    one = viewer()
    one.push_picture(0, b"quiet", key=True)
    most = bytes(VIEWER_BUFFER_LIMIT_BYTES - 100)
    assert one.push_picture(1, most, key=True)
    assert one.push_picture(0, bytes(100), key=False)
    assert (one.starves(0), one.starves(1), one.waiting_bytes) == (False, True, 105)
    assert not one.push_picture(1, b"delta", key=False)
    assert [one.pop(), one.pop(), one.pop()] == [b"quiet", bytes(100), None]


def test_one_limit_holds_for_all_streams_together_l8() -> None:
    one = viewer()
    third = bytes(VIEWER_BUFFER_LIMIT_BYTES // 3)
    for round_ in range(3):
        for stream in range(4):
            one.push_picture(stream, third, key=round_ == 0)
            assert one.waiting_bytes <= VIEWER_BUFFER_LIMIT_BYTES
    assert one.skipped > 0


def test_too_many_frames_of_one_stream_leave_the_other_m7() -> None:
    one = viewer()
    one.push_picture(0, b"key 0", key=True)
    one.push_picture(1, b"key 1", key=True)
    for _ in range(FRAMES_LIMIT - 1):
        assert one.push_picture(1, b"d", key=False)
    assert not one.push_picture(1, b"d", key=False)
    assert [one.pop(), one.pop()] == [b"key 0", None]
