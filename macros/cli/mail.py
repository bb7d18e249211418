"""What the commands that talk to a mail server share: the password, and which server takes letters."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from macros.campaign.folder import Campaign
    from macros.post.outbox.server import Security, Server

MAIL_PASSWORD_VARIABLE = "KAOHE_MAIL_PASSWORD"  # noqa: S105  a variable's name
_SERVICE = "kaohe-mail"
_FROM_SETTINGS = ""
"""What --smtp alone says: the server that campaign.yaml names."""


def mail_password(user: str) -> str:
    """From the environment, the system's own store or a prompt; never from the command line."""
    return os.environ.get(MAIL_PASSWORD_VARIABLE) or _kept_password(user) or _asked_password(user)


def _kept_password(user: str) -> str:
    """Keyring is optional, and on a machine without a store it has nothing to say."""
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return ""
    try:
        return keyring.get_password(_SERVICE, user) or ""
    except KeyringError:
        return ""


def _asked_password(user: str) -> str:
    return str(click.prompt(f"{user} 的信箱密碼 / mail password", hide_input=True, err=True))


# ── the server that takes letters ───────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Smtp:
    """What the options say of a server. ``host`` is None for drafts, empty for campaign.yaml's own."""

    host: str | None
    port: int | None
    user: str | None
    security: "Security | None"
    allows_plain: bool


def smtp_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that name a server; the command gets them as ``smtp``, which `named_server` reads."""

    @wraps(command)
    def with_smtp(
        *arguments: Any,
        smtp_host: str | None,
        smtp_port: int | None,
        smtp_user: str | None,
        smtp_security: Any,
        allow_plain: bool,
        **others: Any,
    ) -> Any:
        smtp = Smtp(smtp_host, smtp_port, smtp_user, smtp_security, allow_plain)
        return command(*arguments, smtp=smtp, **others)

    decorated: Callable[..., Any] = with_smtp
    options = (
        click.option(
            "--smtp",
            "smtp_host",
            metavar="[HOST]",
            is_flag=False,
            flag_value=_FROM_SETTINGS,
            help="直接寄出，而不是寫成草稿；不給主機則用 campaign.yaml 的 smtp / send, rather than draft",
        ),
        click.option("--port", "smtp_port", type=click.IntRange(1, 65535), help="連接埠 / port"),
        click.option("--user", "smtp_user", help="帳號 / user"),
        click.option(
            "--security",
            "smtp_security",
            type=click.Choice(["starttls", "tls", "none"]),
            help="加密方式；預設 starttls / encryption",
        ),
        click.option(
            "--allow-plain",
            is_flag=True,
            help="--security none 時，允許不加密寄到其他主機 / send unencrypted to another host",
        ),
    )
    for option in reversed(options):
        decorated = option(decorated)
    return decorated


def named_server(campaign: "Campaign", smtp: Smtp) -> "Server | None":
    """The server that the options name, what they leave out from campaign.yaml; None for drafts.

    Asks for the password where there is a user. Raises KaoheError where no host is named.
    """
    from macros.post.outbox.server import Server
    from scoring.errors import KaoheError

    if smtp.host is None:
        if smtp.port or smtp.user or smtp.security or smtp.allows_plain:
            raise KaoheError("要直接寄出請加 --smtp", "to send rather than draft, add --smtp")
        return None
    known = campaign.smtp if smtp.host == _FROM_SETTINGS else None
    if smtp.host == _FROM_SETTINGS and known is None:
        raise KaoheError(
            "請在 --smtp 後面寫主機，或在 campaign.yaml 設定 smtp",
            "name the host, or set smtp in campaign.yaml",
        )
    user = smtp.user or (known.user if known else "")
    is_own_port = known and (smtp.security is None or smtp.security == known.security)
    return Server(
        known.host if known else smtp.host,
        smtp.port or (known.port if known and is_own_port else 0),
        smtp.security or (known.security if known else "starttls"),
        user,
        mail_password(user) if user else "",
        allows_plain=smtp.allows_plain,
    )
