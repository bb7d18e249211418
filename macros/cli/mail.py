"""What the commands that talk to a mail server share: the password, and which server takes letters."""

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from macros.cli.language import said
from macros.cli.options import grouped, remark
from macros.post.accounts import account, is_account
from macros.shown import one_line
from scoring.errors import Sentence

if TYPE_CHECKING:
    from macros.campaign.folder import Campaign
    from macros.post.inbox.imap import Mailbox
    from macros.post.outbox.server import Security, Server

MAIL_PASSWORD_VARIABLE = "KAOHE_MAIL_PASSWORD"  # noqa: S105  a variable's name
MAIL_ACCOUNT_VARIABLE = "KAOHE_MAIL_ACCOUNT"
_SERVICE = "kaohe-mail"
_FROM_SETTINGS = ""
"""What --smtp alone says: the server that campaign.yaml names."""


def mail_password(user: str, host: str, *, is_named: bool) -> str:
    """Return the password of an account from the environment, the system's store or a prompt, never from the
    command line.

    One that is kept is of one account, and campaign.yaml may be written by others than who keeps it: it goes
    to no other user or host. ``is_named``: whoever runs this has named both.
    """
    return _given_password(user, host, is_named=is_named) or _kept_password(user, host) or _asked(user, host)


def _given_password(user: str, host: str, *, is_named: bool) -> str:
    """Return the password of the environment; empty where there is none, or it is another account's."""
    password = os.environ.get(MAIL_PASSWORD_VARIABLE, "")
    owner = os.environ.get(MAIL_ACCOUNT_VARIABLE, "")
    if not password or (is_account(owner, user, host) if owner else is_named):
        return password
    own = account(user, host)
    if owner:
        told = Sentence(
            f"{MAIL_PASSWORD_VARIABLE} 是 {owner} 的密碼，沒有用於 {own}",
            f"{MAIL_PASSWORD_VARIABLE} is the password of {owner}, and was not used for {own}",
        )
    else:
        told = Sentence(
            f"{MAIL_PASSWORD_VARIABLE} 沒有寫明是誰的密碼，沒有用於 campaign.yaml 所設的 {own}；"
            f"若是它的，請設環境變數 {MAIL_ACCOUNT_VARIABLE}={own}",
            f"{MAIL_PASSWORD_VARIABLE} does not say whose password it is, and was not used for {own} of"
            f" campaign.yaml; if it is, set the variable {MAIL_ACCOUNT_VARIABLE}={own}",
        )
    remark(told)
    return ""


def _kept_password(user: str, host: str) -> str:
    """Return the password of the system's store; empty without keyring, or on a machine without a store."""
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return ""
    service = f"{_SERVICE}:{host.casefold()}"
    try:
        password = keyring.get_password(service, user) or ""
        is_of_any_host = not password and bool(keyring.get_password(_SERVICE, user))
    except KeyringError:
        return ""
    if is_of_any_host:
        remark(
            Sentence(
                f"密碼庫裡 {_SERVICE} 的密碼沒有寫明主機，沒有使用；請執行 keyring set {service} {user}",
                f"the password under {_SERVICE} in the system's store does not say of which host it is, and"
                f" was not used; run keyring set {service} {user}",
            )
        )
    return password


def _asked(user: str, host: str) -> str:
    prompt = said(f"{user} 在 {host} 的信箱密碼", f"Mail password of {user} at {host}")
    return str(click.prompt(one_line(prompt), hide_input=True, err=True))


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
    user, host = smtp.user or (known.user if known else ""), known.host if known else smtp.host
    is_own_port = known and (smtp.security is None or smtp.security == known.security)
    return Server(
        host,
        smtp.port or (known.port if known and is_own_port else 0),
        smtp.security or (known.security if known else "starttls"),
        user,
        mail_password(user, host, is_named=known is None) if user else "",
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
        password = mail_password(box.user, box.host, is_named=False)
        return Mailbox(box.host, box.user, password, box.port, box.folder)
    if not imap.user:
        raise KaoheError("請以 --user 指定信箱帳號", "name the mailbox's user with --user")
    password = mail_password(imap.user, imap.host, is_named=True)
    return Mailbox(imap.host, imap.user, password, imap.port, imap.mail_folder)
