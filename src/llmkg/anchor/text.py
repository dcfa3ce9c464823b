"""The text of a source, exactly as its bytes say."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from llmkg.errors import EncodingError, NotFoundError, OutsideError
from llmkg.model.location import Location


def read_text(path: Path) -> str:
    """The text of a file in UTF-8, code point by code point.

    No newline is translated and no byte order mark dropped.

    Raises NotFoundError when there is no such file, EncodingError with the place of the first bad
    byte, OutsideError when the disk fails.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise NotFoundError(
            "There is no such text", where=Location(str(path)), mend="Give the path of a file."
        ) from error
    except OSError as error:
        raise OutsideError(
            f"The text cannot be read: {error.strerror or error}", where=Location(str(path))
        ) from error
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        raise EncodingError(
            f"The text is not UTF-8: byte 0x{data[error.start]:02X} ({error.reason})",
            where=Location(str(path), before.count("\n") + 1, len(before) - before.rfind("\n")),
            mend="Save it as UTF-8.",
        ) from error


def text_digest(text: str) -> str:
    """sha256 of a text in UTF-8, in hex.

    Lone surrogates, which no UTF-8 file can hold, are digested as if UTF-8 could encode them.
    """
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
