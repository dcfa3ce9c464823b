"""Content negotiation: which format a request gets, and the entity tag of an answer.

Media ranges are read by werkzeug. Their parameters other than ``q`` do not count (a client that
asks for ``text/turtle;charset=utf-8`` gets Turtle), the most specific range that fits a media type
decides its quality (RFC 9110, 12.5.1), and the server's order decides between equals.

One parameter counts where it is said so: ``version=1.2``, by which the formats of RDF announce
triple terms (https://www.w3.org/TR/rdf12-turtle/#sec-mediaReg). A version that is not known here,
or that needs no announcing, asks for the format as it always was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header, parse_etags, parse_options_header

from llmkg.errors import UnknownFormatError
from llmkg.export.formats import Format, find_format
from llmkg.export.triple_terms import FORMATS, VERSION

F = TypeVar("F", bound=Format)

_VERSIONED = frozenset(format_.media_type for format_ in FORMATS)
MAX_ACCEPT = 4_096
"""Longest Accept header that is read, in characters; a longer one counts as none."""


class NotAcceptableError(UnknownFormatError):
    """None of the formats at hand is acceptable to the client."""


@dataclass(frozen=True, slots=True)
class Choice(Generic[F]):
    """A format, and the media type under which the client asked for it."""

    format: F
    media_type: str

    @property
    def content_type(self) -> str:
        """The value of the Content-Type header."""
        return self.format.content_type(self.media_type)

    @property
    def name(self) -> str:
        """What ``?format=`` asks for it by."""
        return self.media_type if is_versioned(self.media_type) else self.format.name


def choose(
    accept: str | None, formats: Sequence[F], *, named: str | None = None, versions: bool = False
) -> Choice[F]:
    """The best of `formats` for an Accept header; a `named` one (from ``?format=``) overrides it.

    `versions`: a client may ask for RDF 1.2, which then is in the media type of the choice.

    Raises UnknownFormatError for a name that none of the formats has, NotAcceptableError when the
    header rules out all of them. A header that is absent or says nothing readable asks for nothing.
    """
    if named is not None:
        format_ = find_format(named, formats)
        media_type = versioned(format_) if versions and is_versioned(named) else ""
        return Choice(format_, media_type or format_.media_type)
    ranges = media_ranges(accept, versions=versions)
    if not ranges:
        return Choice(formats[0], formats[0].media_type)
    # Another name of a format counts only when the client wrote it out: by a wildcard a format goes
    # under its own name, so that `text/turtle;q=0, */*` cannot bring Turtle back by an older one.
    spelt = {name for name, _ in ranges}
    offers = [
        (format_, media_type)
        for format_ in formats
        for media_type in format_.media_types
        if media_type == format_.media_type or media_type in spelt
    ]
    # First, so that between equals a client gets what it took the trouble to write out.
    announced = [(format_, versioned(format_)) for format_ in formats]
    offers = [(format_, name) for format_, name in announced if name in spelt] + offers
    format_, media_type = max(offers, key=lambda offer: ranges.quality(offer[1]))
    if ranges.quality(media_type) <= 0:
        raise NotAcceptableError(
            f"Nothing here comes as {accept}", mend=f"Accept one of: {media_types(formats)}."
        )
    return Choice(format_, media_type)


def versioned(format_: Format) -> str:
    """The media type of a format with the version of RDF that has triple terms; "" without one."""
    return f"{format_.media_type};version={VERSION}" if format_ in FORMATS else ""


def is_versioned(media_type: str) -> bool:
    """Whether a media type announces the version of RDF that has triple terms."""
    return parse_options_header(media_type)[1].get("version") == VERSION


def media_ranges(accept: str | None, *, versions: bool = False) -> MIMEAccept:
    """The media ranges of an Accept header with their qualities, parameters left out.

    `versions`: the version of RDF that has triple terms stays, where a format knows of it.
    """
    if not accept or len(accept) > MAX_ACCEPT:
        return MIMEAccept()
    best: dict[str, float] = {}
    for text, quality in parse_accept_header(accept, MIMEAccept):
        name = text.partition(";")[0].strip().lower()
        name = "*/*" if name == "*" else name
        kind, slash, subtype = name.partition("/")
        if slash and kind and subtype and not (kind == "*" and subtype != "*"):
            if versions and name in _VERSIONED and is_versioned(text):
                name = f"{name};version={VERSION}"
            best[name] = max(quality, best.get(name, 0.0))
    return MIMEAccept(list(best.items()))


def media_types(formats: Sequence[Format]) -> str:
    """The registered media types of formats, for a message."""
    return ", ".join(format_.media_type for format_ in formats)


def entity_tag(*parts: str) -> str:
    """A strong entity tag (with its quotes) for an answer that `parts` determine entirely."""
    digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()
    return f'"{digest[:32]}"'


def is_known(if_none_match: str | None, tag: str, *, exists: bool = False) -> bool:
    """Whether the client says that it holds the answer with this tag (RFC 9110, 13.1.2).

    ``*`` means any answer, so it counts only once the answer is known to exist.
    """
    if not if_none_match:
        return False
    tags = parse_etags(if_none_match)
    if tags.star_tag:
        return exists
    return tags.contains_weak(tag.strip('"'))
