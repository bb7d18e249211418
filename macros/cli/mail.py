"""What the commands that talk to a mail server share: the password, and which server takes letters."""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from macros.campaign.folder import Campaign
    from workbook.post.outbox.server import Security, Server

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


def smtp_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that name a server; `named_server` reads them."""
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
        command = option(command)
    return command


def named_server(
    campaign: "Campaign",
    host: str | None,
    port: int | None,
    user: str | None,
    security: "Security | None",
    *,
    allow_plain: bool,
) -> "Server | None":
    """The server that the options name, what they leave out from campaign.yaml; None for drafts.

    Asks for the password where there is a user. Raises KaoheError where no host is named.
    """
    from scoring.errors import KaoheError
    from workbook.post.outbox.server import Server

    if host is None:
        if port or user or security or allow_plain:
            raise KaoheError("要直接寄出請加 --smtp (to send rather than draft, add --smtp)")
        return None
    known = campaign.smtp if host == _FROM_SETTINGS else None
    if host == _FROM_SETTINGS and known is None:
        raise KaoheError(
            "請在 --smtp 後面寫主機，或在 campaign.yaml 設定 smtp"
            " (name the host, or set smtp in campaign.yaml)"
        )
    user = user or (known.user if known else "")
    is_own_port = known and (security is None or security == known.security)
    return Server(
        known.host if known else host,
        port or (known.port if known and is_own_port else 0),
        security or (known.security if known else "starttls"),
        user,
        mail_password(user) if user else "",
        allows_plain=allow_plain,
    )
