"""What every test shares: two reproducible hypothesis profiles, the real 107 rubric, Taipei's time."""

import time
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from scoring.rubric import Rubric
from scoring.rubric_file import load_rubric
from tests.extent import SHORT, WHOLE

for name, count in {"short": SHORT, "whole": WHOLE}.items():
    settings.register_profile(
        name,
        derandomize=True,
        deadline=None,
        max_examples=count,
        database=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
settings.load_profile("short")  # `make test-all` names the other


@pytest.fixture(scope="session")
def rubric_107() -> Rubric:
    return load_rubric("107")


@pytest.fixture
def taipei_time(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Run the test as on a machine in Taipei, eight hours before UTC, where the system can be told so."""
    if not hasattr(time, "tzset"):
        pytest.skip("Windows takes its time zone from the system alone")
    with monkeypatch.context() as patched:
        patched.setenv("TZ", "Asia/Taipei")
        time.tzset()
        yield
    time.tzset()
