"""Which hosts are this machine itself: to them alone a password may go without TLS."""

import ipaddress


def is_this_machine(host: str) -> bool:
    """Whether what goes to ``host`` never leaves this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
