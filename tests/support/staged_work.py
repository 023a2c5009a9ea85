"""What the staged machine answers when work is ordered: one plausible computer, played."""

from typing import Any, Final

GB: Final = 10**9

_SECTIONS: Final[dict[str, tuple[tuple[object, ...], ...]]] = {
    "system": (
        ("os", "Debian GNU/Linux 12 (bookworm)"),
        ("kernel", "6.1.0-25-amd64"),
        ("architecture", "x86_64"),
        ("booted", "2026-11-20T07:58:00+01:00"),
        ("display_server", "x11"),
        ("host", "pc-nominas-04"),
        ("user", "carmen"),
        ("elevated", "false"),
    ),
    "updates": (("cups", "2.4.2-3+deb12u7", "2.4.2-3+deb12u8"), ("openssl", "3.0.13-1", "3.0.14-1")),
    "disks": (("/", "ext4", 240 * GB, 11 * GB), ("/home", "ext4", 480 * GB, 212 * GB)),
    "memory": (("total", 8 * GB), ("available", 3 * GB)),
    "processes": (("2104", "firefox-esr", "carmen", "31.5", GB), ("811", "cupsd", "root", "0.4", GB // 80)),
    "services": (
        ("cups.service", "failed", "CUPS Scheduler"),
        ("ssh.service", "running", "OpenBSD Secure Shell server"),
    ),
}


def given(order: dict[str, Any]) -> dict[str, Any]:
    """The person there allowed it."""
    return {
        "type": "work_given",
        "request_id": order["request_id"],
        "answer": "allowed",
        "prompted": True,
    }


def done(order: dict[str, Any]) -> list[dict[str, Any]]:
    """What the machine says once the answer is logged."""
    request_id, kind = order["request_id"], order["what"]["type"]
    if kind == "reboot":
        return [{"type": "return_token_wanted", "request_id": request_id}]
    return [*_told(request_id, kind), _over(request_id, kind)]


def restarting(request_id: str) -> dict[str, Any]:
    """Everything is prepared; down it goes."""
    return {"type": "restarting", "request_id": request_id, "waits_for_sign_in": True}


def _told(request_id: str, kind: str) -> list[dict[str, Any]]:
    if kind == "script":
        wrote = (("out", "scheduler is not running\n"), ("err", "lpstat: Bad file descriptor\n"))
        return [
            {"type": "work_output", "request_id": request_id, "stream": stream, "text": text}
            for stream, text in wrote
        ]
    if kind == "inspection":
        return [
            {
                "type": "inspection_part",
                "request_id": request_id,
                "part": part,
                "parts": len(_SECTIONS),
                "section": _section(topic, rows),
            }
            for part, (topic, rows) in enumerate(_SECTIONS.items())
        ]
    return []


def _over(request_id: str, kind: str) -> dict[str, Any]:
    over = {"type": "work_over", "request_id": request_id, "end": "done"}
    return over | ({"exit_code": 1} if kind == "script" else {})


def _section(topic: str, rows: tuple[tuple[object, ...], ...]) -> dict[str, Any]:
    cells = [{"cells": [str(cell) for cell in row]} for row in rows]
    return {"topic": topic, "rows": cells, "total": len(rows)}
