"""What can go wrong for a scripted agent.

AgentError
├── ServerRefused     the server said no; carries its code and its sentence
├── LinkClosed        the link ended and is not opened again
└── NotInTime         what was waited for did not happen
"""


class AgentError(Exception):
    """Anything that stops a scripted agent."""


class ServerRefused(AgentError):
    """The server answered a request or a message with an error."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(code, sentence)
        self.code = code
        self.sentence = sentence

    def __str__(self) -> str:
        return f"{self.sentence} ({self.code})"


class LinkClosed(AgentError):
    """The link was closed with a code after which nobody tries again."""

    def __init__(self, close_code: int) -> None:
        super().__init__(close_code)
        self.close_code = close_code

    def __str__(self) -> str:
        return f"The server closed the link for good (close code {self.close_code})."


class NotInTime(AgentError):
    """The session did not come to what was waited for."""

    def __init__(self, waited_seconds: float, what: str) -> None:
        super().__init__(waited_seconds, what)
        self.waited_seconds = waited_seconds
        self.what = what

    def __str__(self) -> str:
        return f"Waited {self.waited_seconds:g} s in vain for {self.what}."
