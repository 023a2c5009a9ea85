"""The settings of the customer's program, from the environment. None of them answers for the person."""

from pathlib import Path
from typing import Annotated

from platformdirs import user_downloads_path, user_state_path
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Every setting, with its unit; `AUXILIO_CLIENT_SERVER` and so on."""

    model_config = SettingsConfigDict(env_prefix="AUXILIO_CLIENT_", frozen=True)

    server: str | None = None
    """The server that a bare code is for."""
    proxy: str | None = None
    """The HTTP(S) proxy's address; unset: as the system says (HTTPS_PROXY)."""
    language: str | None = None
    """Of the windows, "es" or "en"; unset: as the system says."""
    state_dir: Annotated[Path, Field(default_factory=lambda: user_state_path("auxilio", appauthor=False))]
    """Where the journal of what was taken back lies, and what brings the program back after a restart."""
    files_dir: Annotated[Path, Field(default_factory=lambda: user_downloads_path() / "Auxilio")]
    """Where files go that were sent to this machine."""
    log_level: str = "warning"
    """Of the lines on standard error: debug, info, warning, error."""
