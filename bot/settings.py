"""Every setting of the product, read once from the environment or ``.env``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What an administrator can set; ``.env.example`` lists the same, with the same defaults."""

    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True, populate_by_name=True
    )

    slack_bot_token: Annotated[SecretStr | None, Field(alias="SLACK_BOT_TOKEN")] = None
    slack_app_token: Annotated[SecretStr | None, Field(alias="SLACK_APP_TOKEN")] = None
    slack_signing_secret: Annotated[SecretStr | None, Field(alias="SLACK_SIGNING_SECRET")] = None
    slack_api_url: Annotated[str, Field(alias="SLACK_API_URL")] = "https://slack.com/api/"
    database_url: Annotated[str | None, Field(alias="DATABASE_URL")] = None

    chroma_url: Annotated[str, Field(alias="CHROMA_URL")] = ""

    data_dir: Annotated[Path, Field(alias="ADVISOR_DATA_DIR")] = Path("data")
    index: Annotated[Path | None, Field(alias="ADVISOR_INDEX_DIR")] = None
    embedding_model: Annotated[str, Field(alias="ADVISOR_EMBEDDING_MODEL")] = "bundled"
    embedding_revision: Annotated[str, Field(alias="ADVISOR_EMBEDDING_REVISION")] = ""
    reindex_cron: Annotated[str, Field(alias="ADVISOR_REINDEX_CRON")] = ""
    time_zone: Annotated[str, Field(alias="ADVISOR_TIME_ZONE")] = "UTC"
    golden: Annotated[Path | None, Field(alias="ADVISOR_GOLDEN_QUESTIONS")] = None
    model: Annotated[str, Field(alias="ADVISOR_MODEL")] = ""
    model_base_url: Annotated[str, Field(alias="ADVISOR_MODEL_BASE_URL")] = ""
    model_api_key: Annotated[SecretStr | None, Field(alias="ADVISOR_MODEL_API_KEY")] = None
    answer_seconds: Annotated[int, Field(alias="ADVISOR_ANSWER_SECONDS", ge=2, le=300)] = 25
    nli_model: Annotated[str, Field(alias="ADVISOR_NLI_MODEL")] = ""
    file_seconds: Annotated[int, Field(alias="ADVISOR_FILE_SECONDS", ge=1, le=3600)] = 60
    file_megabytes: Annotated[int, Field(alias="ADVISOR_FILE_MEGABYTES", ge=1, le=2000)] = 100
    http_port: Annotated[int, Field(alias="ADVISOR_HTTP_PORT", ge=1, le=65535)] = 3000
    log_reaction: Annotated[str, Field(alias="ADVISOR_LOG_REACTION")] = "memo"
    log_level: Annotated[str, Field(alias="ADVISOR_LOG_LEVEL")] = "INFO"

    @property
    def index_dir(self) -> Path:
        """Where index builds live: ``ADVISOR_INDEX_DIR``, or a folder in the data folder."""
        return self.index or self.data_dir / "index"

    @property
    def golden_file(self) -> Path:
        """One's own golden questions: ``ADVISOR_GOLDEN_QUESTIONS``, or a file in the data folder.

        It need not exist.
        """
        return self.golden or self.data_dir / "golden.jsonl"

    @property
    def database(self) -> str:
        """The SQLAlchemy URL of the database: ``DATABASE_URL``, or SQLite in the data folder."""
        return self.database_url or f"sqlite:///{self.data_dir / 'advisor.db'}"
