"""The dataset as files, under addresses that keep their content: ``/dumps/{digest}/{name}``."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Final, TypeAlias

from fastapi import APIRouter, Depends
from fastapi import Path as PathParameter
from starlette.responses import Response

from llmkg.errors import NotFoundError
from llmkg.export.dump import PACKED, SUMS, Dump, dumps
from llmkg.http.files import StoredFile
from llmkg.http.openapi import Responses, answers
from llmkg.http.params import only_known
from llmkg.http.service import Service
from llmkg.store import manifest as manifests
from llmkg.store.embedded import EmbeddedStore

Name: TypeAlias = Annotated[
    str,
    PathParameter(description="The file.", examples=["llmkg.nq.gz"], pattern=r"^[\w.\-]{1,200}$"),
]
Digest: TypeAlias = Annotated[
    str,
    PathParameter(description="Digest of the snapshot, hex.", pattern="^[0-9a-f]{64}$"),
]
_FOREVER: Final = "public, max-age=31536000, immutable"
_FAULT: Final = answers("Problem")["default"]
_FILE: Final[Responses] = {
    200: {"description": "The file.", "content": {PACKED: {}, "text/plain": {}}},
    206: {"description": "A part of it."},
    304: {"description": "What the client holds is the file."},
    416: {**_FAULT, "description": "The range is beyond its end."},
    "default": _FAULT,
}


@dataclass(frozen=True, slots=True)
class File:
    """A file that goes out: where it lies, its media type, and its digest where one is known."""

    path: Path
    media_type: str
    sha256: str


def routes(service: Service) -> APIRouter:
    """``/dumps/{name}`` and ``/dumps/{digest}/{name}``."""
    router = APIRouter(tags=["dataset"], dependencies=[Depends(only_known)])

    @router.get(
        "/dumps/{name}",
        responses={302: {"description": "To the file of the current snapshot."}},
        status_code=302,
        response_class=Response,  # it has no body
        summary="A file of the current snapshot",
    )
    async def latest(name: Name) -> Response:
        def find() -> str:
            digest = service.kb.manifest.digest
            return f"/dumps/{digest}/{_file(service, digest, name).path.name}"

        address = await service.workers.run(find)
        headers = {"Location": address, "Cache-Control": "no-cache"}
        return Response(status_code=HTTPStatus.FOUND, headers=headers)

    @router.get("/dumps/{digest}/{name}", responses=_FILE, summary="A file of one snapshot")
    async def dump(digest: Digest, name: Name) -> Response:
        file = await service.workers.run(lambda: _file(service, digest, name))
        headers = {"ETag": f'"{file.sha256 or digest}"', "Cache-Control": _FOREVER}
        if file.sha256:
            packed = base64.b64encode(bytes.fromhex(file.sha256)).decode()
            headers["Repr-Digest"] = f"sha-256=:{packed}:"
        return StoredFile(file.path, headers=headers, media_type=file.media_type)

    return router


def current(service: Service) -> tuple[Dump, ...]:
    """The files of the snapshot that is read; made where they are not there yet."""
    reading = service.readings.get()
    return dumps(reading.folder, reading.kb.store, reading.digest)[1]


def _file(service: Service, digest: str, name: str) -> File:
    """Raises NotFoundError for a snapshot that is gone, and for a file that it does not have."""
    folder, found = _dumps(service, digest)
    if name == SUMS:
        return File(folder / SUMS, "text/plain", "")
    for each in found:
        if each.name == name:
            return File(folder / name, PACKED, each.sha256)
    raise NotFoundError(f"There is no file {name} here", mend="See /dumps/ for what there is.")


def _dumps(service: Service, digest: str) -> tuple[Path, tuple[Dump, ...]]:
    reading = service.readings.get()
    if digest == reading.digest:
        return dumps(reading.folder, reading.kb.store, digest)
    folders = (service.settings.out / "snapshots").glob(f"{digest[:16]}*")
    for folder in sorted(folders):
        if manifests.read(folder / "manifest.json").digest == digest:
            store = EmbeddedStore.read_only(folder / "store")
            try:
                return dumps(folder, store, digest)
            finally:
                store.close()
    raise NotFoundError(
        f"The snapshot {digest} is not kept here",
        mend=f"The current one is {reading.digest}; see /dumps/.",
    )
