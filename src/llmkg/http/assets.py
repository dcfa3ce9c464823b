"""Scripts and style sheets, as Vite built them: hashed names, compressed beforehand."""

from __future__ import annotations

import json
import logging
import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import Response
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

from llmkg.errors import NotFoundError

FOLDER: Final = Path(__file__).parent / "static"
PREFIX: Final = "/static/"
_ENCODINGS: Final = (("br", ".br"), ("gzip", ".gz"))
_HASHED: Final = re.compile(r"-[\w-]{8}\.\w+$")
_FOREVER: Final = "public, max-age=31536000, immutable"
"""For a name that holds the digest of what it names, so that nothing under it ever changes."""
_A_DAY: Final = "public, max-age=86400"
_TYPES: Final = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a page loads: its script's address, if there is one, and its style sheets'."""

    script: str | None = None
    styles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class File:
    """A file by encoding ("" for none)."""

    media_type: str
    bodies: Mapping[str, bytes]


class Assets:
    """The built files, read once."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._files = _files(folder)
        manifest = folder / "manifest.json"
        self._manifest: Mapping[str, Any] = (
            json.loads(manifest.read_text("utf-8")) if manifest.is_file() else {}
        )
        if not self._manifest:
            log.warning("no style sheets: %s is not built; run `make web`", folder)

    def entry(self, source: str) -> Entry:
        """What was built of an entry of Vite's, such as "src/app.ts"; empty if nothing was."""
        built = self._manifest.get(source, {})
        script = built.get("file")
        return Entry(
            script and f"{PREFIX}{script}",
            tuple(f"{PREFIX}{name}" for name in built.get("css", ())),
        )

    def answer(self, name: str, accept_encoding: str | None) -> Response:
        """The file under this name; NotFoundError when there is none."""
        file = self._files.get(name)
        if file is None:
            raise NotFoundError(f"There is no file {name!r}")
        cache = _FOREVER if _HASHED.search(name) else _A_DAY
        headers = {"Cache-Control": cache, "Vary": "Accept-Encoding"}
        accepted = parse_accept_header(accept_encoding, Accept)
        for encoding, _ in _ENCODINGS:
            if encoding in file.bodies and accepted.quality(encoding) > 0:
                headers["Content-Encoding"] = encoding
                return Response(file.bodies[encoding], 200, headers, file.media_type)
        return Response(file.bodies[""], 200, headers, file.media_type)

    def routes(self) -> APIRouter:
        """``/static/…``, which is no part of the interface."""
        router = APIRouter()

        @router.get(PREFIX + "{name}", include_in_schema=False)
        async def static(request: Request, name: str) -> Response:
            return self.answer(name, request.headers.get("accept-encoding"))

        return router


def _files(folder: Path) -> Mapping[str, File]:
    endings = tuple(ending for _, ending in _ENCODINGS)
    found = {}
    for path in sorted(folder.glob("*")) if folder.is_dir() else ():
        if path.name.startswith(".") or path.name.endswith(endings) or not path.is_file():
            continue
        bodies = {"": path.read_bytes()}
        for encoding, ending in _ENCODINGS:
            compressed = path.with_name(path.name + ending)
            if compressed.is_file():
                bodies[encoding] = compressed.read_bytes()
        guessed = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        found[path.name] = File(_TYPES.get(path.suffix, guessed), bodies)
    return found
