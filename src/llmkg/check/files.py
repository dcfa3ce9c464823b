"""What went wrong while files were read, as findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from llmkg.check.rules import RULES, Shapes
from llmkg.errors import (
    ArchiveError,
    EmptyInputError,
    EncodingError,
    ForeignSyntaxError,
    InputError,
    LayoutError,
    RecordError,
    TooLargeError,
    TurtleSyntaxError,
)
from llmkg.model.finding import Finding, Severity
from llmkg.model.text import Labels

_RULES: Final[tuple[tuple[type[InputError], str], ...]] = (
    (TurtleSyntaxError, RULES.TurtleSyntax),
    (EncodingError, RULES.FileEncoding),
    (EmptyInputError, RULES.EmptyFile),
    (TooLargeError, RULES.FileTooLarge),
    (LayoutError, RULES.FileLayout),
    (ForeignSyntaxError, RULES.ForeignSyntax),
    (RecordError, RULES.RecordAtFault),
    (ArchiveError, RULES.ArchiveUnsafe),
)


def findings_of(errors: Iterable[InputError], shapes: Shapes) -> Iterator[Finding]:
    """One violation for each error: the rule's message in both languages, then what was seen."""
    for error in errors:
        iri = next(
            (rule for kind, rule in _RULES if isinstance(error, kind)), RULES.UnreadableInput
        )
        rule = shapes.rules.get(iri)
        said = rule.messages if rule else {}
        messages = {language: f"{text} ({error.what})" for language, text in said.items()}
        yield Finding(
            rule=iri,
            severity=Severity.VIOLATION,
            messages=messages or {"en": error.what},
            focus=error.where.file if error.where is not None else "",
            location=error.where,
            mend=_mend(error, rule.mend if rule else {}),
        )


def _mend(error: InputError, mend: Labels) -> Labels:
    """The advice of the error itself, where it has one, knows more than that of the rule."""
    return {**mend, "en": error.mend} if error.mend else mend
