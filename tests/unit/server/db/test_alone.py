from pathlib import Path

import pytest

from server.db.alone import alone
from server.errors import SettingWrong


def test_a_second_server_on_the_same_folder_is_refused_until_the_first_has_gone(tmp_path: Path) -> None:
    with alone(tmp_path), pytest.raises(SettingWrong, match="Another server works on"), alone(tmp_path):
        pass
    with alone(tmp_path):
        pass
