"""Who may write: names with the hashes of their tokens, in a file that nobody else can read."""

from __future__ import annotations

import hmac
import json
import os
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

from filelock import FileLock

from llmkg.errors import NotFoundError, OutsideError, ParameterError
from llmkg.model.location import Location

_BYTES: Final = 32
_FORMAT: Final = 1
_LONGEST_NAME: Final = 64
PREFIX: Final = "llmkg_"
"""What every token starts with, so that one that got lost is recognised."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it is kept: whose it is, its sha256 (hex), and when it was made (UTC)."""

    name: str
    sha256: str
    created: str


class Tokens:
    """The tokens of a file, which is read again whenever it has changed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen: tuple[int, int, int] | None = None
        self._tokens: tuple[Token, ...] = ()

    def all(self) -> Sequence[Token]:
        """The tokens, by name. Raises OutsideError when the file cannot be read."""
        try:
            found = self.path.stat()
            seen = (found.st_mtime_ns, found.st_size, found.st_ino)
            if seen != self._seen:
                self._tokens = self._read()
                self._seen = seen
        except FileNotFoundError:
            self._tokens, self._seen = (), None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise OutsideError(
                f"The tokens cannot be read: {error}",
                where=Location(str(self.path)),
                mend="Restore the file, or delete it and add tokens anew.",
            ) from error
        return self._tokens

    def owner(self, token: str) -> str | None:
        """The name that goes with a token; None for one that is unknown."""
        given = _hash(token)
        owner = None
        for known in self.all():  # all of them: how long it takes tells nothing
            if hmac.compare_digest(known.sha256, given):
                owner = known.name
        return owner

    def add(self, name: str) -> str:
        """Make a token for a name and give it; it is kept nowhere. Raises ParameterError."""
        if not (name.isprintable() and name.strip() == name and 0 < len(name) <= _LONGEST_NAME):
            raise ParameterError(
                f"{name!r} is no name for a token",
                mend=f"Give up to {_LONGEST_NAME} characters that can be seen.",
            )
        token = PREFIX + secrets.token_urlsafe(_BYTES)
        made = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        with self._locked():
            known = self.all()
            if any(each.name == name for each in known):
                raise ParameterError(
                    f"{name} has a token already",
                    mend=f"Take another name, or first: llmkg token remove {name}.",
                )
            self._write((*known, Token(name, _hash(token), made)))
        return token

    def remove(self, name: str) -> None:
        """Take away a name's right to write. Raises NotFoundError."""
        with self._locked():
            known = self.all()
            left = tuple(each for each in known if each.name != name)
            if len(left) == len(known):
                names = ", ".join(each.name for each in known) or "none"
                raise NotFoundError(f"{name} has no token", mend=f"There are: {names}.")
            self._write(left)

    def _locked(self) -> FileLock:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        return FileLock(self.path.with_name(f"{self.path.name}.lock"))

    def _read(self) -> tuple[Token, ...]:
        given = json.loads(self.path.read_text(encoding="utf-8"))
        if given["format"] != _FORMAT:
            raise ValueError("another version of llmkg wrote the file")
        return tuple(Token(**each) for each in given["tokens"])

    def _write(self, tokens: Sequence[Token]) -> None:
        text = json.dumps(
            {"format": _FORMAT, "tokens": [asdict(each) for each in tokens]}, indent=1
        )
        new = self.path.with_name(f"{self.path.name}.new")
        new.unlink(missing_ok=True)
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        new.replace(self.path)


def _hash(token: str) -> str:
    """Of a random token of 256 bits: there is nothing to guess, so nothing to slow down."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
