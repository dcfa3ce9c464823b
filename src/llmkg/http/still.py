"""A copy of the site as files: every page in both languages, with the data beside it.

Pages are the server's own, asked for in this process and its children; `export.site` turns their
addresses into names of files.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from llmkg.errors import OutsideError
from llmkg.export.dump import dumps
from llmkg.export.site import FILES, LIVE, ORIGIN, SEARCH, SPOKEN, STATIC, Copy, Page, data_file
from llmkg.http.app import assembled
from llmkg.http.assets import FOLDER
from llmkg.http.language import Language, Messages
from llmkg.http.registry import discover
from llmkg.http.routes.site import addresses
from llmkg.http.service import Service
from llmkg.model.location import Location
from llmkg.settings import Settings
from llmkg.store.snapshot import open_current
from llmkg.vocab import BASE, Kind, split

NEED_A_SERVER: Final = frozenset(("/sparql", "/explain", "/search"))
_TEXTS: Final = ("/llms.txt", "/index.md", "/ontology.md", "/logo.svg", "/context.jsonld")
_BATCH: Final = 40
_FOUND: Final = 200
_MAIN: Final = ("<main", "</main>")

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Still:
    """What was written: how many pages, and how many files in all."""

    pages: int
    files: int


@dataclass(frozen=True, slots=True)
class _Task:
    """What a process needs to know once."""

    settings: Settings
    folder: Path
    base: str
    paths: frozenset[str]
    files: frozenset[str]


def write_site(
    settings: Settings,
    folder: Path,
    *,
    base: str = "",
    processes: int = 0,
    progress: Progress = lambda _done, _all: None,
) -> Still:
    """Write the whole site of the current snapshot into a folder, which is made.

    base       where it will stand, for canonical addresses; the copy works elsewhere all the same
    processes  that render; as many as there are processors, without a number

    Raises OutsideError when the folder cannot be written, NoSnapshotError.
    """
    settings = replace(settings, base=ORIGIN)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        task = _prepared(settings, folder, f"{base.rstrip('/')}/" if base else "")
        return _rendered(task, processes or os.cpu_count() or 1, progress)
    except OSError as error:
        raise OutsideError(
            f"The site cannot be written: {error.strerror}", where=Location(str(folder))
        ) from error


def _prepared(settings: Settings, folder: Path, base: str) -> _Task:
    """Write what is no page, and list what is to come."""
    with open_current(settings.out) as snapshot:
        store = snapshot.store()
        things = [f"/{each}" for each in addresses(store)]
        source, packed = dumps(snapshot.path, store, snapshot.manifest.digest)
        store.close()
        names = [each.name for each in packed] + ["SHA256SUMS"]
        _copied(source, folder / "dumps", names)
    static = [
        path.name
        for path in FOLDER.iterdir()
        if path.is_file()
        and path.name[0] != "."
        and path.suffix not in (".br", ".gz")
        and path.name != "manifest.json"
    ]
    _copied(FOLDER, folder / STATIC.strip("/"), static)
    (folder / ".nojekyll").touch()  # some hosts leave out what begins with an underscore
    sites = [site.path for site in discover().sites if site.path not in NEED_A_SERVER]
    paths = {*things, *sites, f"/{LIVE}", f"/{SEARCH}"}
    data = {
        data_file(path, ending, language.value)
        for path in things
        if split(BASE + path.lstrip("/"))
        for ending in FILES.values()
        for language in Language
    }
    files = {*data, *(f"dumps/{name}" for name in names), *(each.lstrip("/") for each in _TEXTS)}
    return _Task(settings, folder, base, frozenset(paths), frozenset(files))


def _copied(source: Path, target: Path, names: Iterable[str]) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for name in names:
        (target / name).write_bytes((source / name).read_bytes())


def _rendered(task: _Task, processes: int, progress: Progress) -> Still:
    """Render in processes, batch by batch; what pages lead to further down comes after them."""
    waiting = [Page(path, language.value) for path in sorted(task.paths) for language in Language]
    done: set[Page] = set()
    with ExitStack() as stack:
        if processes == 1:
            worker = stack.enter_context(closing(_Worker(task)))
            work: Callable[[list[list[Page]]], Iterable[set[Page]]] = partial(map, worker.write)
        else:
            # Not forked: the store has threads, which a fork would leave behind.
            pool = ProcessPoolExecutor(
                processes, mp_context=get_context("spawn"), initializer=_start, initargs=(task,)
            )
            work = partial(stack.enter_context(pool).map, _work)
        while waiting:
            done |= set(waiting)
            batches = [waiting[at : at + _BATCH] for at in range(0, len(waiting), _BATCH)]
            more: set[Page] = set()
            for at, found in enumerate(work(batches), start=1):
                more |= found
                progress(min(at * _BATCH, len(waiting)) + len(done) - len(waiting), len(done))
            waiting = sorted(more - done, key=lambda page: page.file)
    return Still(len(done), sum(1 for path in task.folder.rglob("*") if path.is_file()))


class _Worker:
    """One process's server, and what it writes."""

    def __init__(self, task: _Task) -> None:
        self._task = task
        self._service = Service(task.settings)
        self._app = assembled(self._service, None)
        self._messages = Messages()
        self._loop = asyncio.new_event_loop()
        self._templates = Environment(
            loader=PackageLoader("llmkg.http"), autoescape=True, undefined=StrictUndefined
        )

    def write(self, pages: Sequence[Page]) -> set[Page]:
        """Write pages and the data beside them; gives the pages that they led to."""
        # One run for all of them: the framework's threads end with it.
        writing = self._write(pages)
        try:
            return self._loop.run_until_complete(writing)
        finally:
            writing.close()  # it has not even begun where another loop runs around this one

    def close(self) -> None:
        """Let go of the snapshot."""
        self._loop.close()
        self._service.close()

    async def _write(self, pages: Sequence[Page]) -> set[Page]:
        copy = Copy(self._task.paths, self._task.files, self._task.base)
        for page in pages:
            text = await self._text(page)
            if text is not None:
                self._put(page.file, copy.page(page, text).encode())
            if page.is_first:
                await self._data(copy, page)
        return copy.found

    async def _data(self, copy: Copy, page: Page) -> None:
        is_first = page.language == Language.EN.value
        is_thing = split(BASE + page.path.lstrip("/")) is not None
        for name, ending in FILES.items() if is_thing else ():
            if is_first or ending in SPOKEN:
                query = f"format={name}&lang={page.language}"
                file = data_file(page.path, ending, page.language)
                await self._text_file(copy, file, page.path, query)
        if page.path == "/" and is_first:
            for path in _TEXTS:
                await self._text_file(copy, path.lstrip("/"), path, "")

    async def _text_file(self, copy: Copy, file: str, path: str, query: str) -> None:
        """Write what the server has at an address, if it has it."""
        status, body = await self._get(path, query)
        if status == _FOUND:
            self._put(file, copy.text(body.decode()).encode())

    async def _text(self, page: Page) -> str | None:
        """The page as the server gives it; None where it has none."""
        if page.path not in (f"/{LIVE}", f"/{SEARCH}"):
            status, body = await self._get(page.path, page.query)
            return body.decode() if status == _FOUND else await self._own(page, LIVE)
        return await self._own(page, page.path.strip("/"))

    async def _own(self, page: Page, name: str) -> str:
        """A page that only the copy has, in the frame of the server's search."""
        language = Language(page.language)
        say = self._messages.translate(language)
        frame = (await self._get(f"/{SEARCH}", f"lang={page.language}"))[1].decode()
        head, opening, rest = frame.partition(_MAIN[0])
        attributes, _, body = rest.partition(">")
        tail = body.partition(_MAIN[1])[2]
        things = self._things(language) if name == SEARCH else []
        inside = self._templates.get_template(f"still/{name}.html").render(t=say, things=things)
        return f"{head}{opening}{attributes}>{inside}{_MAIN[1]}{tail}"

    def _things(self, language: Language) -> list[tuple[str, str, str]]:
        """Address, name and kind of every thing, by name."""
        kb = self._service.kb
        found = []
        for kind in Kind:
            if kind is not Kind.GRAPH:
                for thing in kb.things(kind):
                    path = f"/{thing.iri.removeprefix(BASE)}"
                    labels = thing.label
                    name = labels.get(language.value) or next(iter(labels.values()), thing.slug)
                    if path in self._task.paths:
                        found.append((path, name, kind.value))
        return sorted(found, key=lambda each: (each[1].casefold(), each[0]))

    def _put(self, file: str, body: bytes) -> None:
        path = self._task.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)

    async def _get(self, path: str, query: str) -> tuple[int, bytes]:
        """What the server answers to GET."""
        host = ORIGIN.partition("://")[2]
        scope: dict[str, Any] = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "https",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": [(b"host", host.encode()), (b"accept", b"text/html, */*;q=0.1")],
            "client": ("127.0.0.1", 0),
            "server": (host, 443),
            "root_path": "",
        }
        said: list[dict[str, Any]] = []
        asked: list[bool] = []

        async def receive() -> dict[str, Any]:
            if asked:  # nobody hangs up: who listens for that must not spin
                await asyncio.Event().wait()
            asked.append(True)
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            said.append(message)

        await self._app(scope, receive, send)
        return said[0]["status"], b"".join(part.get("body", b"") for part in said[1:])


_workers: list[_Worker] = []


def _start(task: _Task) -> None:
    """Make this process's worker, once."""
    _workers.append(_Worker(task))


def _work(pages: Sequence[Page]) -> set[Page]:
    return _workers[0].write(pages)
