"""Everything that can be set: one field each, with unit and reason. docs/settings.md has a line for each."""

import enum
import ipaddress
import os
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from platformdirs import user_config_path, user_data_path
from pydantic import BeforeValidator, Field, SecretStr, StringConstraints, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from protocol.recording import Policy
from server.errors import SettingWrong

PREFIX = "AUXILIO_"


class Tls(enum.StrEnum):
    """Where the certificate comes from."""

    OWN_CA = "own_ca"
    """A CA that this server makes itself; the customer's link carries its fingerprint."""
    GIVEN = "given"
    """The files of `tls_certificate` and `tls_key`."""
    ACME = "acme"
    """A public authority, by RFC 8555; using it accepts that authority's terms."""
    PROXY = "proxy"
    """A reverse proxy speaks TLS and is named in `trusted_proxies`."""
    OFF = "off"
    """Plain HTTP, on a loopback address only."""


class LogFormat(enum.StrEnum):
    """How log lines look."""

    CONSOLE = "console"
    JSON = "json"


def _listed(text: object) -> object:
    return tuple(part.strip() for part in text.split(",") if part.strip()) if isinstance(text, str) else text


Listed = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)]
"""In the environment: separated by commas."""


class Settings(BaseSettings):
    """Read from the environment (`AUXILIO_HOST=…`) and from a file `.env` in the working folder."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_file_encoding="utf-8",
        extra="ignore",
        frozen=True,
        env_ignore_empty=True,
    )

    host: str = Field("127.0.0.1", description="Address to listen on: this machine's, until you decide.")
    port: int = Field(8443, ge=1, le=65535, description="TCP port; everything goes over this one.")
    public_url: str | None = Field(
        None, description="What people type: https://help.example.org. Unset: https://localhost and the port."
    )
    names: Listed = Field(
        (),
        description="Further host names or addresses under which browsers reach this server.",
    )
    tls: Tls = Field(Tls.OWN_CA, description="own_ca, given, acme, proxy or off: where TLS comes from.")
    tls_certificate: Path | None = Field(None, description="PEM file with the chain, for tls=given.")
    tls_key: Path | None = Field(None, description="PEM file with the private key, for tls=given.")
    acme_directory: str = Field(
        "https://acme-v02.api.letsencrypt.org/directory",
        pattern="^https://",
        description="The authority's directory, for tls=acme.",
    )
    acme_email: str | None = Field(None, description="Whom that authority warns before a certificate ends.")
    acme_http_port: int = Field(
        80, ge=1, le=65535, description="Port on which it asks for a proof; open while it asks only."
    )
    acme_ca: Path | None = Field(
        None, description="PEM file with the CA of an inner authority's own address."
    )
    trusted_proxies: Listed = Field(
        (),
        description="Addresses or networks whose X-Forwarded-* headers are believed.",
    )
    data_folder: Path = Field(
        default_factory=lambda: user_data_path("auxilio", appauthor=False),
        description="Folder for the database and the files.",
    )
    key_folder: Path = Field(
        default_factory=lambda: user_config_path("auxilio", appauthor=False) / "keys",
        description="Folder for the keys, outside of the data folder: a copy of one opens nothing.",
    )
    database_url: SecretStr | None = Field(
        None, description="postgresql+asyncpg://… to grow; unset: SQLite in the data folder."
    )
    organisation: Annotated[str, StringConstraints(min_length=1, max_length=120)] = Field(
        "Auxilio",
        description="Name that customers see, until the first start's page sets it.",
    )
    language: str = Field("en", pattern="^(en|es)$", description="en or es, for people who do not say.")
    interrupted_limit_seconds: float = Field(
        900.0, gt=0, le=86_400, description="Seconds that a session waits for a lost side before it ends."
    )
    sign_in_hours: float = Field(12.0, gt=0, le=24 * 30, description="Hours after which staff sign in anew.")
    customer_hours: float = Field(
        24.0, gt=0, le=24 * 7, description="Hours for which a page finds its session."
    )
    code_minutes: float = Field(10.0, gt=0, le=10, description="Minutes for which a session code is valid.")
    recording_policy: Policy = Field(
        Policy.ASK,
        description="never, ask (when staff wants it) or always: when customers are asked.",
    )
    recordings_folder: Path | None = Field(
        None, description="Folder for recordings; unset: recordings in the data folder."
    )
    recordings_warn_free_bytes: int = Field(
        5 * 2**30, ge=0, description="Bytes free on that disk below which a warning is given."
    )
    recordings_stop_free_bytes: int = Field(
        2**30,
        ge=0,
        description="Bytes that recordings leave free: there recording ends, and sessions go on.",
    )
    recordings_quota_bytes: int = Field(
        0, ge=0, description="Bytes that recordings may take at most; 0: what the disk holds."
    )
    recordings_keep_days: float = Field(
        0.0, ge=0, le=36_500, description="Days after which a recording is removed; 0: never."
    )
    log_keep_days: float = Field(
        0.0, ge=0, le=36_500, description="Days after which a session is erased, its log too; 0: never."
    )
    recordings_s3_bucket: str | None = Field(
        None, description="Bucket into which ended recordings are moved; unset: they stay in the data folder."
    )
    recordings_s3_region: str = Field("us-east-1", description="The bucket's region.")
    recordings_s3_endpoint: str = Field(
        "", pattern="^(|https?://.+)$", description="https://… of a store other than Amazon's."
    )
    recordings_s3_prefix: str = Field(
        "", pattern="^[A-Za-z0-9_./-]*$", description="What the names in the bucket begin with."
    )
    recordings_s3_key_id: str = Field("", description="Who we are there.")
    recordings_s3_secret_key: SecretStr | None = Field(None, description="The secret that belongs to it.")
    admins_may_replay: bool = Field(
        default=False, description="Whether administrators may see every record, or only what they were in."
    )
    stun_urls: Listed = Field((), description="STUN servers, stun:host:port, for the direct path.")
    turn_urls: Listed = Field((), description="TURN servers, turn:host:port?transport=udp.")
    turn_secret: SecretStr | None = Field(None, description="Secret shared with them (use-auth-secret).")
    drain_seconds: float = Field(
        1.0,
        ge=0,
        le=30,
        description="Seconds between 'not ready' and closing, for a balancer to notice.",
    )
    log_format: LogFormat = Field(LogFormat.CONSOLE, description="console for people, json for machines.")
    log_level: str = Field("info", pattern="^(debug|info|warning|error)$", description="Least level logged.")
    trial_digest: str | None = Field(
        None, pattern="^[0-9a-f]{64}$", description="SHA-256 of a trial's secret, set by `./dev try` only."
    )

    @property
    def database(self) -> str:
        """The database's URL, as SQLAlchemy reads it. May hold a password."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite+aiosqlite:///{self.data_folder / 'auxilio.db'}"

    @property
    def recordings(self) -> Path:
        """Where recordings are written."""
        return self.recordings_folder or self.data_folder / "recordings"

    @property
    def base_url(self) -> str:
        """Where people come in, without a slash at the end."""
        if self.public_url is not None:
            return self.public_url.rstrip("/")
        scheme = "http" if self.tls is Tls.OFF else "https"
        return f"{scheme}://localhost:{self.port}"

    @property
    def is_secure(self) -> bool:
        """Whether browsers reach us by TLS."""
        return self.base_url.startswith("https://")


