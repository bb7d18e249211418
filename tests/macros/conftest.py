"""A machine of its own for every test: a signing key, no password, nobody's home folder."""

from pathlib import Path

import pytest

from tests.macros import forms
from tests.macros.terminal import kaohe, written


@pytest.fixture(scope="session")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("key") / "signing.key", forms.KEY.hex())


@pytest.fixture(autouse=True)
def _own_machine(key_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAOHE_KEY_FILE", str(key_file))
    monkeypatch.delenv("KAOHE_PASSWORD", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def outbox(key_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The thirteen forms as `kaohe issue` makes them."""
    folder = tmp_path_factory.mktemp("issued") / "outbox"
    arguments = ("issue", "--rubric", "107", "--offices", "bundled", "--out", folder, "--key-file", key_file)
    assert kaohe(*arguments).status == 0
    return folder
