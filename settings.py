"""Everything an operator can set, in one frozen class, read once from the environment and `.env`.

Knows no web framework, no database and no model: `composition.py` builds one `Settings` and passes its parts on.
`docs/settings.md` is written from this file; a test holds the two together.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PositiveFloat,
    PositiveInt,
    SecretStr,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from model.spec import Aspect, Capabilities, ShotLink, Size

NO_REWRITER = "none"
"""The value of `DAILIES_REWRITER` that leaves all prompts as they are written."""

PAPERCUT_FOLDER = Path(__file__).parent / "model" / "papercut" / "weights"


class SizeSetting(BaseModel):
    """Width and height in pixels."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    width: PositiveInt
    height: PositiveInt


class ModelSetting(BaseModel):
    """One diffusers text-to-video pipeline that the studio offers, and what may be asked of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,62}$")]
    source: str
    """A local pipeline folder, or a hub id such as `Wan-AI/Wan2.1-T2V-1.3B-Diffusers`."""
    revision: Annotated[str, Field(pattern=r"^[0-9a-f]{40}$")] | None = None
    """The commit of the hub repository; a hub id without one is refused when the model is loaded."""
    fps: PositiveInt = 16
    sizes: dict[Aspect, SizeSetting] = {
        Aspect.WIDE: SizeSetting(width=832, height=480),
        Aspect.SQUARE: SizeSetting(width=624, height=624),
        Aspect.TALL: SizeSetting(width=480, height=832),
    }
    max_seconds: PositiveFloat = 5.0
    default_steps: PositiveInt = 30
    max_steps: PositiveInt = 60
    default_guidance: Annotated[float, Field(ge=0, le=30)] = 5.0
    frame_step: PositiveInt = 4
    """Frame counts are `frame_step × k + 1`: 4 for Wan, 8 for LTX."""
    display_scale: PositiveInt = 1
    """The mp4 is written this many times the native size."""
    shot_link: ShotLink = ShotLink.CUT
    """How the shots of a storyboard are joined: `window`, `last_frame` or `cut`. A model that cannot do what is said
    here does the next best, and the worker logs it."""
    max_shots: PositiveInt = 12
    """Shots of one storyboard."""
    fast_steps: PositiveInt | None = None
    """Steps of the few-step student, where the folder has one (Papercut's component `student`)."""
    takes_first_frame: bool | None = None
    """Whether a clip may begin with a picture. Left out: where shots are joined by more than a cut, for what carries
    the end of one shot into the next can carry a picture into the first."""

    @property
    def capabilities(self) -> Capabilities:
        """The same, in the words that portal and model share."""
        return Capabilities(
            sizes={aspect: Size(size.width, size.height) for aspect, size in self.sizes.items()},
            fps=self.fps,
            max_seconds=self.max_seconds,
            default_steps=self.default_steps,
            max_steps=self.max_steps,
            default_guidance=self.default_guidance,
            frame_step=self.frame_step,
            display_scale=self.display_scale,
            shot_link=self.shot_link,
            max_shots=self.max_shots,
            fast_steps=self.fast_steps,
            takes_first_frame=(
                self.shot_link is not ShotLink.CUT if self.takes_first_frame is None else self.takes_first_frame
            ),
        )


PAPERCUT = ModelSetting(
    name="papercut",
    source=str(PAPERCUT_FOLDER),
    fps=8,
    sizes={
        Aspect.WIDE: SizeSetting(width=176, height=96),
        Aspect.SQUARE: SizeSetting(width=128, height=128),
        Aspect.TALL: SizeSetting(width=96, height=176),
    },
    max_seconds=60.0,
    default_steps=16,
    max_steps=50,
    default_guidance=3.0,
    display_scale=5,
    shot_link=ShotLink.WINDOW,
    fast_steps=8,
)


def _model_from_short_form(written: str) -> ModelSetting:
    """`papercut`, a folder, or `hub/id@revision`; what may be asked of it is what Wan checkpoints take."""
    source, _, revision = written.strip().partition("@")
    if source == PAPERCUT.name:
        return PAPERCUT
    name = re.sub(r"[^a-z0-9._-]+", "-", Path(source).name.lower()).strip("-._") or "model"
    return ModelSetting(name=name[:63], source=source, revision=revision or None)


class Settings(BaseSettings):
    """Dailies' settings. Each is an environment variable with the prefix `DAILIES_`; none is needed to start."""

    model_config = SettingsConfigDict(
        env_prefix="DAILIES_",
        env_file=".env",
        frozen=True,
        extra="forbid",
        use_attribute_docstrings=True,
        hide_input_in_errors=True,  # a database URL holds a password
    )

    data_dir: Path = Path("data")
    """Folder that holds everything the embedded default writes: the SQLite file, clips, previews, locks."""

    database_url: str = ""
    """SQLAlchemy URL of a PostgreSQL database, `postgresql+psycopg://…`. Empty: SQLite in the data folder."""

    host: str = "127.0.0.1"
    """Address the web server listens on. `0.0.0.0` opens it to the network: put HTTPS in front of it then."""

    port: Annotated[int, Field(ge=1, le=65535)] = 7860
    """Port the web server listens on."""

    public_url: str = ""
    """The address people type, such as `https://dailies.example`. Empty: `http://127.0.0.1:<port>`."""

    workers: Annotated[int, Field(ge=0, le=64)] = 1
    """Render worker processes that the web process starts and keeps alive. 0 when they run on other machines."""

    models: Annotated[tuple[ModelSetting, ...], NoDecode] = (PAPERCUT,)
    """The models on offer, the first as default: local folders and `hub/id@revision`, separated by commas, `papercut` for the bundled one; or a JSON list that also says what may be asked of each (see below)."""  # noqa: E501

    rewriter: str = ""
    """What writes short prompts out before they are rendered: the folder of a chat model, or `owner/name@commit`. `none`: nothing. Empty: Papercut's own rewriter for Papercut, nothing for other models."""  # noqa: E501

    device: str = ""
    """Torch device the workers render on, `cuda`, `cuda:1` or `cpu`. Empty: the first GPU if there is one."""

    render_threads: Annotated[int, Field(ge=0, le=256)] = 0
    """CPU threads one worker renders with. 0: all cores but one, so that a browser on the same machine does not slow every step down."""  # noqa: E501

    queue_limit: PositiveInt = 5000
    """Clips that may wait at once before new requests are answered with 429."""

    prompt_limit_characters: PositiveInt = 4000
    """Longest prompt of one shot, in characters."""

    quota_artist: Annotated[int, Field(ge=0)] = 0
    """GPU-seconds that an artist may use in any 24 hours. 0: no limit. Maintainers can give a person another quota."""

    quota_curator: Annotated[int, Field(ge=0)] = 0
    """GPU-seconds that a curator may use in any 24 hours. 0: no limit."""

    quota_maintainer: Annotated[int, Field(ge=0)] = 0
    """GPU-seconds that a maintainer may use in any 24 hours. 0: no limit."""

    session_days: PositiveInt = 30
    """Days after which a browser must sign in again."""

    invite_days: PositiveInt = 14
    """Days an invite link can be used."""

    sign_in_tries: PositiveInt = 10
    """Wrong passwords for one e-mail address within `DAILIES_SIGN_IN_MINUTES`; further tries are answered with 429."""

    sign_in_tries_per_client: PositiveInt = 50
    """Wrong passwords from one network address (of IPv6: from one /64) in that time, whatever the e-mail addresses; higher, since an office shares one."""  # noqa: E501

    sign_in_minutes: PositiveInt = 15
    """Minutes for which a wrong password counts."""

    oidc_issuer: str = ""
    """Issuer of an OpenID Connect provider with which members may sign in beside the password, such as `https://login.example`; its discovery document must be below it. Empty: passwords alone."""  # noqa: E501

    oidc_client_id: str = ""
    """What the provider calls this studio. Register `<public URL>/sign-in/openid/back` there as the redirect URI."""

    oidc_client_secret: SecretStr = SecretStr("")
    """The secret that the provider gave this studio. Empty: a public client, which PKCE alone protects."""

    oidc_name: Annotated[str, Field(max_length=60)] = ""
    """What the buttons call the provider: *Sign in with NAME*. Empty: the host of the issuer."""

    log_level: Annotated[str, Field(pattern=r"^(DEBUG|INFO|WARNING|ERROR)$")] = "INFO"
    """How much is logged to standard error."""

    @field_validator("models", mode="before")
    @classmethod
    def _models_are_written_short_or_as_json(cls, written: object) -> object:
        if not isinstance(written, str):
            return written
        if not written.strip().startswith("["):
            return tuple(_model_from_short_form(source) for source in written.split(",") if source.strip())
        try:
            return json.loads(written)
        except json.JSONDecodeError as error:
            raise ValueError(f"this is no JSON list: {error}; see docs/settings.md for an example") from error

    @field_validator("models")
    @classmethod
    def _models_have_distinct_names(cls, models: tuple[ModelSetting, ...]) -> tuple[ModelSetting, ...]:
        names = [model.name for model in models]
        if len(set(names)) != len(names):
            raise ValueError(f"the models {names} do not have distinct names; give each its own `name`")
        return models or (PAPERCUT,)

    @field_validator("rewriter")
    @classmethod
    def _rewriter_is_a_folder_or_pinned(cls, written: str) -> str:
        if "@" in written and not re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40}", written) and not Path(written).is_dir():
            raise ValueError(
                f"got {written!r}; expected a folder, or owner/name@commit with the 40 hexadecimal digits of a commit, "
                "so that the same weights are loaded every time"
            )
        return written

    @field_validator("database_url")
    @classmethod
    def _database_is_one_of_the_two(cls, url: str) -> str:
        if url and not url.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError(
                f"it starts with {url.split(':', 1)[0][:20]!r}; "
                "expected postgresql+psycopg://user:password@host/name, or nothing for SQLite in the data folder"
            )
        return url

    @field_validator("oidc_issuer")
    @classmethod
    def _issuer_is_an_address(cls, issuer: str) -> str:
        parts = urlsplit(issuer)
        is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost"))
        if issuer and not (is_safe and parts.hostname and not parts.query and not parts.fragment):
            raise ValueError(
                f"got {issuer!r}; expected an address such as https://login.example, without ? and #; http only on "
                "this very machine, for whoever reads along could sign in as anybody"
            )
        return issuer

    @model_validator(mode="after")
    def _issuer_and_client_go_together(self) -> Self:
        if bool(self.oidc_issuer) != bool(self.oidc_client_id):
            missing = "DAILIES_OIDC_CLIENT_ID" if self.oidc_issuer else "DAILIES_OIDC_ISSUER"
            raise ValueError(f"{missing} is missing: the issuer and the client id of a provider are set together")
        return self

    @property
    def effective_oidc_name(self) -> str | None:
        """What the buttons call the provider; None where there is none."""
        return (self.oidc_name or urlsplit(self.oidc_issuer).hostname) if self.oidc_issuer else None

    @property
    def effective_database_url(self) -> str:
        """The URL in force: the one that was set, or SQLite in the data folder."""
        return self.database_url or f"sqlite:///{self.data_dir.absolute() / 'dailies.sqlite'}"

    @property
    def effective_public_url(self) -> str:
        """The address people type, without a slash at its end."""
        return (self.public_url or f"http://127.0.0.1:{self.port}").rstrip("/")
