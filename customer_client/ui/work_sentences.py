"""The sentences of the questions about work, in both languages."""

import enum
from collections.abc import Mapping
from typing import Final

from customer_client.ui.words import Language
from protocol.work import ClipKind, Interpreter, ServiceDeed


class Asked(enum.Enum):
    """The questions; files and clipboard are two each, by the way that they go."""

    FILES_TO = enum.auto()
    FILES_FROM = enum.auto()
    CLIPBOARD_TO = enum.auto()
    CLIPBOARD_FROM = enum.auto()
    REBOOT = enum.auto()
    SCRIPT = enum.auto()
    SERVICE = enum.auto()
    INSPECTION = enum.auto()
    ELEVATION = enum.auto()


_ENGLISH: Final[Mapping[Asked, tuple[str, str, str]]] = {
    Asked.FILES_TO: (
        "Let {name} put files on this computer?",
        "{name} ({role}, {organisation}) sends you {count}, {size} in all. Nothing is opened by itself.",
        "Accept the files",
    ),
    Asked.FILES_FROM: (
        "{name} asks you for files",
        """{name} ({role}, {organisation}) asks for copies of files. You choose which; \
nothing else is read, and yours stay where they are.""",
        "Send",
    ),
    Asked.CLIPBOARD_TO: (
        "Let {name} put something in your clipboard?",
        "{name} ({role}, {organisation}) sends {clip}. It replaces what you copied last.",
        "Allow this once",
    ),
    Asked.CLIPBOARD_FROM: (
        "Send {name} what you copied last?",
        """{name} ({role}, {organisation}) asks for {clip} from your clipboard. \
Say no if you copied a password.""",
        "Send this once",
    ),
    Asked.REBOOT: (
        "Let {name} restart this computer?",
        """{name} ({role}, {organisation}) wants to restart this computer. \
The session continues by itself afterwards. Save your work first.""",
        "Restart now",
    ),
    Asked.SCRIPT: (
        "Let {name} run this script?",
        """{name} ({role}, {organisation}) asks to run the text below with {interpreter}. \
A script can change anything here: read it, or ask what it does.""",
        "Run it",
    ),
    Asked.SERVICE: (
        "Let {name} {deed} the service “{service}”?",
        """{name} ({role}, {organisation}) asks to {deed} it. A service is a program that works \
in the background; others may need it.""",
        "Allow this once",
    ),
    Asked.INSPECTION: (
        "Let {name} see what this computer is?",
        """{name} ({role}, {organisation}) asks to read the system and its updates, monitors, disks, memory, \
network addresses, and which programs and services are installed or running. No passwords, and no files.""",
        "Allow reading",
    ),
    Asked.ELEVATION: (
        "Let the help run with administrator’s rights?",
        """{name} ({role}, {organisation}) needs them for the repair. Your system asks you next, in a window \
of its own. Type your password there yourself, and tell it to nobody.""",
        "Ask my system",
    ),
}
_SPANISH: Final[Mapping[Asked, tuple[str, str, str]]] = {
    Asked.FILES_TO: (
        "¿Permite que {name} ponga archivos en este equipo?",
        "{name} ({role}, {organisation}) le envía {count}, {size} en total. No se abre nada por sí solo.",
        "Aceptar los archivos",
    ),
    Asked.FILES_FROM: (
        "{name} le pide archivos",
        """{name} ({role}, {organisation}) pide copias de archivos. Usted elige cuáles; \
no se lee nada más, y los suyos se quedan donde están.""",
        "Enviar",
    ),
    Asked.CLIPBOARD_TO: (
        "¿Permite que {name} ponga algo en su portapapeles?",
        "{name} ({role}, {organisation}) le envía {clip}. Sustituye a lo último que copió.",
        "Permitir esta vez",
    ),
    Asked.CLIPBOARD_FROM: (
        "¿Envía a {name} lo último que copió?",
        """{name} ({role}, {organisation}) pide {clip} de su portapapeles. \
Diga que no si copió una contraseña.""",
        "Enviar esta vez",
    ),
    Asked.REBOOT: (
        "¿Permite que {name} reinicie este equipo?",
        """{name} ({role}, {organisation}) quiere reiniciar este equipo. \
La sesión sigue después por sí sola. Guarde antes su trabajo.""",
        "Reiniciar ahora",
    ),
    Asked.SCRIPT: (
        "¿Permite que {name} ejecute este script?",
        """{name} ({role}, {organisation}) pide ejecutar el texto de abajo con {interpreter}. \
Un script puede cambiar cualquier cosa aquí: léalo, o pregunte qué hace.""",
        "Ejecutarlo",
    ),
    Asked.SERVICE: (
        "¿Permite que {name} {deed} el servicio «{service}»?",
        """{name} ({role}, {organisation}) pide que se {deed}. Un servicio es un programa que trabaja \
en segundo plano; otros pueden necesitarlo.""",
        "Permitir esta vez",
    ),
    Asked.INSPECTION: (
        "¿Permite que {name} vea cómo es este equipo?",
        """{name} ({role}, {organisation}) pide leer el sistema y sus actualizaciones, monitores, discos, \
memoria, direcciones de red, y qué programas y servicios hay instalados o en marcha. \
Ni contraseñas ni archivos.""",
        "Permitir leerlo",
    ),
    Asked.ELEVATION: (
        "¿Permite que la ayuda tenga permisos de administrador?",
        """{name} ({role}, {organisation}) los necesita para la reparación. A continuación le preguntará su \
sistema, en una ventana propia. Escriba allí usted su contraseña, y no se la diga a nadie.""",
        "Preguntar a mi sistema",
    ),
}
WORK: Final = {Language.ENGLISH: _ENGLISH, Language.SPANISH: _SPANISH}
"""The question, what it means, and the word on the button that allows it."""

