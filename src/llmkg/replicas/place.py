"""Where snapshots lie for others: a folder, a bucket of object storage, or a web server.

All of them are read and written through `obstore`, which knows S3, Google's and Azure's storage,
HTTP and folders, takes credentials from the environment, and tries again what may pass. (fsspec
would want a package for each of them, and leaves a part of a file behind when it is interrupted.)
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from llmkg.errors import MissingExtraError, OutsideError, ParameterError
from llmkg.model.location import Location

if TYPE_CHECKING:
    from obstore.store import ObjectStore

_SCHEME: Final = re.compile(r"[a-z][a-z0-9+]*://")
_WEB: Final = ("http://", "https://")
_PIECE: Final = 1 << 20


class Place:
    """Objects by name. All of it raises OutsideError when the place cannot be used."""

    def __init__(self, address: str) -> None:
        """`address`: a folder, or a URL (``s3://…``, ``gs://…``, ``az://…``, ``https://…``).

        Raises ParameterError when it is none, MissingExtraError without `obstore`.
        """
        self.address = address
        try:
            import obstore  # noqa: PLC0415 - an optional package
        except ImportError:
            raise MissingExtraError(
                "Snapshots are pushed and pulled through obstore, which is not installed",
                mend="Run `pip install 'llmkg[replicas]'`.",
            ) from None
        self._do = obstore
        self._store = _opened(address)

    @property
    def is_web(self) -> bool:
        """Whether it is a web server, which gives and does not take."""
        return self.address.startswith(_WEB)

    def read(self, name: str) -> bytes | None:
        """A small object; None where there is none."""
        with self._translated():
            try:
                return bytes(self._do.get(self._store, name).bytes())
            except FileNotFoundError:
                return None

    def fetch(self, name: str, path: Path) -> str:
        """Write an object into a new file; gives its size and sha256 as a manifest has them."""
        size, digest = 0, hashlib.sha256()
        with self._translated(), path.open("xb") as file:
            for piece in self._do.get(self._store, name).stream(min_chunk_size=_PIECE):
                size += file.write(piece)
                digest.update(piece)
        return f"{size} {digest.hexdigest()}"

    def size(self, name: str) -> int | None:
        """Of an object, in bytes; None where there is none."""
        with self._translated():
            try:
                return int(self._do.head(self._store, name)["size"])
            except FileNotFoundError:
                return None

    def put(self, name: str, content: bytes | Path) -> None:
        """Write an object: it is there as a whole, or as it was before."""
        with self._translated():
            self._do.put(self._store, name, content)

    def remove(self, names: list[str]) -> None:
        """Take objects away."""
        with self._translated():
            self._do.delete(self._store, names)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (OSError, self._do.exceptions.BaseError) as error:
            said = str(error).partition("\n")[0]
            raise OutsideError(
                f"Snapshots cannot be read or written there: {said}", where=Location(self.address)
            ) from error


def _opened(address: str) -> ObjectStore:
    from obstore.exceptions import BaseError  # noqa: PLC0415 - as above
    from obstore.store import LocalStore, from_url  # noqa: PLC0415

    try:
        if not _SCHEME.match(address):
            return LocalStore(Path(address).expanduser().absolute(), mkdir=True)
        if address.startswith(_WEB):
            return from_url(address.rstrip("/"), client_options={"allow_http": True})
        return from_url(address.rstrip("/"))
    except (OSError, ValueError, BaseError) as error:
        raise ParameterError(
            f"No snapshots can lie at {address!r}: {str(error).partition(chr(10))[0]}",
            mend="Give a folder, or an address such as s3://bucket/llmkg or https://example.org/kg.",
        ) from error
