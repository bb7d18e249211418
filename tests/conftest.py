"""What every test shares: one reproducible hypothesis profile, and the real 107 rubric."""

import pytest
from hypothesis import HealthCheck, settings

from scoring.rubric import Rubric
from scoring.rubric_file import load_rubric

settings.register_profile(
    "kaohe",
    derandomize=True,
    deadline=None,
    max_examples=100,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("kaohe")


@pytest.fixture(scope="session")
def rubric_107() -> Rubric:
    return load_rubric("107")