def load(**given: Any) -> Settings:  # noqa: ANN401  any field
    """The settings of this process, checked against each other and against the machine.

    Raises:
        SettingWrong: the server must not start like that; its sentence says which setting, and what to do.
    """
    try:
        settings = Settings(**given)
    except ValidationError as wrong:
        first = wrong.errors(include_input=False, include_url=False)[0]
        name = PREFIX + ".".join(str(part) for part in first["loc"]).upper()
        raise SettingWrong(
            f"{name} is not usable: {first['msg']}.", "docs/settings.md says what it takes."
        ) from wrong
    for check in (_check_tls, _check_addresses, _check_folders, _check_room, _check_store, _check_turn):
        check(settings)
    return settings


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _check_tls(settings: Settings) -> None:
    if settings.tls is Tls.OFF and not is_loopback(settings.host):
        raise SettingWrong(
            f"Plain HTTP on {settings.host} would send passwords and screens in the clear.",
            "Leave AUXILIO_TLS at own_ca, or listen on 127.0.0.1.",
        )
    if settings.tls is Tls.ACME and is_loopback(urlsplit(settings.base_url).hostname or ""):
        raise SettingWrong(
            "AUXILIO_TLS=acme needs the name under which the world reaches this server.",
            "Set AUXILIO_PUBLIC_URL.",
        )
    if settings.tls is Tls.PROXY and not settings.trusted_proxies:
        raise SettingWrong(
            "AUXILIO_TLS=proxy needs to know the proxy.",
            "Name its address in AUXILIO_TRUSTED_PROXIES; docs/tls.md shows how.",
        )
    if settings.tls is Tls.GIVEN:
        for name, path in (("CERTIFICATE", settings.tls_certificate), ("KEY", settings.tls_key)):
            if path is None or not os.access(path, os.R_OK):
                raise SettingWrong(
                    f"AUXILIO_TLS=given needs AUXILIO_TLS_{name}, and {path or 'nothing'} cannot be read.",
                    "Give the path of a PEM file that the server's user may read.",
                )


