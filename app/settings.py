"""Typed settings: config/defaults.toml, then a file named by WEERWOORD_CONFIG, then the environment (WEERWOORD_*)."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

ROOT = Path(__file__).resolve().parent.parent
DEFAULTS = ROOT / "config" / "defaults.toml"
DEFAULT_BASE_URL = "http://127.0.0.1:8000"


class Settings(BaseSettings):
    """Every setting of an installation; the names in the environment carry the prefix WEERWOORD_."""

    model_config = SettingsConfigDict(env_prefix="WEERWOORD_", extra="forbid")

    home: Path = Field(description="Folder of the installation's state: database, originals, secret key.")
    database_url: str = Field(
        description="SQLAlchemy address of the database; empty: SQLite in the home folder."
    )
    secret_key: SecretStr = Field(
        description="Signs sessions and links; empty: made once, kept in the home folder."
    )
    base_url: str = Field(
        description="Address under which people reach the pages; links in mails start with it."
    )
    language: Literal["nl", "fr", "en"] = Field(
        description="Language of pages before anybody has chosen one."
    )
    zone: str = Field(description="Time zone of new campaigns and people, an IANA name.")
    trusted_proxies: int = Field(
        ge=0, description="How many proxies in front set X-Forwarded-For and -Proto."
    )
    pg_tools: str = Field(
        description="Folder of pg_dump and pg_restore; empty: those on the PATH. For backups of PostgreSQL."
    )

    mail_host: str = Field(description="Outgoing mail server; empty: mails are kept and shown, none leaves.")
    mail_port: int = Field(ge=1, le=65535, description="Port of the outgoing mail server.")
    mail_security: Literal["none", "starttls", "tls"] = Field(description="How the connection is encrypted.")
    mail_user: str = Field(description="Account at the mail server; empty: no sign-in.")
    mail_password: SecretStr = Field(description="Password of that account.")
    mail_from: str = Field(description="Address that mails come from.")
    mail_archive: str = Field(description="Own mailbox that gets a blind copy of each mail; empty: none.")
    mail_archive_host: str = Field(
        description="IMAP server of that mailbox; empty: a person looks up what may have arrived."
    )
    mail_archive_port: int = Field(ge=1, le=65535, description="Port of that IMAP server.")
    mail_archive_security: Literal["none", "starttls", "tls"] = Field(
        description="How the connection to that IMAP server is encrypted."
    )
    mail_archive_user: str = Field(description="Account at that IMAP server.")
    mail_archive_password: SecretStr = Field(description="Password of that account.")
    mail_archive_folder: str = Field(description="Folder of that mailbox in which the copies lie.")
    mail_timeout_seconds: int = Field(ge=1, description="How long a mail server may be silent.")

    upload_limit_mb: int = Field(ge=1, description="Largest file that is taken in, in MB.")
    intake_folder: str = Field(
        description="Watched folder, with a folder in it for each campaign by its short name; empty: intake/ in the home."
    )
    intake_settle_seconds: int = Field(
        ge=0, description="How long a file in the watched folder must be unchanged before it is taken in."
    )
    paste_limit_mb: int = Field(ge=1, description="Largest pasted text that is taken in, in MB.")
    session_days: int = Field(ge=1, description="How long a sign-in lasts, in days.")
    tick_seconds: int = Field(ge=1, description="Pause between two looks at what is due.")
    send_seconds: int = Field(ge=1, description="Pause between two looks at the outgoing mail.")
    read_seconds: int = Field(
        ge=1, description="Pause between two looks at what came in and waits to be read."
    )
    check_seconds: int = Field(ge=1, description="Pause between two slices of the check of the originals.")
    log_format: Literal["json", "text"] = Field(description="Form of the log lines on standard error.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        description="Least severe line that is logged."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003  the signature is the library's
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read init arguments, then the environment, then the installation's file, then the defaults."""
        own_file = os.environ.get("WEERWOORD_CONFIG")
        files = [DEFAULTS] if own_file is None else [DEFAULTS, Path(own_file)]
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, files)

    @property
    def database_address(self) -> str:
        """Return the database's address; `postgres://`, which SQLAlchemy refuses, is read as `postgresql://`."""
        if not self.database_url:
            return f"sqlite:///{self.home.resolve() / 'weerwoord.sqlite'}"
        return self.database_url.replace("postgres://", "postgresql://", 1)

    @property
    def originals_folder(self) -> Path:
        """Return the folder that keeps original files under their SHA-256."""
        return self.home.resolve() / "originals"

    @property
    def watched_folder(self) -> Path:
        """Return the folder from which files are taken in, one folder in it for each campaign."""
        return Path(self.intake_folder).resolve() if self.intake_folder else self.home.resolve() / "intake"

    @property
    def pauses(self) -> dict[str, int]:
        """Return how many seconds lie between two runs of each periodic work, by its name."""
        return {
            "tick": self.tick_seconds,
            "send": self.send_seconds,
            "read": self.read_seconds,
            "check": self.check_seconds,
        }

    @property
    def pictures_folder(self) -> Path:
        """Return the folder of drawn pages; it may be emptied at any time."""
        return self.home.resolve() / "pictures"

    @property
    def is_https(self) -> bool:
        """Tell whether people reach the pages over HTTPS, so that cookies may insist on it."""
        return self.base_url.startswith("https://")

    @property
    def has_mail_server(self) -> bool:
        """Tell whether mails can leave."""
        return bool(self.mail_host)

    @property
    def has_mail_archive(self) -> bool:
        """Tell whether each mail leaves a copy that can be looked up."""
        return bool(self.mail_archive and self.mail_archive_host)

    def get_secret_key(self) -> str:
        """Return the signing key: the one set, else the one kept in the home folder, made at the first call."""
        if self.secret_key.get_secret_value():
            return self.secret_key.get_secret_value()
        return _read_or_make_key(self.home / "secret_key")


def _read_or_make_key(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _make_key(path)
    return path.read_text(encoding="ascii").strip()


def _make_key(path: Path) -> None:
    # Written aside and then named: a process that starts at the same moment never reads half a key, and both use one.
    descriptor, aside = tempfile.mkstemp(
        dir=path.parent, prefix=".secret_key-"
    )  # readable by its owner alone
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
        with suppress(FileExistsError):
            path.hardlink_to(aside)
    finally:
        Path(aside).unlink()


def load_settings(**overrides: object) -> Settings:
    """Read the settings; `overrides` win over everything (tests, command-line options)."""
    return Settings(**overrides)  # type: ignore[arg-type]
