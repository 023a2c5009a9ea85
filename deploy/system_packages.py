"""The Debian packages that the trial and the tests need: brought where we may, named where we may not.

`python deploy/system_packages.py try` or `… test`. A package whose proof is found is left alone, whoever
brought it. Services that come along are neither started nor enabled: the tests start theirs, on free ports.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from glob import glob
from typing import Final

LIBRARIES = "/usr/lib/*/"
FONTS = "/usr/share/fonts/**/"

DESKTOP: Final[Mapping[str, str]] = {
    "tigervnc-standalone-server": "Xtigervnc",
    "tigervnc-tools": "tigervncpasswd",
    "openbox": "openbox",
    "xterm": "xterm",
    "mousepad": "mousepad",
    "x11-utils": "xdpyinfo",
    "xdotool": "xdotool",
    "x11-xserver-utils": "xrandr",
    "x11-xkb-utils": "xkbcomp",
    "xkb-data": "/usr/share/X11/xkb/rules/evdev",
    "fonts-dejavu-core": FONTS + "DejaVuSans.ttf",
    "fonts-noto-cjk": FONTS + "NotoSansCJK-Regular.ttc",
    "fonts-noto-color-emoji": FONTS + "NotoColorEmoji.ttf",
    "libegl1": LIBRARIES + "libEGL.so.1",
    "libgl1": LIBRARIES + "libGL.so.1",
    "libxkbcommon-x11-0": LIBRARIES + "libxkbcommon-x11.so.0",
    "libxcb-cursor0": LIBRARIES + "libxcb-cursor.so.0",
    "libxcb-icccm4": LIBRARIES + "libxcb-icccm.so.4",
    "libxcb-keysyms1": LIBRARIES + "libxcb-keysyms.so.1",
    "libxcb-shape0": LIBRARIES + "libxcb-shape.so.0",
    "libxcb-image0": LIBRARIES + "libxcb-image.so.0",
    "libxcb-render-util0": LIBRARIES + "libxcb-render-util.so.0",
    "libdbus-1-3": LIBRARIES + "libdbus-1.so.3",
}
"""What the practice customer's desktop is made of: package → its program, or a pattern of its own file."""

TESTS: Final[Mapping[str, str]] = {
    **DESKTOP,
    "chromium": "chromium",
    "xvfb": "Xvfb",
    "tigervnc-scraping-server": "X0tigervnc",
    "postgresql": "/usr/lib/postgresql/*/bin/initdb",
    "redis-server": "redis-server",
    "coturn": "turnserver",
    "pebble": "pebble",
    "ffmpeg": "ffmpeg",
}
"""The same with a browser, stores, a TURN server, an ACME authority and the peers to measure against."""

SETS: Final = {"try": DESKTOP, "test": TESTS}
SERVICES: Final = ("postgresql", "redis-server", "coturn")

INSTALL: Final = r"""
set -eu
export DEBIAN_FRONTEND=noninteractive
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then  # 101: what is installed here is not started
    printf '#!/bin/sh\nexit 101\n' > "$policy"
    chmod 755 "$policy"
    trap 'rm -f "$policy"' EXIT
fi
apt-get -q update
apt-get -q -y --no-install-recommends install "$@"
"""

DISABLE: Final = r"""
if command -v systemctl > /dev/null; then systemctl --quiet disable "$@" || true; fi
"""


def is_there(proof: str) -> bool:
    """Whether this program is on the path, or a file matches this pattern."""
    if proof.startswith("/"):
        return bool(glob(proof, recursive=True))
    return shutil.which(proof, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin") is not None


def missing(wanted: Mapping[str, str]) -> list[str]:
    """The packages of `wanted` whose proof is not found, in order."""
    return [package for package, proof in wanted.items() if not is_there(proof)]


def as_root() -> list[str] | None:
    """What to put before a command that root must run; None where we may not."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    if sys.stdin.isatty():
        return ["sudo"]
    quiet = subprocess.run(["sudo", "-n", "true"], check=False, capture_output=True)
    return ["sudo", "-n"] if quiet.returncode == 0 else None


def install(packages: Iterable[str]) -> str | None:
    """Install these packages with apt.

    Returns:
        None when they are there; else a sentence that says what to do.
    """
    names = list(packages)
    command = f"sudo apt-get install --no-install-recommends {' '.join(names)}"
    root = as_root()
    if shutil.which("apt-get") is None:
        return f"This system has no apt: install what Debian calls {', '.join(names)}."
    if root is None:
        return f"Packages of the system are missing; bring them with: {command}"
    print(f"Installing {', '.join(names)}", file=sys.stderr, flush=True)
    script = [*root, "sh", "-c", INSTALL, "install", *names]
    if subprocess.run(script, check=False, stdin=subprocess.DEVNULL, stdout=sys.stderr).returncode != 0:
        return f"apt failed, as it says above; once that is mended: {command}"
    if services := [name for name in SERVICES if name in names]:
        subprocess.run([*root, "sh", "-c", DISABLE, "disable", *services], check=False, stdout=sys.stderr)
    return None


def main() -> None:
    """Bring what the word needs, or leave with the sentence that says what is missing."""
    wanted = SETS[sys.argv[1]]
    absent = missing(wanted)
    if absent and (sentence := install(absent)) is not None:
        sys.exit(sentence)
    if still := missing({name: wanted[name] for name in absent}):
        sys.exit(f"Installed, yet not found: {', '.join(f'{name} ({wanted[name]})' for name in still)}.")


if __name__ == "__main__":
    main()
