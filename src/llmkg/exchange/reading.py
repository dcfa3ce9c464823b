"""Words of records: what says nothing, dates, sizes, hedges, slugs."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from llmkg.exchange.said import Amount, Name, Sort, Value

NOTHING: Final = frozenset(
    (
        "",
        "unknown",
        "unknkown",
        "none",
        "n/a",
        "na",
        "null",
        "nan",
        "tbd",
        "-",
        "?",
        "not specified",
        "unspecified",
        "not applicable",
        "undisclosed",
        "not available",
        "[]",
        "{}",
        "other",
    )
)
"""What records write where they have nothing to say."""

_DATE: Final = re.compile(r"(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?(?:[T ].*)?$")
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_WRITTEN: Final = re.compile(
    r"(?:(\d{1,2})\s+)?([A-Za-z]{3,9})\.?\s+(?:(\d{1,2})(?:st|nd|rd|th)?,?\s+)?(\d{4})$"
)
_DAYS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_TIMES: Final = {
    "": 1,
    "k": 10**3,
    "thousand": 10**3,
    "m": 10**6,
    "million": 10**6,
    "b": 10**9,
    "bn": 10**9,
    "billion": 10**9,
    "t": 10**12,
    "tn": 10**12,
    "trillion": 10**12,
}
_SIZE: Final = re.compile(
    r"(?P<about>~|≈|about|around|approximately|roughly|over|more than|up to|estimated)?\s*"
    r"(?P<number>\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*[-–]?\s*"
    r"(?P<times>[kmbt](?![a-z])|bn|tn|thousand|million|billion|trillion)?\+?\s*[-–]?\s*"
    r"(?P<unit>[^\d,;&()]{0,40}?)\s*(?:\([^()]*\))?\s*\.?\s*$",
    re.IGNORECASE,
)
_BYTES: Final = {
    "kb": "kilobytes",
    "mb": "megabytes",
    "gb": "gigabytes",
    "gib": "gibibytes",
    "tb": "terabytes",
    "pb": "petabytes",
    "tib": "tebibytes",
}
_UNITS: Final = {
    "param": "parameters",
    "params": "parameters",
    "parameter": "parameters",
    "token": "tokens",
    "word": "words",
    "gigabyte": "gigabytes",
    "terabyte": "terabytes",
    "instruction": "instructions",
}
_HEDGE: Final = re.compile(
    r"\b(estimated?|rumou?red|speculated|likely|probably|possibly|perhaps|presumably|unclear|"
    r"unofficial(?:ly)?|unconfirmed|believed|appears to|seems to|allegedly)\b",
    re.IGNORECASE,
)
_COMPANY: Final = ("inc.", "inc", "llc", "ltd.", "ltd", "co.", "corp.", "gmbh")
_SLUG_LENGTH: Final = 80
_MARK: Final = 8
_DIGITS: Final = 30


def says_nothing(text: str | None) -> bool:
    """Whether a value is none: empty, "unknown" and the like."""
    return text is None or text.strip().strip(".").casefold() in NOTHING


def one_line(text: str) -> str:
    """A text with its white space in single blanks."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def hedge_in(text: str) -> str:
    """The first word by which a text weakens what it says; nothing where there is none."""
    found = _HEDGE.search(text)
    return found[0].lower() if found else ""


def date_of(text: str) -> Value | None:
    """A day, month or year; None for what is none, such as the 31st of June."""
    plain = one_line(text)
    found = _DATE.match(plain)
    if found:
        year, month, day = found[1], found[2], found[3]
    else:
        written = _WRITTEN.match(plain)
        if not written or written[2].lower() not in _MONTHS:
            return None
        year, month = written[4], str(_MONTHS[written[2].lower()])
        day = written[1] or written[3]
    if int(year) < 1900 or (month and not 1 <= int(month) <= len(_DAYS)):  # noqa: PLR2004 - no model is older
        return None
    if day:
        leap = int(year) % 4 == 0 and (int(year) % 100 != 0 or int(year) % 400 == 0)
        most = 28 if int(month) == 2 and not leap else _DAYS[int(month) - 1]  # noqa: PLR2004 - February
        if not 1 <= int(day) <= most:
            return None
        return Value(f"{year}-{int(month):02}-{int(day):02}", "date")
    return Value(f"{year}-{int(month):02}", "gYearMonth") if month else Value(year, "gYear")


def size_of(text: str, *, model: bool) -> tuple[Amount, str] | None:
    """A size and the word that makes it uncertain; None for what is not one number and one unit."""
    printed = one_line(text)
    found = _SIZE.match(printed)
    if not found or len(found["number"]) > _DIGITS:
        return None
    unit = found["unit"].strip(" -–.").lower()
    number = Decimal(found["number"].replace(",", "")) * _TIMES[(found["times"] or "").lower()]
    named = _BYTES.get(unit) or _UNITS.get(unit) or unit
    if not named and not model:
        return None
    # A model's size without a unit is a number of parameters wherever anybody prints it so.
    named = named or "parameters"
    measure = (
        Name("parameter count", Sort.MEASURE)
        if named == "parameters"
        else Name("amount of training data", Sort.MEASURE)
    )
    about = (found["about"] or "").lower()
    return Amount(number.normalize(), measure, Name(named, Sort.UNIT), printed), about


def makers(text: str) -> Iterator[str]:
    """The organisations of a field; a comma parts them, but not before `Inc.`."""
    parts: list[str] = []
    for part in (each.strip() for each in text.split(",")):
        if part.casefold() in _COMPANY and parts:
            parts[-1] = f"{parts[-1]}, {part}"
        elif part:
            parts.append(part.removeprefix("and "))
    yield from dict.fromkeys(parts)


def folded(text: str) -> str:
    """What two names of one thing have in common: no case, blanks, dashes, dots between words."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\s\-_‐-―]+", "", plain)


def slug(text: str) -> str:
    """A readable slug of a name; what has no Latin letters or digits gets a digest."""
    plain = unicodedata.normalize("NFKD", text).replace("+", " plus ").replace("/", "--")
    ascii_ = plain.encode("ascii", "ignore").decode().lower()
    made = re.sub(r"[^a-z0-9.\-]+", "-", ascii_)
    made = re.sub(r"-{3,}", "--", made).strip("-.")
    lost = sum(not c.isascii() and c.isalnum() for c in plain)
    if not made or lost > len(made):
        made = f"{made}-{mark(text)}".lstrip("-")
    return made if len(made) <= _SLUG_LENGTH else f"{made[:_SLUG_LENGTH].rstrip('-.')}-{mark(text)}"


def mark(*parts: str) -> str:
    """A short digest that tells one thing from another."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:_MARK]


def kebab(name: str) -> str:
    """`derivedFrom` as `derived-from`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower()
