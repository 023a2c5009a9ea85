"""What the fronts say, in English and in Spanish. Plain words: whoever reads them may be worried."""

import enum
import locale
import os
import unicodedata
from collections.abc import Mapping
from typing import Final

from customer_client.core.effects import Notice
from customer_client.core.question import Right
from customer_client.ui.front import ConsentView, Someone
from protocol.limits import LEAVE_ALONE_SECONDS
from protocol.roles import Role

SHORT_CHARS: Final = 240
"""Of a written message; the whole of it stands on the page where it is answered."""


class Language(enum.StrEnum):
    """The languages of the windows."""

    ENGLISH = "en"
    SPANISH = "es"


class Phrase(enum.Enum):
    """A piece of text that stands alone."""

    TAKE_BACK = enum.auto()
    NO_ANSWER = enum.auto()
    REFUSE = enum.auto()
    ALSO_HERE = enum.auto()
    STOP_CONTROL = enum.auto()
    END = enum.auto()
    WINDOW = enum.auto()
    WAITING = enum.auto()
    WAITING_PLACE = enum.auto()
    NOT_SHOWN = enum.auto()
    SEES = enum.auto()
    SEE = enum.auto()
    CONTROLS = enum.auto()
    SINCE = enum.auto()
    RECONNECTING = enum.auto()
    AND = enum.auto()
    OVER = enum.auto()
    ANSWER_LINE = enum.auto()
    ANSWER_SOON = enum.auto()
    COMMANDS = enum.auto()
    GIVE_LINE = enum.auto()
    STOP_LINE = enum.auto()
    LEAVE_ALONE = enum.auto()
    LEAVE_ALONE_LINE = enum.auto()
    MORE = enum.auto()
    WITH = enum.auto()
    SEES_TOO = enum.auto()
    SEE_TOO = enum.auto()
    YOUR_TURN = enum.auto()
    TURN_OF = enum.auto()
    GIVE_TO = enum.auto()
    GIVE_ASKED = enum.auto()
    GIVE_OTHER = enum.auto()
    WANTS = enum.auto()
    WANT = enum.auto()
    STOP_WORK = enum.auto()
    WORKS = enum.auto()
    RESTARTING = enum.auto()
    WROTE = enum.auto()
    ANSWER_THERE = enum.auto()
    CHOOSE_FILES = enum.auto()
    CHOOSE_FOLDER = enum.auto()
    CHOOSE_NONE = enum.auto()
    NOTHING_CHOSEN = enum.auto()
    CHOSEN = enum.auto()
    PATHS_LINE = enum.auto()
    NO_SUCH_PATH = enum.auto()
    READ_TO_END = enum.auto()
    SCRIPT = enum.auto()
    FILES = enum.auto()
    LOOK_IN = enum.auto()
    FILE_NAME = enum.auto()
    FILE_TYPE = enum.auto()


