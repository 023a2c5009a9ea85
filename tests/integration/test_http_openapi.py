"""The description at /openapi.json is true: every answer to generated requests is one that it declares."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.server_process import server_process

CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,"
    "response_schema_conformance,negative_data_rejection"
)


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.blocks("waits for processes")
async def test_the_description_of_the_routes_is_true(tmp_path: Path) -> None:
    with server_process(tls="off") as server:
        async with server.visitor() as ana:
            await ana.set_up(server.setup_token)
            await ana.ask_for_help()
            csrf = (await ana.get("/api/me")).json()["csrf"]
            cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in ana.client.cookies.jar)
        done = await asyncio.to_thread(
            subprocess.run,
            [
                str(Path(sys.executable).parent / "st"),
                "run",
                f"{server.url}/openapi.json",
                f"--checks={CHECKS}",
                "--phases=examples,coverage,fuzzing",
                "--max-examples=15",
                "--seed=2",
                "--no-shrink",
                "--suppress-health-check=all",
                "--warnings=off",
                "--exclude-path=/api/sign-out",  # it would end the sign-in that the others need
                f"--header=Origin: {server.url}",
                f"--header=X-CSRF-Token: {csrf}",
                f"--header=Cookie: {cookies}",
            ],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=280,
        )
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
