"""Whether a process has ended, told from what it said of itself."""

import os
import subprocess
import sys
from dataclasses import replace

import pytest

from macros.machine import began, machine, this_process

OWN = this_process(os.getpid())


def test_a_process_that_works_is_not_over() -> None:
    assert OWN.machine
    assert OWN.began
    assert not OWN.is_over


def test_one_that_has_ended_is_over_though_nobody_has_asked_how() -> None:
    run = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    other = replace(OWN, pid=run.pid, began=began(run.pid) or "")
    assert (bool(other.began), other.is_over) == (True, False)
    run.kill()
    while began(run.pid):
        pass
    seen = [other.is_over]
    run.communicate()
    assert [*seen, other.is_over] == [True, True]


def test_another_of_the_same_number_is_not_taken_for_it() -> None:
    assert replace(OWN, began=f"{OWN.began}0").is_over


@pytest.mark.parametrize("unknown", [{"machine": "another"}, {"machine": ""}, {"began": ""}])
def test_what_is_not_known_is_not_guessed(unknown: dict[str, str]) -> None:
    assert not replace(OWN, pid=2**31 - 1, **unknown).is_over


def test_a_machine_is_told_the_same_each_time() -> None:
    assert machine() == machine()
    assert began(os.getpid()) == began(os.getpid())