_ENGLISH: Final[Mapping[Phrase, str]] = {
    Phrase.TAKE_BACK: "You can take this back at any moment: press Pause, or Ctrl + Alt + Shift + End.",
    Phrase.NO_ANSWER: "No answer within two minutes means no.",
    Phrase.REFUSE: "No",
    Phrase.ALSO_HERE: "Also in this session: {names}.",
    Phrase.STOP_CONTROL: "Stop control",
    Phrase.END: "End session",
    Phrase.WINDOW: "{organisation} – remote help",
    Phrase.WAITING: "Waiting for somebody to help you",
    Phrase.WAITING_PLACE: "Waiting for help – place {place}",
    Phrase.NOT_SHOWN: "Your screen is not shown",
    Phrase.SEES: "{names} sees your screen",
    Phrase.SEE: "{names} see your screen",
    Phrase.CONTROLS: "{name} controls your mouse and keyboard",
    Phrase.SINCE: "since {time}",
    Phrase.RECONNECTING: "connection lost, trying again",
    Phrase.AND: "and",
    Phrase.OVER: "The session is over",
    Phrase.ANSWER_LINE: "Type yes or no, then Enter:",
    Phrase.ANSWER_SOON: "You can answer in {seconds} seconds.",
    Phrase.COMMANDS: "Type stop to take control back, end to end the session.",
    Phrase.GIVE_LINE: "give {number}: {what}",
    Phrase.STOP_LINE: "stop {number}: {what}",
    Phrase.LEAVE_ALONE: "I leave it alone: do not ask me again for {hours} hours",
    Phrase.LEAVE_ALONE_LINE: "Or type alone: yes, and do not ask me again for {hours} hours.",
    Phrase.MORE: "{names} and {count} more",
    Phrase.WITH: "{happening} · {rest}",
    Phrase.SEES_TOO: "{names} sees it too",
    Phrase.SEE_TOO: "{names} see it too",
    Phrase.YOUR_TURN: "It is your turn",
    Phrase.TURN_OF: "It is {name}’s turn",
    Phrase.GIVE_TO: "Give control to {name}",
    Phrase.GIVE_ASKED: "{name} asks for control: give it",
    Phrase.GIVE_OTHER: "Give control to somebody else",
    Phrase.WANTS: "{names} asks for control",
    Phrase.WANT: "{names} ask for control",
    Phrase.STOP_WORK: "Stop: {work}",
    Phrase.WORKS: "Under way: {count}",
    Phrase.RESTARTING: "This computer restarts now – the session continues by itself",
    Phrase.WROTE: "{name} wrote:",
    Phrase.ANSWER_THERE: "Answer on the page where you asked for help.",
    Phrase.CHOOSE_FILES: "Choose files…",
    Phrase.CHOOSE_FOLDER: "Choose a folder…",
    Phrase.CHOOSE_NONE: "Remove all",
    Phrase.NOTHING_CHOSEN: "Nothing is chosen yet.",
    Phrase.CHOSEN: "Chosen: {count}",
    Phrase.PATHS_LINE: "Type the path of a file or folder, then Enter; when all are there, type yes to send.",
    Phrase.NO_SUCH_PATH: "There is no such file or folder: {path}",
    Phrase.READ_TO_END: "Scroll to the end of the script; only then can it be allowed.",
    Phrase.SCRIPT: "The script",
    Phrase.FILES: "The files",
    Phrase.LOOK_IN: "Folder:",
    Phrase.FILE_NAME: "Name:",
    Phrase.FILE_TYPE: "Kind:",
}
_SPANISH: Final[Mapping[Phrase, str]] = {
    Phrase.TAKE_BACK: "Puede retirarlo en cualquier momento: pulse Pausa, o Ctrl + Alt + Mayús + Fin.",
    Phrase.NO_ANSWER: "Si no responde en dos minutos, es que no.",
    Phrase.REFUSE: "No",
    Phrase.ALSO_HERE: "También en esta sesión: {names}.",
    Phrase.STOP_CONTROL: "Retirar el control",
    Phrase.END: "Terminar",
    Phrase.WINDOW: "{organisation} – ayuda remota",
    Phrase.WAITING: "Esperando a alguien que le ayude",
    Phrase.WAITING_PLACE: "Esperando ayuda – puesto {place}",
    Phrase.NOT_SHOWN: "Nadie ve su pantalla",
    Phrase.SEES: "{names} ve su pantalla",
    Phrase.SEE: "{names} ven su pantalla",
    Phrase.CONTROLS: "{name} maneja su ratón y su teclado",
    Phrase.SINCE: "desde las {time}",
    Phrase.RECONNECTING: "sin conexión, reintentando",
    Phrase.AND: "y",
    Phrase.OVER: "La sesión ha terminado",
    Phrase.ANSWER_LINE: "Escriba sí o no, y pulse Intro:",
    Phrase.ANSWER_SOON: "Podrá responder en {seconds} segundos.",
    Phrase.COMMANDS: "Escriba parar para retirar el control, terminar para acabar la sesión.",
    Phrase.GIVE_LINE: "dar {number}: {what}",
    Phrase.STOP_LINE: "parar {number}: {what}",
    Phrase.LEAVE_ALONE: "Lo dejo solo: no vuelva a preguntarme en {hours} horas",
    Phrase.LEAVE_ALONE_LINE: "O escriba solo: sí, y sin volver a preguntarme durante {hours} horas.",
    Phrase.MORE: "{names} y {count} más",
    Phrase.WITH: "{happening} · {rest}",
    Phrase.SEES_TOO: "también la ve {names}",
    Phrase.SEE_TOO: "también la ven {names}",
    Phrase.YOUR_TURN: "Le toca a usted",
    Phrase.TURN_OF: "Es el turno de {name}",
    Phrase.GIVE_TO: "Dar el control a {name}",
    Phrase.GIVE_ASKED: "{name} pide el control: dárselo",
    Phrase.GIVE_OTHER: "Dar el control a otra persona",
    Phrase.WANTS: "{names} pide el control",
    Phrase.WANT: "{names} piden el control",
    Phrase.STOP_WORK: "Detener: {work}",
    Phrase.WORKS: "En curso: {count}",
    Phrase.RESTARTING: "Este equipo se reinicia ahora – la sesión sigue después por sí sola",
    Phrase.WROTE: "{name} ha escrito:",
    Phrase.ANSWER_THERE: "Responda en la página donde pidió ayuda.",
    Phrase.CHOOSE_FILES: "Elegir archivos…",
    Phrase.CHOOSE_FOLDER: "Elegir carpeta…",
    Phrase.CHOOSE_NONE: "Quitar todo",
    Phrase.NOTHING_CHOSEN: "Aún no ha elegido nada.",
    Phrase.CHOSEN: "Elegidos: {count}",
    Phrase.PATHS_LINE: "Escriba la ruta de un archivo o carpeta e Intro; cuando estén todos, sí para enviar.",
    Phrase.NO_SUCH_PATH: "No hay ningún archivo ni carpeta así: {path}",
    Phrase.READ_TO_END: "Baje hasta el final del script; solo entonces se puede permitir.",
    Phrase.SCRIPT: "El script",
    Phrase.FILES: "Los archivos",
    Phrase.LOOK_IN: "Carpeta:",
    Phrase.FILE_NAME: "Nombre:",
    Phrase.FILE_TYPE: "Tipo:",
}
PHRASES: Final = {Language.ENGLISH: _ENGLISH, Language.SPANISH: _SPANISH}

