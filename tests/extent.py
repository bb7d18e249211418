"""How much is tried: a fifth of the cases in `make test`, all of them in `make test-all`.

And how long is waited for what should not take long: no test fails because a machine is busy.
"""

from hypothesis import settings

WHOLE = 100
"""Examples of a test that names no number of its own, in `make test-all`."""
SHORT = 20
"""The same in `make test`."""
PATIENCE = 300.0
"""Seconds after which what should have ended hangs, on however busy a machine."""


def cases(count: int) -> int:
    """Return how many of so many cases this run tries: all of them, or a fifth."""
    return -(-count * settings().max_examples // WHOLE)


def examples(count: int) -> settings:
    """Return the settings of a test that tries so many examples in `make test-all`."""
    return settings(max_examples=cases(count))
