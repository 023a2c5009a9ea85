"""The program's errors in the language of the person; English is what the errors say themselves."""

from collections.abc import Mapping
from typing import Final

from customer_client.errors import ClientError
from customer_client.ui.words import Language

SPANISH: Final[Mapping[str, str]] = {
    "NoDisplay": "No hay ningún escritorio en {display!r}. Inicie el programa desde su escritorio.",
    "EmptyPicture": "La imagen de este escritorio salió vacía. Vuelva a iniciar sesión y pruebe otra vez.",
    "WaylandSession": "Este escritorio es Wayland: aún no se puede mostrar. Inicie una sesión Xorg.",
    "NoInjection": "Este escritorio no se deja manejar desde fuera: {why}. Verlo sí funciona.",
    "NoWindows": "Aquí no se puede abrir ninguna ventana ({why}). Use --text en un terminal.",
    "NoTerminal": "A las preguntas responde una persona en un terminal, y esto no lo es. Use un terminal.",
    "NotAnInvitation": "{text!r} no es ni un código ni un enlace. Copie el enlace entero.",
    "NoServerKnown": "El código solo no dice de qué servidor es. Añada --server o use el enlace entero.",
    "InsecureServer": "El enlace a {host} no está protegido (http). Pida uno que empiece por https.",
    "ServerUnreachable": "No se llega a {server} ({why}). Revise la dirección y su conexión.",
    "ServerNotTrusted": "{server} no puede probar quién es ({why}); no se envió nada. Use el enlace entero.",
    "WrongServerKey": "{server} no es el servidor que hizo este enlace; no se envió nada. Pida otro enlace.",
    "CodeRefused": "El código {code} es incorrecto, ya se usó o ha caducado. Pida uno nuevo.",
    "TooManyTries": "Llegaron demasiados códigos incorrectos desde su red. Espere diez minutos.",
    "LinkEnded": "El servidor cerró la conexión ({close_code}). Pida un código nuevo para volver a entrar.",
}
"""By the error's class; the braces are its attributes."""


def sentence_of(error: ClientError, language: Language) -> str:
    """What happened and what to do now."""
    template = SPANISH.get(type(error).__name__)
    if language is not Language.SPANISH or template is None:
        return str(error)
    return template.format_map(vars(error))