UNDER_WAY: Final[Mapping[Language, Mapping[Asked, str]]] = {
    Language.ENGLISH: {
        Asked.FILES_TO: "files to this computer",
        Asked.FILES_FROM: "files from this computer",
        Asked.CLIPBOARD_TO: "clipboard to here",
        Asked.CLIPBOARD_FROM: "clipboard from here",
        Asked.REBOOT: "restart",
        Asked.SCRIPT: "script",
        Asked.SERVICE: "service {service}",
        Asked.INSPECTION: "reading what is installed",
        Asked.ELEVATION: "administrator’s rights",
    },
    Language.SPANISH: {
        Asked.FILES_TO: "archivos hacia este equipo",
        Asked.FILES_FROM: "archivos desde este equipo",
        Asked.CLIPBOARD_TO: "portapapeles hacia aquí",
        Asked.CLIPBOARD_FROM: "portapapeles desde aquí",
        Asked.REBOOT: "reinicio",
        Asked.SCRIPT: "script",
        Asked.SERVICE: "servicio {service}",
        Asked.INSPECTION: "lectura de lo instalado",
        Asked.ELEVATION: "permisos de administrador",
    },
}

CLIPS: Final[Mapping[Language, Mapping[ClipKind, tuple[str, str]]]] = {
    Language.ENGLISH: {
        ClipKind.TEXT: ("a text", "a text of {size}"),
        ClipKind.IMAGE: ("a picture", "a picture of {size}"),
    },
    Language.SPANISH: {
        ClipKind.TEXT: ("un texto", "un texto de {size}"),
        ClipKind.IMAGE: ("una imagen", "una imagen de {size}"),
    },
}
"""What lies in a clipboard, alone and with its size."""

DEEDS: Final[Mapping[Language, Mapping[ServiceDeed, str]]] = {
    Language.ENGLISH: {
        ServiceDeed.START: "start",
        ServiceDeed.STOP: "stop",
        ServiceDeed.RESTART: "restart",
    },
    Language.SPANISH: {
        ServiceDeed.START: "inicie",
        ServiceDeed.STOP: "detenga",
        ServiceDeed.RESTART: "reinicie",
    },
}

INTERPRETERS: Final[Mapping[Interpreter, str]] = {
    Interpreter.SH: "sh",
    Interpreter.POWERSHELL: "PowerShell",
    Interpreter.PYTHON: "Python",
}
