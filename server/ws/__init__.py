"""The WebSockets: bytes in become messages, messages become bytes out. Nothing is decided here."""
