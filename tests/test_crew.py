"""Processes of a build, one of which is killed."""

import os
import signal

import pytest

from llmkg.build.crew import Crew
from llmkg.errors import OutsideError


def killed(_given: int) -> None:
    """What the system does for want of memory."""
    os.kill(os.getpid(), signal.SIGKILL)


def who(_given: int) -> int:
    return os.getpid()


def test_processes_that_are_renewed_are_others() -> None:
    with Crew(2) as crew:
        before = {*crew.each(who, range(2))}
        crew.renew()
        assert before.isdisjoint(crew.each(who, range(2)))


def test_who_waits_for_a_process_that_was_killed_is_told_what_to_do() -> None:
    with Crew(2) as crew:
        finish = crew.start(killed, 1)
        with pytest.raises(OutsideError, match="was killed") as raised:
            finish()
        assert "--processes 1" in raised.value.mend
        with pytest.raises(OutsideError, match="was killed"):
            list(crew.each(killed, [1]))
