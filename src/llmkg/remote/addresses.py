"""Where an endpoint answers: its addresses for queries, for updates, and for whole graphs."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from llmkg.errors import ParameterError

MOST = 3


@dataclass(frozen=True, slots=True)
class Addresses:
    """The addresses of one endpoint; those for writing may be empty, and are looked for then."""

    query: str
    update: str = ""
    graphs: str = ""

    @classmethod
    def read(cls, text: str) -> Addresses:
        """One to three addresses between white space: of queries, updates, and the graph store.

        Raises ParameterError for what is no http address, and for one that holds a password.
        """
        found = text.split()
        if not 1 <= len(found) <= MOST:
            raise ParameterError(
                f"{text!r} is no address of an endpoint",
                mend='Give one such as "https://example.org/sparql"; where updates and whole '
                "graphs go elsewhere than usual, their addresses after it, between spaces.",
            )
        return cls(*map(_checked, found))


def is_address(text: str) -> bool:
    """Whether a text means an address rather than a folder."""
    return "://" in text


def without_secrets(address: str) -> str:
    """The address as it may be shown: no user, no password, no query."""
    parts = urlsplit(address)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def _checked(address: str) -> str:
    try:
        parts = urlsplit(address)
        fine = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fine = False
    if not fine or parts.fragment or not address.isascii() or not address.isprintable():
        raise ParameterError(
            f"{address!r} is no address of an endpoint",
            mend='Give one such as "https://example.org/sparql".',
        )
    if "@" in parts.netloc:
        raise ParameterError(
            f"The address {without_secrets(address)} came with a user or password in it",
            mend="Addresses end up in logs: give LLMKG_STORE_USER and LLMKG_STORE_PASSWORD, or "
            "LLMKG_STORE_TOKEN, in the environment.",
        )
    return address