def _check_addresses(settings: Settings) -> None:
    parts = urlsplit(settings.base_url)
    try:
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        port_is_fine = False
    if (
        parts.scheme not in {"http", "https"}
        or not parts.hostname
        or parts.path
        or parts.query
        or not port_is_fine
    ):
        raise SettingWrong(
            f"AUXILIO_PUBLIC_URL is {settings.public_url}, which is no address of a server.",
            "Write it like https://help.example.org, without a path.",
        )
    if parts.scheme == "http" and (settings.tls is not Tls.OFF or not is_loopback(parts.hostname)):
        raise SettingWrong(
            "AUXILIO_PUBLIC_URL begins with http, but people must come by https.",
            "Begin it with https, or use AUXILIO_TLS=off on this machine alone.",
        )
    for network in settings.trusted_proxies:
        try:
            ipaddress.ip_network(network, strict=False)
        except ValueError as wrong:
            raise SettingWrong(
                f"AUXILIO_TRUSTED_PROXIES holds {network}, which is no address or network.",
                "Write them like 10.0.0.5 or 10.0.0.0/24, separated by commas.",
            ) from wrong


def _check_folders(settings: Settings) -> None:
    data, keys = settings.data_folder.resolve(), settings.key_folder.resolve()
    if keys == data or data in keys.parents:
        raise SettingWrong(
            f"The key folder {keys} lies inside of the data folder {data}: a copy of it would hold the keys.",
            "Set AUXILIO_KEY_FOLDER to a folder elsewhere.",
        )
    recordings = settings.recordings.resolve()
    if recordings == keys or keys in recordings.parents:
        raise SettingWrong(
            f"The folder for recordings {recordings} lies inside of the key folder {keys}.",
            "Set AUXILIO_RECORDINGS_FOLDER to a folder elsewhere.",
        )
    for name, folder in (("DATA", data), ("KEY", keys), ("RECORDINGS", recordings)):
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            writable = os.access(folder, os.W_OK | os.X_OK)
        except OSError:
            writable = False
        if not writable:
            raise SettingWrong(
                f"The folder {folder} cannot be written.",
                f"Make it writable for the server's user, or set AUXILIO_{name}_FOLDER.",
            )


def _check_room(settings: Settings) -> None:
    if settings.recordings_warn_free_bytes < settings.recordings_stop_free_bytes:
        raise SettingWrong(
            "AUXILIO_RECORDINGS_WARN_FREE_BYTES is below AUXILIO_RECORDINGS_STOP_FREE_BYTES.",
            "A warning comes before recording ends: make it the larger one.",
        )


def _check_store(settings: Settings) -> None:
    given = bool(settings.recordings_s3_key_id) and settings.recordings_s3_secret_key is not None
    if settings.recordings_s3_bucket is not None and not given:
        raise SettingWrong(
            "AUXILIO_RECORDINGS_S3_BUCKET is set without who we are there.",
            "Set AUXILIO_RECORDINGS_S3_KEY_ID and AUXILIO_RECORDINGS_S3_SECRET_KEY too.",
        )


def _check_turn(settings: Settings) -> None:
    if settings.turn_urls and settings.turn_secret is None:
        raise SettingWrong("AUXILIO_TURN_URLS is set without AUXILIO_TURN_SECRET.", "Set both, or neither.")