_CONSENT: Final[Mapping[tuple[Language, Right], tuple[str, str, str]]] = {
    (Language.ENGLISH, Right.VIEW): (
        "Let {name} see your screen?",
        "{name} ({role}, {organisation}) asks to see what is on your screen. They cannot click or type.",
        "Allow viewing",
    ),
    (Language.ENGLISH, Right.CONTROL): (
        "Let {name} use your mouse and keyboard?",
        """{name} ({role}, {organisation}) asks to click and type on this computer. \
Your own mouse and keyboard always come first.""",
        "Allow control",
    ),
    (Language.ENGLISH, Right.ADMIN): (
        "Let {name} repair this computer as an administrator?",
        """{name} ({role}, {organisation}) asks to click and type on this computer, also in the system’s own \
windows, and to see what is installed and running. Before a restart, a script or a change to a service \
you are asked again each time. Your own mouse and keyboard always come first.""",
        "Allow administration",
    ),
    (Language.ENGLISH, Right.PRESENT): (
        "Show your screen to everyone in {name}’s demonstration?",
        "The viewers that {organisation} invited see what is on your screen. They cannot click or type.",
        "Show my screen",
    ),
    (Language.SPANISH, Right.VIEW): (
        "¿Permite que {name} vea su pantalla?",
        "{name} ({role}, {organisation}) pide ver su pantalla. No podrá hacer clic ni escribir.",
        "Permitir ver",
    ),
    (Language.SPANISH, Right.CONTROL): (
        "¿Permite que {name} use su ratón y su teclado?",
        """{name} ({role}, {organisation}) pide hacer clic y escribir en este equipo. \
Su propio ratón y su teclado siempre tienen preferencia.""",
        "Permitir control",
    ),
    (Language.SPANISH, Right.ADMIN): (
        "¿Permite que {name} repare este equipo como administrador?",
        """{name} ({role}, {organisation}) pide hacer clic y escribir en este equipo, también en las \
ventanas del propio sistema, y ver lo que hay instalado y en marcha. Antes de reiniciar, ejecutar un script \
o cambiar un servicio se le preguntará cada vez. Su propio ratón y su teclado siempre tienen preferencia.""",
        "Permitir administrar",
    ),
    (Language.SPANISH, Right.PRESENT): (
        "¿Muestra su pantalla a todos en la demostración de {name}?",
        "Los invitados de {organisation} verán su pantalla. No podrán hacer clic ni escribir.",
        "Mostrar mi pantalla",
    ),
}
"""The question, what it means, and the word on the button that allows it."""

