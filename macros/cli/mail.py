"""What the commands that talk to a mail server share: the password, and which server takes letters."""

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from macros.cli.language import said
from macros.cli.options import grouped

if TYPE_CHECKING:
    from macros.campaign.folder import Campaign
    from macros.post.inbox.imap import Mailbox
    from macros.post.outbox.server import Security, Server

MAIL_PASSWORD_VARIABLE = "KAOHE_MAIL_PASSWORD"  # noqa: S105  a variable's name
_SERVICE = "kaohe-mail"
_FROM_SETTINGS = ""
"""What --smtp alone says: the server that campaign.yaml names."""


def mail_password(user: str) -> str:
    """Return the password from the environment, the system's store or a prompt, never from the command
    line."""
    return os.environ.get(MAIL_PASSWORD_VARIABLE) or _kept_password(user) or _asked_password(user)


def _kept_password(user: str) -> str:
    """Return the password of the system's store; empty without keyring, or on a machine without a store."""
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
    return str(
        click.prompt(said(f"{user} 的信箱密碼", f"Mail password of {user}"), hide_input=True, err=True)
    )


# ── the server that takes letters ───────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Smtp:
    """What the options say of a server. ``host`` is None for drafts, empty for campaign.yaml's own."""

    host: str | None
    port: int | None
    user: str | None
    security: "Security | None"
    allows_plain: bool


smtp_options = grouped(
    "smtp",
    Smtp,
    click.option(
        "--smtp",
        "host",
        metavar="[HOST]",
        is_flag=False,
        flag_value=_FROM_SETTINGS,
        help="直接寄出，而不是寫成草稿；不給主機則用 campaign.yaml 的 smtp / send, rather than draft",
    ),
    click.option("--port", type=click.IntRange(1, 65535), help="連接埠 / port"),
    click.option("--user", help="帳號 / user"),
    click.option(
        "--security",
        type=click.Choice(["starttls", "tls", "none"]),
        help="加密方式；預設 starttls / encryption",
    ),
    click.option(
        "--allow-plain",
        "allows_plain",
        is_flag=True,
        help="--security none 時，允許不加密寄到其他主機 / send unencrypted to another host",
    ),
)
"""The options that name a server; the command gets them as ``smtp``, which `named_server` reads."""


def named_server(campaign: "Campaign", smtp: Smtp) -> "Server | None":
    """Return the server that the options name, what they leave out from campaign.yaml; None for drafts.

    Ask for the password where there is a user. Raise KaoheError where no host is named.
    """
    from macros.post.outbox.server import Server
    from scoring.errors import KaoheError

    if smtp.host is None:
        if smtp.port or smtp.user or smtp.security or smtp.allows_plain:
            raise KaoheError("要直接寄出請加 --smtp", "add --smtp, for without it the letters become drafts")
        return None
    known = campaign.smtp if smtp.host == _FROM_SETTINGS else None
    if smtp.host == _FROM_SETTINGS and known is None:
        raise KaoheError(
            "請在 --smtp 後面寫主機，或在 campaign.yaml 設定 smtp",
            "name the host after --smtp, or set smtp in campaign.yaml",
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


# ── the mailbox that is read ────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Imap:
    """What the options say of a mailbox. ``host`` is None for that of campaign.yaml."""

    host: str | None
    user: str | None
    port: int
    mail_folder: str
    local: bool


mailbox_options = grouped(
    "imap",
    Imap,
    click.option("--imap", "host", metavar="HOST", help="也讀取這部主機的信箱 / read a mailbox there too"),
    click.option("--user", help="信箱帳號 / user of the mailbox"),
    click.option(
        "--port", type=click.IntRange(1, 65535), default=993, show_default=True, help="TLS 連接埠 / port"
    ),
    click.option(
        "--mailbox", "mail_folder", default="INBOX", show_default=True, help="信件夾 / folder to read"
    ),
    click.option("--local", is_flag=True, help="不讀 campaign.yaml 所設的信箱 / do not read the mailbox"),
)
"""The options that name a mailbox; the command gets them as ``imap``, which `named_mailbox` reads."""


def named_mailbox(campaign: "Campaign | None", imap: Imap) -> "Mailbox | None":
    """Return the mailbox that the options name, else that of campaign.yaml; None where none is to be read.

    Asks for the password. Raise KaoheError where no user is named.
    """
    from macros.post.inbox.imap import Mailbox
    from scoring.errors import KaoheError

    if imap.host is None:
        if imap.local or campaign is None or campaign.imap is None:
            return None
        box = campaign.imap
        return Mailbox(box.host, box.user, mail_password(box.user), box.port, box.folder)
    if not imap.user:
        raise KaoheError("請以 --user 指定信箱帳號", "name the mailbox's user with --user")
    return Mailbox(imap.host, imap.user, mail_password(imap.user), imap.port, imap.mail_folder)
