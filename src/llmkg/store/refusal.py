"""What is said when the disk refuses: that it is full is told apart, since somebody can mend it."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Final

from llmkg.errors import DiskFullError, OutsideError
from llmkg.model.location import Location

_FULL: Final = (errno.ENOSPC, errno.EDQUOT)


def is_full(error: BaseException) -> bool:
    """Whether there is no room left on a disk; engines have no number for it, only words."""
    number = error.errno if isinstance(error, OSError) else None
    return number in _FULL or any(os.strerror(each) in str(error) for each in _FULL)


def refused(what: str, place: Path, error: BaseException) -> OutsideError:
    """What is raised when `what` was refused at this place."""
    why = error.strerror if isinstance(error, OSError) else None
    said, where = f"{what}: {why or error}", Location(str(place))
    if is_full(error):
        return DiskFullError(said, where=where, mend="Make room there, and do it again.")
    return OutsideError(said, where=where)