_ROLES: Final[Mapping[Language, Mapping[Role, str]]] = {
    Language.ENGLISH: {role: role.value for role in Role},
    Language.SPANISH: {
        Role.CUSTOMER: "cliente",
        Role.AGENT: "agente",
        Role.EXPERT: "especialista",
        Role.SUPERVISOR: "supervisión",
        Role.LEARNER: "en prácticas",
        Role.MANAGER: "dirección",
        Role.ADMIN: "administración",
        Role.VIEWER: "espectador",
    },
}

NOTICES: Final[Mapping[Language, Mapping[Notice, str]]] = {
    Language.ENGLISH: {
        Notice.RECONFIRM: "Control ended after half an hour. If more is needed, you will be asked again.",
        Notice.BROKER_LOST: "The server has been away for too long: nobody controls this computer now.",
        Notice.PATH_LOST: "The connection was cut: nobody controls this computer now.",
        Notice.HOLDER_LEFT: "Whoever was in control has left: nobody controls this computer now.",
        Notice.STAFF_LOWERED: "Your helper gave rights back.",
        Notice.TAKEN_BACK: "You took the rights back.",
        Notice.NO_ANSWER: "There was no answer, so nothing was allowed.",
        Notice.SESSION_OVER: "The session is over. Nobody sees your screen.",
        Notice.NOT_OFFERED: "Something was asked for that this computer does not offer; it was refused.",
    },
    Language.SPANISH: {
        Notice.RECONFIRM: "El control terminó tras media hora. Si hace falta más, se le preguntará otra vez.",
        Notice.BROKER_LOST: "El servidor lleva demasiado tiempo sin responder: nadie maneja ya este equipo.",
        Notice.PATH_LOST: "Se cortó la conexión: nadie maneja ya este equipo.",
        Notice.HOLDER_LEFT: "Quien tenía el control se ha ido: nadie maneja ya este equipo.",
        Notice.STAFF_LOWERED: "Quien le ayuda ha devuelto permisos.",
        Notice.TAKEN_BACK: "Ha retirado los permisos.",
        Notice.NO_ANSWER: "No hubo respuesta, así que no se permitió nada.",
        Notice.SESSION_OVER: "La sesión ha terminado. Nadie ve su pantalla.",
        Notice.NOT_OFFERED: "Se pidió algo que este equipo no ofrece; se ha rechazado.",
    },
}


def plain(text: str) -> str:
    """A name that somebody else chose, without what could move or hide the words around it."""
    return "".join(c for c in text if unicodedata.category(c)[0] != "C" and c not in "\u2028\u2029").strip()


def shortened(text: str) -> str:
    """What somebody wrote, on one line and not endless."""
    line = plain(" ".join(text.split()))
    return line if len(line) <= SHORT_CHARS else f"{line[: SHORT_CHARS - 1].rstrip()}…"


def language_of(tag: str | None = None) -> Language:
    """The language for a BCP 47 tag or a locale's name; without one, this system's own."""
    name = tag or os.environ.get("LANG") or locale.getlocale()[0] or ""
    return Language.SPANISH if name.lower().startswith("es") else Language.ENGLISH


def question_words(question: ConsentView, language: Language) -> tuple[str, str, str]:
    """The question, what it means, and the word that allows it."""
    filled = who_asks(question.asked_by, question.organisation, language)
    title, body, allow = _CONSENT[language, question.right]
    return title.format(**filled), body.format(**filled), allow


def also_here(question: ConsentView, language: Language) -> str:
    """Who else would see; empty when nobody."""
    if not question.others:
        return ""
    return PHRASES[language][Phrase.ALSO_HERE].format(names=listed(question.others, language, roles=True))


def leave_alone_words(phrase: Phrase, language: Language) -> str:
    """What it means to leave a long repair alone."""
    return PHRASES[language][phrase].format(hours=round(LEAVE_ALONE_SECONDS / 3600))


def who_asks(asked_by: Someone, organisation: str, language: Language) -> dict[str, str]:
    """What the sentences of a question fill in."""
    return {
        "name": plain(asked_by.name),
        "role": _ROLES[language][asked_by.role],
        "organisation": plain(organisation),
    }


def listed(people: tuple[Someone, ...], language: Language, *, roles: bool = False) -> str:
    """Everybody by name: "Ana, Luis and Eve"."""
    named = [(plain(each.name), _ROLES[language][each.role]) for each in people]
    shown = [f"{name} ({role})" if roles else name for name, role in named]
    return joined(shown, language)


def joined(names: list[str], language: Language) -> str:
    """A list as people say it."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {PHRASES[language][Phrase.AND]} {names[-1]}"
