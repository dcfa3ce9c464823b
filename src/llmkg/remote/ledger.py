"""What of a load is done already: a file with a line for each step, written when it is done."""

from __future__ import annotations

import json
import os
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from filelock import FileLock, Timeout

from llmkg.errors import OutsideError
from llmkg.model.location import Location


class Ledger:
    """Of the loads of one endpoint from one folder of snapshots; one process holds it at a time."""

    def __init__(self, out: Path, address: str) -> None:
        self._path = out / "remote" / f"{sha256(address.encode()).hexdigest()[:16]}.jsonl"
        self._file: IO[str] | None = None
        self._lock = FileLock(self._path.with_suffix(".lock"))

    def __enter__(self) -> Self:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._lock.acquire(timeout=0)
        except Timeout as error:
            raise OutsideError(
                "Another load to the same store is running",
                where=Location(str(self._path)),
                mend="Wait until it is done.",
            ) from error
        except OSError as error:
            raise self._refused(error) from error
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()
        self._lock.release()

    def done(self, run: str, digest: str) -> frozenset[str]:
        """The steps of this run towards this snapshot that are done; none where it is another."""
        try:
            lines = self._path.read_text(encoding="utf-8").split("\n")
            head = json.loads(lines[0])
        except (OSError, ValueError):
            return frozenset()
        if head != {"run": run, "digest": digest}:
            return frozenset()
        return frozenset(lines[1:-1])  # the last may be cut

    def begin(self, run: str, digest: str) -> None:
        """Nothing is done yet of this run."""
        self._write("w", json.dumps({"run": run, "digest": digest}))

    def resume(self) -> None:
        """Go on where it was left, behind a line that may have been cut."""
        self._write("a", "")

    def note(self, name: str) -> None:
        """A step is done."""
        if self._file is None:
            raise ValueError("begin or resume first")
        self._put(self._file, name)

    def clear(self) -> None:
        """The load is done."""
        if self._file is not None:
            self._file.close()
            self._file = None
        self._path.unlink(missing_ok=True)

    def _write(self, mode: str, line: str) -> None:
        try:
            self._file = self._path.open(mode, encoding="utf-8")
            self._put(self._file, line)
        except OSError as error:
            raise self._refused(error) from error

    def _put(self, file: IO[str], line: str) -> None:
        try:
            file.write(f"{line}\n")
            file.flush()
            os.fsync(file.fileno())
        except OSError as error:
            raise self._refused(error) from error

    def _refused(self, error: OSError) -> OutsideError:
        return OutsideError(
            f"What is done of the load cannot be noted: {error.strerror or error}",
            where=Location(str(self._path)),
        )
