"""Which bytes a request for a range means (RFC 9110, 14)."""

import pytest

from server.http.record_ranges import NoSuchRange, Span, span_of


@pytest.mark.parametrize(
    ("header", "span"),
    [
        ("bytes=0-0", Span(0, 1)),
        ("bytes=0-99", Span(0, 100)),
        ("bytes=10-", Span(10, 100)),
        ("bytes=10-500", Span(10, 100)),
        ("bytes=-10", Span(90, 100)),
        ("bytes=-500", Span(0, 100)),
        (" bytes= 5-6 ", Span(5, 7)),
    ],
)
def test_one_range_is_answered_with_it(header: str, span: Span) -> None:
    assert span_of(header, 100) == span


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=5-2",
        "bytes=1-2,4-5",
        "lines=1-2",
        "bytes=a-b",
        "bytes=\u0661-\u0662",
    ],
)
def test_anything_else_is_answered_with_the_whole(header: str | None) -> None:
    assert span_of(header, 100) == Span(0, 100, is_part=False)


@pytest.mark.parametrize(
    ("header", "size_bytes"), [("bytes=100-", 100), ("bytes=-0", 100), ("bytes=0-", 0), ("bytes=-5", 0)]
)
def test_a_range_of_nothing_is_refused(header: str, size_bytes: int) -> None:
    with pytest.raises(NoSuchRange):
        span_of(header, size_bytes)
