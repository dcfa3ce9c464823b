"""Every error that llmkg raises on purpose.

::

    LlmkgError                      what went wrong, where, how to mend it
    ├── InputError                  what was handed in is at fault (exit code 1, HTTP 4xx)
    │   ├── TurtleSyntaxError       a file is not Turtle
    │   ├── EncodingError           a file is not UTF-8
    │   ├── EmptyInputError         a file says nothing
    │   ├── TooLargeError           a file, query or page is over its limit
    │   ├── LayoutError             a folder or file is missing, or stands where none belongs
    │   ├── ForeignSyntaxError      a file to import is not YAML, BibTeX, JSON or CSV
    │   ├── RecordError             a record to import cannot be understood
    │   ├── ArchiveError            an archive or folder holds what must not be read
    │   ├── QuerySyntaxError        a query is not SPARQL
    │   ├── ForbiddenQueryError     a query asks for what is never given (LOAD, too deep)
    │   │   └── ServiceRefusedError a query asks an endpoint to which it may not go
    │   ├── QueryHeaderError        the header of a stored query is at fault
    │   ├── PolicyError             a policy's rules or ceilings are at fault
    │   ├── UnknownQueryError       no stored query has this name
    │   ├── ParameterError          a parameter is missing, unknown or of the wrong type
    │   ├── NotFoundError           no such entity
    │   ├── UnknownFormatError      no such serialisation
    │   └── AnchorError
    │       ├── QuoteNotFound       the passage is not in the text
    │       └── QuoteAmbiguous      the passage stands in the text more than once
    ├── LoadFailed                  all faults of all files together (exit code 1)
    ├── CheckFailed                 the check found a violation (exit code 1)
    ├── SnapshotError
    │   ├── NoSnapshotError         nothing has been built yet
    │   ├── SnapshotDamagedError    what is on disk is not what was built
    │   ├── SnapshotLockedError     another build is running
    │   └── NotWholeError           what a remote store holds is being changed, or was changed
    └── OutsideError                the disk, the network or a service failed (exit code 3)
        ├── DiskFullError           there is no room left where something is to be written
        ├── MissingExtraError       an optional package is not installed
        ├── ServiceFailedError      the endpoint of a SERVICE did not answer as it should
        └── EndpointError           a remote store did not do as it should
            ├── PassingError        it may do so when it is asked again
            ├── LateError           it did not answer in time
            ├── DeniedError         it wants to know who we are, or that is not allowed to us
            └── CutAnswerError      it left something of its answer out

Foreign exceptions are translated into these once, at the adapter that meets them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # types only: at run time nothing is imported from the layer above
    from llmkg.model.finding import Report
    from llmkg.model.location import Location


class LlmkgError(Exception):
    """Base of all: `what` went wrong, `where` (a file, line, column, or an IRI), how to `mend` it.

    `str(error)` reads "what (where). mend".
    """

    def __init__(self, what: str, *, where: Location | None = None, mend: str = "") -> None:
        self.what = what
        self.where = where
        self.mend = mend
        super().__init__(what)

    def __str__(self) -> str:
        place = f" ({self.where})" if self.where is not None else ""
        head = f"{self.what.rstrip('.')}{place}"
        return f"{head}. {self.mend}" if self.mend else head


class InputError(LlmkgError):
    """What was handed in (a file, a query, a parameter) is at fault."""


class TurtleSyntaxError(InputError):
    """A file is not Turtle; `where` has line and column."""


class EncodingError(InputError):
    """A file is not UTF-8; `where` has the line and column of the first bad byte."""


class EmptyInputError(InputError):
    """A file holds no statement."""


class TooLargeError(InputError):
    """A file, query or page is larger than its limit."""


class LayoutError(InputError):
    """A folder or file is missing, or stands where none belongs."""


class ForeignSyntaxError(InputError):
    """A file to import is not in the form that was named; `where` has the line."""


class RecordError(InputError):
    """A record to import says what cannot be understood; `where` has file and line."""


class ArchiveError(InputError):
    """An archive or folder holds what must not be read: a link, or a path that leads out."""


class QuerySyntaxError(InputError):
    """A query is not SPARQL 1.1; `where` has line and column when they are known.

    `token` is what stands there, `suggestion` what may have been meant; either may be empty.
    """

    def __init__(
        self,
        what: str,
        *,
        where: Location | None = None,
        mend: str = "",
        token: str = "",
        suggestion: str = "",
    ) -> None:
        self.token = token
        self.suggestion = suggestion
        super().__init__(what, where=where, mend=mend)

    def __str__(self) -> str:
        said = super().__str__()
        if not self.suggestion or self.suggestion in said:
            return said
        return f"{said.rstrip('.')}. Perhaps: {self.suggestion}"


class ForbiddenQueryError(InputError):
    """A query asks for what is never given: SERVICE, LOAD, an update, too deep nesting."""


class ServiceRefusedError(ForbiddenQueryError):
    """A query asks an endpoint to which it may not go."""


class QueryHeaderError(InputError):
    """The `#+` header of a stored query is at fault."""


class PolicyError(InputError):
    """The rules or ceilings of a policy are missing or at fault."""


class UnknownQueryError(InputError):
    """No stored query has this name."""


class ParameterError(InputError):
    """A parameter of a stored query, or an argument, is missing, unknown or of the wrong type."""


class NotFoundError(InputError):
    """No entity has this IRI or slug."""


class UnknownFormatError(InputError):
    """No serialisation has this name or media type, or it cannot hold this kind of answer."""


class AnchorError(InputError):
    """A passage cannot be anchored."""


class QuoteNotFound(AnchorError):
    """The passage is not in the text."""


class QuoteAmbiguous(AnchorError):
    """The passage stands in the text more than once."""


class LoadFailed(LlmkgError):
    """Files could not be read: all faults of all files, in the order of the files."""

    def __init__(self, errors: Sequence[InputError]) -> None:
        self.errors = tuple(errors)
        count = len(self.errors)
        lines = "".join(f"\n  {error}" for error in self.errors)
        super().__init__(f"{count} input error{'' if count == 1 else 's'}:{lines}")


class CheckFailed(LlmkgError):
    """The check found at least one violation; the report holds every finding."""

    def __init__(self, report: Report) -> None:
        self.report = report
        count = len(report.violations)
        super().__init__(
            f"The check found {count} violation{'' if count == 1 else 's'}",
            mend="Run `llmkg check` for each one with its place and how to mend it.",
        )


class SnapshotError(LlmkgError):
    """The built snapshot cannot be used or made."""


class NoSnapshotError(SnapshotError):
    """Nothing has been built yet."""


class SnapshotDamagedError(SnapshotError):
    """What is on disk is not what was built."""


class SnapshotLockedError(SnapshotError):
    """Another build is running."""


class NotWholeError(SnapshotError):
    """A remote store is being loaded, or was while it was read; soon it can be read again."""


class OutsideError(LlmkgError):
    """Something outside the program failed: the disk, the network, a remote service."""


class DiskFullError(OutsideError):
    """There is no room left on the disk that is to be written to."""


class MissingExtraError(OutsideError):
    """A package that only some need is not installed; `mend` says how to install it."""


class ServiceFailedError(OutsideError):
    """The endpoint of a SERVICE did not answer, or not as it should."""


class EndpointError(OutsideError):
    """A remote store could not be reached, or did not do as it should."""


class PassingError(EndpointError):
    """A remote store failed in a way that may pass; `after`: seconds that it asks one to wait."""

    def __init__(
        self, what: str, *, where: Location | None = None, mend: str = "", after: float = 0.0
    ) -> None:
        self.after = after
        super().__init__(what, where=where, mend=mend)


class LateError(EndpointError):
    """A remote store did not answer in time."""


class DeniedError(EndpointError):
    """A remote store wants to know who we are, or does not allow this to us."""


class CutAnswerError(EndpointError):
    """A remote store left something of its answer out, as it may have been told to."""
