"""The words of the picture's way."""

from customer_client.core.picture import EncodedFrame, News, Rect
from protocol.screen import MonitorId


def test_a_frame_shows_what_it_is_without_its_bytes() -> None:
    frame = EncodedFrame(MonitorId(1), 7, 90, True, 640, 480, "avc1.42c01f", b"secret picture")
    assert "secret" not in repr(frame)
    assert "avc1.42c01f" in repr(frame)


def test_no_news_is_no_news() -> None:
    assert News() == News(frozenset(), None, None)
    assert News(frozenset({MonitorId(0)})) != News()
    assert Rect(0, 0, 2, 2) == Rect(0, 0, 2, 2)
