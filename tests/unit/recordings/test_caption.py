"""The strip below a film shows what was said, when it was said, and for half a minute."""

from recordings.caption import BRIGHT, DARK, LINES, SHOWN_MS, Caption, Cue
from recordings.letters import CELL_HEIGHT, written
from recordings.timing import TICKS_PER_MS

BEGAN_MS = 1_790_000_000_000


def lines_at(caption: Caption, ms: int, lines: tuple[str, ...]) -> bool:
    """Whether exactly these lines are shown, at scale 1."""
    rows = caption.rows_at(ms * TICKS_PER_MS)
    expected = []
    for line in (*lines, *[""] * (LINES - len(lines))):
        for row in written(line, 1):
            dots = bytes(BRIGHT if dot else DARK for dot in row)
            expected.append(dots[:640].ljust(640, bytes([DARK])))
    return rows == expected


def test_a_cue_is_shown_for_half_a_minute() -> None:
    caption = Caption([Cue(BEGAN_MS + 1000, "Ana", "¡Hola!")], BEGAN_MS, 640)
    assert caption.changes_ticks() == [1000 * TICKS_PER_MS, (1000 + SHOWN_MS) * TICKS_PER_MS]
    assert lines_at(caption, 999, ())
    assert lines_at(caption, 1000, ("Ana: ¡Hola!",))
    assert lines_at(caption, 999 + SHOWN_MS, ("Ana: ¡Hola!",))
    assert lines_at(caption, 1000 + SHOWN_MS, ())


def test_the_last_lines_are_shown_in_order() -> None:
    cues = [Cue(BEGAN_MS + 100 * number, "A", str(number)) for number in range(6)]
    caption = Caption(list(reversed(cues)), BEGAN_MS, 640)
    assert lines_at(caption, 1000, ("A: 2", "A: 3", "A: 4", "A: 5"))


def test_a_long_text_is_broken_between_words_or_where_it_must() -> None:
    words = "word " * 40
    caption = Caption([Cue(BEGAN_MS, "A", words + "\n" + "x" * 110)], BEGAN_MS, 640)
    assert lines_at(
        caption, 1, (("A: " + words)[:102].rstrip(), ("A: " + words)[103:203].strip(), "x" * 106, "x" * 4)
    )


def test_what_was_said_before_the_film_is_shown_while_it_lasts() -> None:
    caption = Caption([Cue(BEGAN_MS - 1000, "A", "before")], BEGAN_MS, 640)
    assert caption.changes_ticks() == [(SHOWN_MS - 1000) * TICKS_PER_MS]
    assert lines_at(caption, 0, ("A: before",))


def test_the_strip_is_even_and_grows_with_the_picture() -> None:
    heights = [Caption([], BEGAN_MS, width).height_px for width in (160, 640, 1280, 1920, 3840)]
    assert heights == [LINES * CELL_HEIGHT * scale for scale in (1, 1, 2, 3, 6)]
    assert {len(row) for row in Caption([], BEGAN_MS, 1920).rows_at(0)} == {1920}
    assert all(height % 2 == 0 for height in heights)
