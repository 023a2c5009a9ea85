"""Who somebody is in a session."""

import enum
from typing import Final


class Role(enum.StrEnum):
    """A person's part in one session, or a staff member's in the organisation."""

    CUSTOMER = "customer"
    AGENT = "agent"
    EXPERT = "expert"
    SUPERVISOR = "supervisor"
    LEARNER = "learner"
    MANAGER = "manager"
    ADMIN = "admin"
    VIEWER = "viewer"


STAFF: Final = frozenset({Role.AGENT, Role.EXPERT, Role.SUPERVISOR, Role.LEARNER, Role.MANAGER, Role.ADMIN})
"""Who signs in to the console."""

MAY_TAKE: Final = frozenset({Role.AGENT, Role.EXPERT, Role.SUPERVISOR, Role.ADMIN})
"""Who may take a customer from the queue."""

MAY_HOLD: Final = frozenset({Role.AGENT, Role.EXPERT, Role.SUPERVISOR, Role.ADMIN})
"""Who may ever hold the floor on somebody else's desktop."""
