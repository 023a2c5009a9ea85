"""Letters are drawn as people know them, and what is not known is a box."""

import pytest

from recordings.letters import CELL_HEIGHT, CELL_WIDTH, letter, written

BOX = ["#####", "#...#", "#...#", "#...#", "#...#", "#...#", "#####"]


def shown(character: str) -> list[str]:
    """The dots of a letter, without its empty rows."""
    rows = [f"{row:05b}".replace("0", ".").replace("1", "#") for row in letter(character)]
    filled = [at for at, row in enumerate(rows) if "#" in row]
    return rows[filled[0] : filled[-1] + 1] if filled else []


def test_a_letter_looks_like_itself() -> None:
    assert shown("A") == [".###.", "#...#", "#...#", "#####", "#...#", "#...#", "#...#"]
    assert shown("g") == [".####", "#...#", "#...#", "#...#", ".####", "....#", ".###."]
    assert shown(" ") == []


def test_an_accent_stands_above_its_letter() -> None:
    assert shown("ñ")[:3] == [".##.#", "#.##.", "....."]
    assert shown("Ñ") == [".##.#", "#.##.", *shown("N")]
    assert shown("í")[:2] == ["...#.", "..#.."]
    assert "#" in shown("ç")[-1]
    assert shown("ç")[:5] == shown("c")


@pytest.mark.parametrize("character", ["日", "🙂", "ب", "\x07"])
def test_an_unknown_letter_is_a_box(character: str) -> None:
    assert shown(character) == BOX


def test_all_of_spanish_and_of_latin_accents_is_known() -> None:
    for character in "áéíóúüñÁÉÍÓÚÜÑ¿¡«»ªàèìòùâêîôûäëïöãõåçšžőæøß€…–—’“”".replace("ª", ""):
        assert shown(character) not in ([], BOX), character


def test_a_line_is_rows_of_scaled_dots() -> None:
    rows = written("Hí", 2)
    assert len(rows) == CELL_HEIGHT
    assert {len(row) for row in rows} == {2 * 2 * CELL_WIDTH}
    assert set(b"".join(rows)) == {0, 1}
    assert written("I", 1)[2] == bytes([0, 1, 1, 1, 0, 0])
    assert written("I", 2)[2] == bytes([0, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0])
    assert written("n\u0303", 1) == written("n", 1)  # a loose accent takes no place of its own
