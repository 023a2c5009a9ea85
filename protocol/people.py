"""The people of a session, and the machine whose screen is shown."""

import enum

from protocol.ids import PeerIdField, PersonIdField
from protocol.roles import Role
from protocol.wire import Language, Name, Sentence, Wire


class Presence(enum.StrEnum):
    """Whether somebody can be reached now."""

    PRESENT = "present"
    AWAY = "away"


class Person(Wire):
    """Somebody in a session, as everyone there sees them. `language` is a BCP 47 tag."""

    person_id: PersonIdField
    name: Name
    role: Role
    language: Language = "en"
    presence: Presence = Presence.PRESENT


class Platform(enum.StrEnum):
    """What a captured machine runs on."""

    LINUX_X11 = "linux_x11"
    LINUX_WAYLAND = "linux_wayland"
    WINDOWS = "windows"
    MACOS = "macos"
    BROWSER = "browser"


class Abilities(Wire):
    """What a captured machine said it can do, before anybody joins: no silent black picture (SPEC M6)."""

    capture: bool
    inject: bool
    sentence: Sentence = ""


class Machine(Wire):
    """The captured machine: the desktop program of one session."""

    peer_id: PeerIdField
    platform: Platform
    system: Name
    version: Name
    abilities: Abilities
    elevated: bool = False
    """Whether the program has the rights of its service: it reaches elevated windows."""
    asking_rights: bool = False
    """Whether the system is asking the customer for them now: its own window hides the desktop."""
    presence: Presence = Presence.PRESENT
