"""Settings are checked when the studio starts, and the page about them is written from them."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from settings import PAPERCUT, Settings

PAGE = Path(__file__).parents[1] / "docs" / "settings.md"


def table() -> str:
    rows = ["| variable | default | what it does |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        shown = f"`{field.default}`" if str(field.default) else "empty"
        default = "the bundled Papercut" if name == "models" else shown
        rows.append(f"| `DAILIES_{name.upper()}` | {default} | {' '.join((field.description or '').split())} |")
    return "\n".join(rows)


def test_the_settings_page_lists_every_setting_with_its_default_and_meaning() -> None:
    assert table() in PAGE.read_text(), f"docs/settings.md is out of date; its table should read:\n\n{table()}"


def test_every_setting_is_described() -> None:
    assert all(field.description for field in Settings.model_fields.values())


def test_nothing_needs_to_be_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DAILIES_MODELS", raising=False)
    assert Settings().models == (PAPERCUT,)


def test_the_default_database_lies_in_the_data_folder(tmp_path: Path) -> None:
    assert Settings(data_dir=tmp_path).effective_database_url == f"sqlite:///{tmp_path}/dailies.sqlite"


def test_an_unknown_kind_of_database_is_refused() -> None:
    with pytest.raises(ValidationError, match="expected postgresql") as refusal:
        Settings(database_url="mysql://user:secret@host/name")
    assert "secret" not in str(refusal.value)


def test_models_can_be_named_by_folder_hub_revision_and_papercut() -> None:
    commit = "0123456789" * 4
    models = Settings(models=f"papercut, /srv/My Wan/, Wan-AI/Wan2.1-T2V-1.3B-Diffusers@{commit}").models  # type: ignore[arg-type]
    assert [(model.name, model.source, model.revision) for model in models[1:]] == [
        ("my-wan", "/srv/My Wan/", None),
        ("wan2.1-t2v-1.3b-diffusers", "Wan-AI/Wan2.1-T2V-1.3B-Diffusers", commit),
    ]
    assert models[0] == PAPERCUT


@pytest.mark.parametrize("written", ["[{", '[{"name": "x"}]', "org/repo@main", '[{"name": "UPPER", "source": "x"}]'])
def test_models_that_make_no_sense_are_refused(written: str) -> None:
    with pytest.raises(ValidationError, match="models"):
        Settings(models=written)  # type: ignore[arg-type]


def test_two_models_of_one_name_are_refused() -> None:
    with pytest.raises(ValidationError, match="distinct names"):
        Settings(models=(PAPERCUT, PAPERCUT))


def test_settings_cannot_be_changed_after_the_start() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Settings().port = 1


@pytest.mark.parametrize(
    "issuer", ["http://login.example", "login.example", "https://", "https://login.example/?tenant=1", "javascript:x"]
)
def test_an_issuer_that_could_be_read_along_or_is_none_is_refused(issuer: str) -> None:
    with pytest.raises(ValidationError, match="expected an address such as"):
        Settings(oidc_issuer=issuer, oidc_client_id="dailies")


def test_issuer_and_client_id_are_set_together() -> None:
    with pytest.raises(ValidationError, match="DAILIES_OIDC_CLIENT_ID is missing"):
        Settings(oidc_issuer="https://login.example")
    with pytest.raises(ValidationError, match="DAILIES_OIDC_ISSUER is missing"):
        Settings(oidc_client_id="dailies")


def test_the_provider_is_called_by_its_name_or_else_its_host_and_the_secret_is_never_shown() -> None:
    settings = Settings(
        oidc_issuer="http://127.0.0.1:9/realm", oidc_client_id="x", oidc_client_secret=SecretStr("hush")
    )
    assert settings.effective_oidc_name == "127.0.0.1"
    assert settings.model_copy(update={"oidc_name": "The Guild"}).effective_oidc_name == "The Guild"
    assert Settings().effective_oidc_name is None
    assert "hush" not in repr(settings)
