"""The vectors that the TypeScript twins are held to are what Python says now (SPEC W7)."""

import pytest

from tests.support.vectors import FILES, FOLDER, text


@pytest.mark.parametrize("name", FILES)
def test_a_vector_file_is_what_python_says_now_w7(name: str) -> None:
    stale = f"{name} is stale. Run: python -m tests.support.vectors"
    assert (FOLDER / name).read_text(encoding="utf-8") == text(name), stale
