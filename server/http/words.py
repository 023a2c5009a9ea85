"""The sentences of errors in Spanish (the errors themselves say the English), and which one is wanted."""

from typing import Final

from protocol.errors import ErrorCode
from server.errors import ServerError, TooMany

LANGUAGES: Final = ("en", "es")

_SPANISH: Final[dict[ErrorCode, str]] = {
    ErrorCode.BAD_MESSAGE: "Este mensaje no se entiende. Actualice el programa o vuelva a cargar la página.",
    ErrorCode.MESSAGE_TOO_BIG: "Lo enviado es demasiado grande. Envíe algo más pequeño.",
    ErrorCode.INVALID: "Falta algo o no es válido. Revise los datos e inténtelo de nuevo.",
    ErrorCode.VERSION_UNKNOWN: "Los dos programas no hablan la misma versión. Actualice el más antiguo.",
    ErrorCode.NOT_SIGNED_IN: "No ha iniciado sesión, o la sesión ha terminado. Inicie sesión de nuevo.",
    ErrorCode.WRONG_CREDENTIALS: "El correo y la contraseña no coinciden. Revíselos e inténtelo de nuevo.",
    ErrorCode.NOT_ALLOWED: "No tiene permiso para hacer esto. Si lo necesita, pídalo a un administrador.",
    ErrorCode.ORIGIN_REFUSED: "Esto no viene de las páginas de este servidor. Abra su dirección.",
    ErrorCode.CSRF_MISSING: "Esta página es demasiado antigua. Vuelva a cargarla e inténtelo de nuevo.",
    ErrorCode.UNKNOWN: "No existe, o ya ha terminado. Vuelva a la lista.",
    ErrorCode.SETUP_DONE: "Esta página no existe.",
    ErrorCode.CODE_UNKNOWN: "Este código no es válido, o ya no lo es. Revíselo o pida uno nuevo.",
    ErrorCode.TICKET_UNKNOWN: "Este acceso ya no vale. Vuelva a cargar la página o a abrir el programa.",
    ErrorCode.ALREADY_CLAIMED: "Un compañero acaba de tomar a este cliente. Tome el siguiente.",
    ErrorCode.QUEUE_EMPTY: "No espera nadie en este momento.",
    ErrorCode.OUT_OF_TURN: "Eso no es posible en este momento. Espere un poco e inténtelo de nuevo.",
    ErrorCode.REPLACED: "Esta sesión se ha abierto en otro lugar. Continúe allí.",
    ErrorCode.VIEWER_LIMIT: "Ya mira el máximo de personas. Espere a que alguien salga.",
    ErrorCode.SESSION_OVER: "Esta sesión ha terminado.",
    ErrorCode.REASON_NEEDED: "Diga primero por qué quiere ver esta sesión; su motivo se guarda con ella.",
    ErrorCode.ERASED: "Esta sesión se ha borrado. Lo que queda muestra solo que tuvo lugar.",
    ErrorCode.HELD: "Esta sesión está retenida y no se puede borrar. Termine antes la retención.",
    ErrorCode.TOO_MANY: "Demasiados intentos. Espere {seconds} segundos e inténtelo de nuevo.",
    ErrorCode.TOO_SLOW: "La conexión es demasiado lenta. Se abrirá de nuevo.",
    ErrorCode.TRY_LATER: "No se ha podido guardar o leer, así que no ha ocurrido. Inténtelo en un momento.",
    ErrorCode.GOING_AWAY: "El servidor se está reiniciando. Inténtelo en un momento.",
    ErrorCode.OURS: "Ha fallado algo nuestro. Inténtelo de nuevo; si se repite, avise a su administrador.",
}
OURS_IN_ENGLISH: Final = "Something of ours failed. Try again; if it happens again, tell your administrator."


def sentence(error: ServerError, language: str) -> str:
    """What to tell the person, in "es" or else in English."""
    if language != "es":
        return str(error) if type(error).__str__ is not Exception.__str__ else OURS_IN_ENGLISH
    seconds = max(1, round(error.retry_after_seconds)) if isinstance(error, TooMany) else 0
    return in_spanish(error.code).format(seconds=seconds)


def in_spanish(code: ErrorCode) -> str:
    """The Spanish sentence of a code; every code has one."""
    return _SPANISH[code]


def wanted_language(accept_language: str, fallback: str) -> str:
    """The one of our languages that the header likes best: "es-MX;q=0.9, en;q=0.5" wants "es"."""
    liked: list[tuple[float, int, str]] = []
    for place, part in enumerate(accept_language.split(",")[:20]):
        tag, _, quality = part.strip().partition(";q=")
        language = tag.split("-")[0].lower()
        try:
            liked.append((-float(quality or 1), place, language))
        except ValueError:
            continue
    return next(
        (language for weight, _, language in sorted(liked) if weight < 0 and language in LANGUAGES), fallback
    )
