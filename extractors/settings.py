"""Settings of this installation, from the environment or an ignored ``.env`` beside the project."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from extractors.errors import UsageError

PROJECT_ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """What differs between installations; each field is the variable ``MARKETSPLIT_<FIELD>``, if not empty."""

    model_config = SettingsConfigDict(
        env_prefix="MARKETSPLIT_", env_file=PROJECT_ROOT / ".env", env_ignore_empty=True, extra="ignore"
    )

    home: Path = Field(PROJECT_ROOT / "var", description="Where archive, staged files, warehouse and exports live.")
    contact: str = Field(
        "",
        description="E-mail or page printed in the agent string; live fetching refuses to start without it.",
    )
    fetch: Literal["saved", "live"] = Field(
        "saved", description="Where scheduled runs fetch: the saved editions of the project, or the publishers."
    )
    allow_hosts: frozenset[str] = Field(
        frozenset(),
        description='host:port pairs on private addresses that may be fetched, as JSON: ["10.0.0.5:8080"].',
    )
    lock_wait_s: float = Field(
        120.0, gt=0, description="How long to wait for another writer of the warehouse, seconds."
    )
    export_formats: list[str] | None = Field(
        None,
        min_length=1,
        description='Formats of the export that is kept up to date, as JSON: ["csv", "xlsx"]; without it, all.',
    )


@cache
def settings() -> Settings:
    """Return the settings of this process, read once; tests that change the environment clear the cache.

    Raises UsageError naming the variable that has no sense.
    """
    try:
        return Settings()
    except ValidationError as error:
        fault = error.errors()[0]
        name = "_".join(str(part) for part in fault["loc"]).upper()
        raise UsageError(
            "a setting has no sense", place=f"MARKETSPLIT_{name}", expected=fault["msg"], found=str(fault["input"])
        ) from error
    except SettingsError as error:
        raise UsageError("a setting cannot be read", found=str(error)) from error
