"""Log lines of the customer's program, for finding faults: without secrets, without what was typed."""

import logging
import sys


def set_up(level: str) -> None:
    """Send our lines to standard error; the libraries' own only from warnings on.

    Args:
        level: "debug", "info", "warning" or "error".
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("customer_client").setLevel(level.upper())
