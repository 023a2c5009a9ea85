"""What the fronts say, in English and in Spanish. Plain words: whoever reads them may be worried."""

import enum
import locale
import os
import unicodedata
from collections.abc import Mapping
from typing import Final

from customer_client.core.effects import Notice
from customer_client.core.question import Right
from customer_client.ui.front import BannerView, ConsentView, Someone
from protocol.roles import Role


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


def language_of(tag: str | None = None) -> Language:
    """The language for a BCP 47 tag or a locale's name; without one, this system's own."""
    name = tag or os.environ.get("LANG") or locale.getlocale()[0] or ""
    return Language.SPANISH if name.lower().startswith("es") else Language.ENGLISH


def question_words(question: ConsentView, language: Language) -> tuple[str, str, str]:
    """The question, what it means, and the word that allows it."""
    asked_by = question.asked_by
    filled = {
        "name": plain(asked_by.name),
        "role": _ROLES[language][asked_by.role],
        "organisation": plain(question.organisation),
    }
    title, body, allow = _CONSENT[language, question.right]
    return title.format(**filled), body.format(**filled), allow


def also_here(question: ConsentView, language: Language) -> str:
    """Who else would see; empty when nobody."""
    if not question.others:
        return ""
    return PHRASES[language][Phrase.ALSO_HERE].format(names=_names(question.others, language, roles=True))


def banner_words(banner: BannerView, language: Language) -> tuple[str, str]:
    """What stands on top: what is going on, and a smaller line beside it."""
    say = PHRASES[language]
    if banner.over:
        return say[Phrase.OVER], ""
    details = [say[Phrase.SINCE].format(time=banner.since)] if banner.mode is not None else []
    if not banner.linked:
        details.append(say[Phrase.RECONNECTING])
    return _happening(banner, language), " · ".join(details)


def _happening(banner: BannerView, language: Language) -> str:
    say = PHRASES[language]
    if banner.holder is not None:
        return say[Phrase.CONTROLS].format(name=plain(banner.holder))
    if banner.mode is not None:
        phrase = Phrase.SEES if len(banner.people) == 1 else Phrase.SEE
        return say[phrase].format(names=_names(banner.people, language, roles=False))
    if banner.people:
        names = _names(banner.people, language, roles=True)
        return f"{names} · {say[Phrase.NOT_SHOWN]}"
    if banner.place is not None:
        return say[Phrase.WAITING_PLACE].format(place=banner.place)
    return say[Phrase.WAITING]


def _names(people: tuple[Someone, ...], language: Language, *, roles: bool) -> str:
    named = [(plain(each.name), _ROLES[language][each.role]) for each in people]
    shown = [f"{name} ({role})" if roles else name for name, role in named]
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} {PHRASES[language][Phrase.AND]} {shown[-1]}"
