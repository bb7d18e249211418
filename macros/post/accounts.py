"""Accounts of mail servers: a password belongs to one of them, to no other user and no other host."""

import re


def account(user: str, host: str) -> str:
    """Name an account of a mail server: ``hq@mail.example.tw``, ``hq@example.tw@mail.example.tw``."""
    return f"{user}@{host}"


def is_account(named: str, user: str, host: str) -> bool:
    """Tell whether a text names this account, alone or among others; a host has no case."""
    accounts = (each.rpartition("@") for each in re.split(r"[\s,;]+", named))
    return any((who, where.casefold()) == (user, host.casefold()) for who, _, where in accounts)
