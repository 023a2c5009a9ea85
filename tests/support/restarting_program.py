"""The customer's program as it is, but its restart is a stand-in: nothing here may really restart.

    python -m tests.support.restarting_program FILE join LINK

When the program orders the restart, FILE comes to be. What it finds among the system's own commands is fixed
on purpose, so the stand-in is given where the program is put together; what comes back is the program itself.
"""

import os
import sys
import time
from pathlib import Path

import pytest

from customer_client import cli
from customer_client.platform.local_rights import has_rights, linux_entry, returns_at_login_screen
from customer_client.platform.ports import Restarter
from customer_client.platform.restarter import MachineRestarter
from customer_client.platform.rights import AskedRights
from customer_client.platform.rights_work import RestarterByRights


def main() -> None:
    """Run the program until it ends."""
    ordered = sys.argv.pop(1)
    if has_rights() and returns_at_login_screen():
        raise SystemExit("here root's return would be a unit of this very system: run the test as a person")

    def open_restarter(folder: Path, rights: AskedRights) -> Restarter:
        entry = linux_entry(os.environ, login_screen=False)
        here = MachineRestarter(folder, entry, ("touch", ordered), lambda: time.time_ns() // 1_000_000)
        return RestarterByRights(rights, here)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("customer_client.app.equip.open_restarter", open_restarter)
        cli.main()


if __name__ == "__main__":
    main()
