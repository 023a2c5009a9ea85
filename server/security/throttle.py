"""Who may try again, and when: pure decisions on counted failures, and their memory."""

import ipaddress
from collections import OrderedDict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_KEYS_LIMIT: Final = 20_000
"""Networks and accounts remembered; beyond it the longest untouched is forgotten. About 10 MB when full."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How many failures are free, and how fast the waits grow after them."""

    free: int
    within_seconds: float
    first_wait_seconds: float
    longest_wait_seconds: float


CODE_FROM_NETWORK: Final = Rule(free=5, within_seconds=600, first_wait_seconds=15, longest_wait_seconds=600)
"""Five wrong codes from one network in ten minutes are a person mistyping; more is not."""
CODE_FROM_ANYWHERE: Final = Rule(free=100, within_seconds=600, first_wait_seconds=1, longest_wait_seconds=30)
"""The global budget: with 40 bits and 1,000 codes alive, 100 guesses in 10 minutes hit once in 200 years."""
SIGN_IN_ACCOUNT: Final = Rule(free=10, within_seconds=3600, first_wait_seconds=5, longest_wait_seconds=900)
SIGN_IN_NETWORK: Final = Rule(free=10, within_seconds=3600, first_wait_seconds=5, longest_wait_seconds=900)
SETUP_FROM_ANYWHERE: Final = Rule(free=10, within_seconds=3600, first_wait_seconds=5, longest_wait_seconds=60)
HELP_FROM_NETWORK: Final = Rule(free=20, within_seconds=600, first_wait_seconds=30, longest_wait_seconds=600)
"""Asking for help is counted too: a script must not be able to fill the queue."""


def wait_seconds(rule: Rule, failures_at: Sequence[float], now: float) -> float:
    """How long from now the next try has to wait; 0 when it may come at once.

    Args:
        rule: What is free and how waits grow: each further failure doubles the wait.
        failures_at: When the earlier ones were, in monotonic seconds, rising.
        now: Monotonic seconds.
    """
    counted = [at for at in failures_at if now - at < rule.within_seconds]
    over = len(counted) - rule.free
    if over < 0:
        return 0.0
    wait = min(rule.first_wait_seconds * 2.0 ** min(over, 30), rule.longest_wait_seconds)
    return max(0.0, counted[-1] + wait - now)


class Throttle:
    """Remembers failures by key; bounded. A restart forgets, which helps nobody for long."""

    def __init__(self) -> None:
        """Start with no failures known."""
        self._failures: OrderedDict[str, deque[float]] = OrderedDict()

    def wait_seconds(self, rule: Rule, key: str, now: float) -> float:
        """How long `key` has to wait before its next try; 0 when it may come now."""
        return wait_seconds(rule, self._failures.get(key, ()), now)

    def failed(self, rule: Rule, key: str, now: float) -> None:
        """Count one failure."""
        known = self._failures.setdefault(key, deque(maxlen=rule.free + 16))
        known.append(now)
        self._failures.move_to_end(key)
        while len(self._failures) > _KEYS_LIMIT:
            self._failures.popitem(last=False)

    def succeeded(self, key: str) -> None:
        """Forget the failures of `key`."""
        self._failures.pop(key, None)


def network_prefix(address: str) -> str:
    """The network that one household or office shares: /24 of IPv4, /64 of IPv6; other text as it is."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    return str(ipaddress.ip_network((parsed, 24 if parsed.version == 4 else 64), strict=False))
