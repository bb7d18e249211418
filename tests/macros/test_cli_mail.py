"""The password of a mail account goes to its user and host, and nowhere that settings may say instead."""

from collections.abc import Mapping
from types import SimpleNamespace

import click
import pytest
from click.testing import CliRunner

from macros.cli.mail import mail_password
from macros.post.accounts import is_account
from tests.macros.terminal import Ran

OWN = "hq@mail.example.tw"
ELSEWHERE = "hq@mail.thief.example"
PASSWORD = "correct-horse"


def asked(account: str, *, is_named: bool = False, typed: str = "typed\n", **environment: str) -> Ran:
    """What a command is given for an account, printed, and what it says."""
    user, _, host = account.rpartition("@")

    @click.command()
    def command() -> None:
        click.echo(mail_password(user, host, is_named=is_named))

    variables: Mapping[str, str | None] = {
        "KAOHE_MAIL_PASSWORD": None,
        "KAOHE_MAIL_ACCOUNT": None,
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        **environment,
    }
    result = CliRunner().invoke(command, input=typed, env=variables)
    return Ran(result.exit_code, result.stdout.strip(), result.stderr)


@pytest.mark.parametrize("named", [OWN, "hq@MAIL.example.TW", f"a@b.tw, {OWN}", f"{ELSEWHERE};{OWN}"])
def test_the_password_of_the_environment_goes_to_the_account_that_it_is_of(named: str) -> None:
    ran = asked(OWN, KAOHE_MAIL_PASSWORD=PASSWORD, KAOHE_MAIL_ACCOUNT=named)
    assert (ran.out, ran.err) == (PASSWORD, "")


@pytest.mark.parametrize("account", [ELSEWHERE, "other@mail.example.tw", "HQ@mail.example.tw"])
@pytest.mark.parametrize("is_named", [False, True])
def test_it_goes_to_no_other_user_or_host(account: str, is_named: bool) -> None:
    ran = asked(account, is_named=is_named, KAOHE_MAIL_PASSWORD=PASSWORD, KAOHE_MAIL_ACCOUNT=OWN)
    assert ran.out == "typed"
    assert f"提醒：KAOHE_MAIL_PASSWORD 是 {OWN} 的密碼，沒有用於 {account}" in ran.err


def test_one_that_says_not_whose_it_is_goes_where_whoever_runs_this_has_named_alone() -> None:
    assert asked(OWN, is_named=True, KAOHE_MAIL_PASSWORD=PASSWORD).out == PASSWORD
    ran = asked(OWN, is_named=False, KAOHE_MAIL_PASSWORD=PASSWORD)
    assert ran.out == "typed"
    assert f"請設環境變數 KAOHE_MAIL_ACCOUNT={OWN}" in ran.err


def test_the_prompt_names_user_and_host() -> None:
    assert "hq 在 mail.thief.example 的信箱密碼" in asked(ELSEWHERE).err


def test_the_prompt_shows_what_would_turn_its_line_around() -> None:
    said = asked("hq@mail.\u202eexample\u2028錯誤").err
    assert not set(said) & set("\u202e\u2028")


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, str], str]:
    """The system's store of passwords, by service and user."""
    keyring = pytest.importorskip("keyring")
    kept: dict[tuple[str, str], str] = {}
    backend = SimpleNamespace(get_password=lambda service, user: kept.get((service, user)))
    monkeypatch.setattr(keyring.core, "_keyring_backend", backend)
    return kept


def test_a_kept_password_is_that_of_its_host(store: dict[tuple[str, str], str]) -> None:
    store["kaohe-mail:mail.example.tw", "hq"] = PASSWORD
    assert asked("hq@Mail.example.tw").out == PASSWORD
    assert asked(ELSEWHERE).out == "typed"
    assert asked("other@mail.example.tw").out == "typed"


def test_one_that_was_kept_without_its_host_is_not_used_and_that_is_said(
    store: dict[tuple[str, str], str],
) -> None:
    store["kaohe-mail", "hq"] = PASSWORD
    ran = asked(ELSEWHERE)
    assert ran.out == "typed"
    assert "請執行 keyring set kaohe-mail:mail.thief.example hq" in ran.err


@pytest.mark.parametrize(
    "named", ["", "@", "hq", "mail.example.tw", "hq@", "@mail.example.tw", f"x{OWN}", f"{OWN}x"]
)
def test_what_is_not_quite_an_account_is_none(named: str) -> None:
    assert not is_account(named, "hq", "mail.example.tw")
