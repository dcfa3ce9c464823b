"""What a request for a thing asks for: profile, format and day.

Profiles follow "Content Negotiation by Profile" of the W3C in both of its functional profiles: by
header (Accept-Profile, answered with Content-Profile) and by query string (``_profile`` and
``_mediatype``). The query string goes before the headers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any, Final

from fastapi import Request

from llmkg.errors import InputError, ParameterError
from llmkg.export.formats import GRAPH_FORMATS, Format
from llmkg.export.profiles import (
    ALTERNATES,
    DEFAULT,
    PROFILES,
    Profile,
    UnknownProfileError,
    find_profile,
)
from llmkg.export.triple_terms import FORMATS
from llmkg.http.negotiate import Choice, NotAcceptableError, choose, versioned
from llmkg.http.params import HTML

MARKDOWN: Final = Format(
    name="md",
    aliases=("markdown",),
    media_types=("text/markdown",),
    extension="md",
    charset=True,
)
_PAGE: Final[tuple[Any, ...]] = (HTML, *GRAPH_FORMATS, MARKDOWN)
_LIST: Final[tuple[Any, ...]] = (HTML, *GRAPH_FORMATS)
_MAX_HEADER: Final = 4_096
_RANGE: Final = re.compile(
    r"\s*(?:<(?P<iri>[^<>\s]*)>|(?P<name>[^\s,;<>]+))"
    r"\s*(?:;\s*q\s*=\s*(?P<q>[01](?:\.\d{0,3})?)\s*)?\s*(?:,|$)"
)
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


class DayError(InputError):
    """A day at which nothing can be shown: it is none, or it is yet to come."""


@dataclass(frozen=True, slots=True)
class Representation:
    """What goes out: after which profile, in which format, as of which day (None: now)."""

    profile: Profile
    choice: Choice[Format]
    day: str | None

    @property
    def key(self) -> str:
        """What tells the entity tag of this view from that of others at the same address."""
        usual = self.profile is DEFAULT
        return self.choice.media_type + ("" if usual else f" {self.profile.token}")


def view(
    request: Request,
    *,
    named: str | None,
    media_type: str | None,
    profile: str | None,
    as_of: str | None,
) -> Representation:
    """The view that a request asks for.

    Raises UnknownProfileError for a profile in the query string that there is not, DayError,
    NotAcceptableError, UnknownFormatError, and ParameterError for two formats at once.
    """
    if named is not None and media_type is not None:
        raise ParameterError("format and _mediatype are both given", mend="Give one of them.")
    if media_type is not None:
        named = media_type.replace(" ", "+")  # a plus that was not escaped
    chosen = _chosen(request, profile)
    accept = request.headers.get("accept")
    choice = choose(accept, formats_of(chosen), named=named, versions=chosen is not ALTERNATES)
    if chosen.version:  # whoever cannot say it in the media type asks for this profile
        choice = Choice(choice.format, versioned(choice.format))
    return Representation(chosen, choice, None if as_of is None else day_of(as_of))


def formats_of(profile: Profile) -> Sequence[Any]:
    """The formats that a profile comes in, the usual one first."""
    if profile is DEFAULT:
        return _PAGE
    if profile.version:
        return FORMATS
    return _LIST if profile is ALTERNATES else GRAPH_FORMATS


def day_of(text: str) -> str:
    """The day (YYYY-MM-DD). Raises DayError for what is none, and for one yet to come."""
    try:
        found = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        found = None
    if found is None:
        raise DayError(f"as_of is {text!r}, which is no day", mend="Write YYYY-MM-DD.")
    if found > datetime.now(UTC).date():
        raise DayError(f"{text} is yet to come", mend="Give today or a day before it.")
    return text


def asked_day(request: Request) -> str | None:
    """The day of an Accept-Datetime header (RFC 7089); None without one.

    One that is yet to come means the latest that there is (4.5.3). Raises DayError for no date.
    """
    given = request.headers.get("accept-datetime")
    if given is None:
        return None
    try:
        found = parsedate_to_datetime(given)
        # What says nothing of its zone ("-0000") is in UTC.
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise DayError(
            f"Accept-Datetime is {given[:100]!r}, which is no date",
            mend="Write it like this: Sun, 18 Dec 2022 00:00:00 GMT.",
        ) from error
    return min(found, datetime.now(UTC)).date().isoformat()


def http_date(day: str) -> str:
    """The first moment of a day as HTTP writes it: what came later that day has that date, too."""
    moment = datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC)
    return format_datetime(moment, usegmt=True)


def _chosen(request: Request, profile: str | None) -> Profile:
    if profile is not None:
        found = find_profile(profile)
        if found is None:
            raise UnknownProfileError(
                f"There is no profile {profile!r}", mend=f"Choose one of: {_tokens()}."
            )
        return found
    header = request.headers.get("accept-profile", "")
    if not header.strip() or len(header) > _MAX_HEADER:
        return DEFAULT
    wanted = _ranges(header)
    if not wanted:
        return DEFAULT
    for name, quality in wanted:
        found = DEFAULT if name == "*" else find_profile(name)
        if found is not None and quality > 0:
            return found
    raise NotAcceptableError(
        f"There is no view after {header}",
        mend=f"Accept-Profile: one of {', '.join(f'<{each.iri}>' for each in PROFILES)}.",
    )


def _ranges(header: str) -> list[tuple[str, float]]:
    """The profiles of an Accept-Profile header, best first; nothing where it cannot be read."""
    found: list[tuple[str, float]] = []
    at = 0
    while at < len(header):
        part = _RANGE.match(header, at)
        if part is None or part.end() == at:
            return []
        name = part["iri"] or (part["name"] or "").strip('"')
        found.append((name, min(float(part["q"] or 1), 1.0)))
        at = part.end()
    return sorted(found, key=lambda each: -each[1])


def _tokens() -> str:
    return ", ".join(profile.token for profile in PROFILES)
