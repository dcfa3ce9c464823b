"""Where snapshots lie for others: a folder, a bucket of object storage, or a web server.

All of them are read and written through `obstore`, which knows S3, Google's and Azure's storage,
HTTP and folders, takes credentials from the environment, and tries again what may pass. (fsspec
would want a package for each of them, and leaves a part of a file behind when it is interrupted.)
"""

from __future__ import annotations

import errno
import hashlib
import os
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
        self._folder = None if _SCHEME.match(address) else Path(address).expanduser().absolute()
        self._opened: ObjectStore | None = None
        if self._folder is None or self._folder.exists():
            self._open()

    @property
    def _store(self) -> ObjectStore:
        """A folder that is not there has nothing in it, and is not made by who only reads."""
        if self._opened is None and self._folder is not None and not self._folder.exists():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), self.address)
        return self._open()

    def _open(self) -> ObjectStore:
        if self._opened is None:
            self._opened = _opened(self.address, self._folder)
        return self._opened

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
        """Write an object into a new file; gives its size and sha256 as a manifest has them.

        Raises OSError when the file cannot be written: that is no fault of the place.
        """
        size, digest = 0, hashlib.sha256()
        with path.open("xb") as file:
            for piece in self._pieces(name):
                size += file.write(piece)
                digest.update(piece)
        return f"{size} {digest.hexdigest()}"

    def _pieces(self, name: str) -> Iterator[bytes]:
        with self._translated():
            pieces = iter(self._do.get(self._store, name).stream(min_chunk_size=_PIECE))
        while True:
            with self._translated():
                piece = next(pieces, None)
            if piece is None:
                return
            yield bytes(piece)

    def size(self, name: str) -> int | None:
        """Of an object, in bytes; None where there is none."""
        with self._translated():
            try:
                return int(self._do.head(self._store, name)["size"])
            except FileNotFoundError:
                return None

    def put(self, name: str, content: bytes | Path) -> None:
        """Write an object: it is there as a whole, or as it was before.

        Makes the folder; ParameterError where that cannot be.
        """
        store = self._open()
        with self._translated():
            self._do.put(store, name, content)

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


def _opened(address: str, folder: Path | None) -> ObjectStore:
    from obstore.exceptions import BaseError  # noqa: PLC0415 - as above
    from obstore.store import LocalStore, from_url  # noqa: PLC0415

    try:
        if folder is not None:
            return LocalStore(folder, mkdir=True)
        if address.startswith(_WEB):
            return from_url(address.rstrip("/"), client_options={"allow_http": True})
        return from_url(address.rstrip("/"))
    except (OSError, ValueError, BaseError) as error:
        raise ParameterError(
            f"No snapshots can lie at {address!r}: {str(error).partition(chr(10))[0]}",
            mend="Give a folder, or an address such as s3://bucket/llmkg or https://example.org/kg.",
        ) from error
