"""Texts of sources that whoever runs the server has given, to show passages in place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from llmkg.anchor import read_text, text_digest
from llmkg.errors import InputError, ParameterError
from llmkg.model.location import Location

if TYPE_CHECKING:
    from llmkg.kb import KnowledgeBase
    from llmkg.model.source import Source


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts by the slugs of their sources; `paths` are the files, whole."""

    paths: Mapping[str, str] = field(default_factory=dict)
    held: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """The text and its digest."""

    @classmethod
    def read(cls, paths: Mapping[str, str]) -> Texts:
        """Read them; ParameterError where one cannot be had, OutsideError when the disk fails."""
        held = {}
        for slug, path in paths.items():
            if not path:
                raise ParameterError("--text has no path", mend="Write --text SLUG=PATH.")
            try:
                text = read_text(Path(path))
            except InputError as error:
                raise ParameterError(error.what, where=error.where, mend=error.mend) from error
            held[slug] = (text, text_digest(text))
        return cls({slug: str(Path(path).resolve()) for slug, path in paths.items()}, held)

    def verify(self, kb: KnowledgeBase) -> None:
        """Raises ParameterError for a text that is not the one that its source names."""
        for slug, (_, digest) in self.held.items():
            try:
                source = kb.source(slug)
            except InputError as error:
                mend = "Give the slug that ends the source's address."
                raise ParameterError(f"There is no source {slug!r}", mend=mend) from error
            where = Location(self.paths[slug])
            if source.text_digest is None:
                raise ParameterError(
                    f"The source {slug} names no text, so that this one cannot be verified",
                    where=where,
                    mend="Leave --text out, or record the digest of its text (llmkg:textDigest).",
                )
            if source.text_digest != digest:
                raise ParameterError(
                    f"This is not the text of {slug}: its sha256 is {digest[:16]}…, and the source "
                    f"names {source.text_digest[:16]}…",
                    where=where,
                    mend="Give the text to which its anchors point, unchanged to the byte.",
                )

    def of(self, source: Source) -> str | None:
        """The text of a source, if it was given and is the one that this snapshot names."""
        text, digest = self.held.get(source.slug, ("", ""))
        return text if digest and digest == source.text_digest else None

    def mark(self, slug: str) -> str:
        """What tells answers with this text from others: a digest, or nothing."""
        return self.held.get(slug, ("", ""))[1]


NO_TEXTS: Final = Texts()
