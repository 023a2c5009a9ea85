"""What the person reads about recording and about a private moment, in English and in Spanish (SPEC N)."""

import enum
from collections.abc import Mapping
from typing import Final

from customer_client.ui.front import Recorded, RecordingView
from customer_client.ui.words import Language, plain, who_asks


class Tape(enum.Enum):
    """A piece of text that stands alone."""

    TITLE = enum.auto()
    ASKED = enum.auto()
    ALWAYS_ASKED = enum.auto()
    WHAT = enum.auto()
    FREE = enum.auto()
    FREE_LINE = enum.auto()
    ALLOW = enum.auto()
    PAUSE = enum.auto()
    RESUME = enum.auto()
    WITHDRAW = enum.auto()
    NOT_RECORDED = enum.auto()
    GO_PRIVATE = enum.auto()
    SHOW_AGAIN = enum.auto()
    PRIVATE = enum.auto()
    KEY = enum.auto()
    PRIVATE_LINE = enum.auto()
    SHOW_LINE = enum.auto()
    PAUSE_LINE = enum.auto()
    RESUME_LINE = enum.auto()


_ENGLISH: Final[Mapping[Tape, str]] = {
    Tape.TITLE: "May this session be recorded?",
    Tape.ASKED: "{name} ({role}, {organisation}) asks to record this session.",
    Tape.ALWAYS_ASKED: "{organisation} always asks before it records a session.",
    Tape.WHAT: """What is recorded: the picture of your screen, the pointer, the chat, and who was there. \
Never which keys you press.""",
    Tape.FREE: """You are free to say no: the help goes on just the same. You can pause the recording or \
withdraw it at any time, in the bar at the top of your screen.""",
    Tape.FREE_LINE: """You are free to say no: the help goes on just the same. You can pause the recording \
or withdraw it at any time: type pause or withdraw.""",
    Tape.ALLOW: "Allow recording",
    Tape.PAUSE: "Pause the recording",
    Tape.RESUME: "Go on recording",
    Tape.WITHDRAW: "Stop recording for good",
    Tape.NOT_RECORDED: "not recorded",
    Tape.GO_PRIVATE: "Private moment",
    Tape.SHOW_AGAIN: "Show my screen again",
    Tape.PRIVATE: "Private moment: everyone sees black",
    Tape.KEY: "Keyboard: Ctrl + Alt + Shift + Home",
    Tape.PRIVATE_LINE: "private: a private moment, everyone sees black",
    Tape.SHOW_LINE: "show: show my screen again",
    Tape.PAUSE_LINE: "pause: pause the recording · withdraw: stop recording for good",
    Tape.RESUME_LINE: "resume: go on recording · withdraw: stop recording for good",
}
_SPANISH: Final[Mapping[Tape, str]] = {
    Tape.TITLE: "¿Permite que se grabe esta sesión?",
    Tape.ASKED: "{name} ({role}, {organisation}) pide grabar esta sesión.",
    Tape.ALWAYS_ASKED: "{organisation} pregunta siempre antes de grabar una sesión.",
    Tape.WHAT: """Se graba la imagen de su pantalla, el puntero, el chat y quién estuvo presente. \
Nunca qué teclas pulsa.""",
    Tape.FREE: """Puede decir que no con toda tranquilidad: la ayuda sigue igual. Puede pausar la grabación \
o retirar su permiso cuando quiera, en la barra que está arriba en su pantalla.""",
    Tape.FREE_LINE: """Puede decir que no con toda tranquilidad: la ayuda sigue igual. Puede pausar la \
grabación o retirar su permiso cuando quiera: escriba pausar o retirar.""",
    Tape.ALLOW: "Permitir grabar",
    Tape.PAUSE: "Pausar la grabación",
    Tape.RESUME: "Seguir grabando",
    Tape.WITHDRAW: "No grabar más",
    Tape.NOT_RECORDED: "no se graba",
    Tape.GO_PRIVATE: "Momento privado",
    Tape.SHOW_AGAIN: "Volver a mostrar mi pantalla",
    Tape.PRIVATE: "Momento privado: todos ven una imagen negra",
    Tape.KEY: "Teclado: Ctrl + Alt + Mayús + Inicio",
    Tape.PRIVATE_LINE: "privado: un momento privado, todos ven una imagen negra",
    Tape.SHOW_LINE: "mostrar: volver a mostrar mi pantalla",
    Tape.PAUSE_LINE: "pausar: pausar la grabación · retirar: no grabar más",
    Tape.RESUME_LINE: "seguir: seguir grabando · retirar: no grabar más",
}
TAPE: Final = {Language.ENGLISH: _ENGLISH, Language.SPANISH: _SPANISH}

RECORDED: Final[Mapping[Language, Mapping[Recorded, str]]] = {
    Language.ENGLISH: {
        Recorded.ON: "Recording",
        Recorded.PAUSED: "Recording paused",
        Recorded.BEGINS: "Recording begins…",
        Recorded.PAUSING: "Pausing the recording…",
        Recorded.RESUMING: "Going on recording…",
        Recorded.ENDING: "Stopping the recording…",
    },
    Language.SPANISH: {
        Recorded.ON: "Se está grabando",
        Recorded.PAUSED: "Grabación en pausa",
        Recorded.BEGINS: "Empieza la grabación…",
        Recorded.PAUSING: "Pausando la grabación…",
        Recorded.RESUMING: "Reanudando la grabación…",
        Recorded.ENDING: "Terminando la grabación…",
    },
}
"""How the recording stands; with dots, what the person wanted and the server has not confirmed yet."""

RUNS: Final = frozenset({Recorded.ON, Recorded.RESUMING})
RESTS: Final = frozenset({Recorded.PAUSED, Recorded.PAUSING})


def recording_question(view: RecordingView, language: Language) -> tuple[str, str, str]:
    """The question, who asks it, and what is recorded."""
    say = TAPE[language]
    if view.asked_by is None:
        who = say[Tape.ALWAYS_ASKED].format(organisation=plain(view.organisation))
    else:
        who = say[Tape.ASKED].format(**who_asks(view.asked_by, view.organisation, language))
    return say[Tape.TITLE], who, say[Tape.WHAT]
