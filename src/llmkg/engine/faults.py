"""What can become of a query besides an answer."""

from __future__ import annotations

import json
from typing import Final

from llmkg import errors
from llmkg.errors import LlmkgError
from llmkg.model.location import Location

NARROW: Final = (
    "Narrow the query: name a subject or an object, add LIMIT, join on shared variables, "
    "give property paths a fixed end, or ask for one graph with GRAPH."
)


class EngineError(LlmkgError):
    """A query that was not answered, through no fault in its syntax."""


class DeadlineError(EngineError):
    """A query was stopped at its deadline."""

    def __init__(self, elapsed: float, limit: float) -> None:
        self.elapsed = elapsed
        self.limit = limit
        super().__init__(
            f"The query was stopped after {elapsed:.1f} s; the limit is {limit:g} s", mend=NARROW
        )


class OverMemoryError(EngineError):
    """A query needed more memory than it may have."""


class CrashedError(EngineError):
    """A query brought its worker down."""


class ResultTooLargeError(EngineError):
    """A result is larger than its limit."""


class BusyError(EngineError):
    """Too much is being asked at this moment."""


class CrowdError(BusyError):
    """One client asks too much at this moment."""


class GoneError(EngineError):
    """Nobody waits for the answer any more."""


# What a worker may hand back; anything else is an error of ours.
_KINDS: Final = {
    kind.__name__: kind
    for kind in (
        errors.QuerySyntaxError,
        errors.ForbiddenQueryError,
        errors.TooLargeError,
        errors.ParameterError,
        errors.UnknownFormatError,
        errors.OutsideError,
        errors.SnapshotDamagedError,
        OverMemoryError,
        ResultTooLargeError,
    )
}


def to_bytes(error: LlmkgError) -> bytes:
    """An error as it goes from a worker to the server."""
    where = error.where
    said = {
        "kind": type(error).__name__,
        "what": error.what,
        "mend": error.mend,
        "where": [where.file, where.line, where.column] if where is not None else None,
    }
    if isinstance(error, errors.QuerySyntaxError):
        said |= {"token": error.token, "suggestion": error.suggestion}
    return json.dumps(said).encode()


def from_bytes(data: bytes) -> LlmkgError:
    """The error that a worker told of."""
    said = json.loads(data)
    where = Location(*said["where"]) if said["where"] else None
    kind = _KINDS.get(said["kind"], CrashedError)
    if kind is errors.QuerySyntaxError:
        advice = {"token": said["token"], "suggestion": said["suggestion"]}
        return errors.QuerySyntaxError(said["what"], where=where, mend=said["mend"], **advice)
    return kind(said["what"], where=where, mend=said["mend"])
