"""The mail server, started once for all that read a mailbox."""

from tests.servers.dovecot import mail_server

__all__ = ["mail_server"]
