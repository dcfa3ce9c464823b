"""Opening a knowledge graph: the snapshot on this machine, or an endpoint elsewhere."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from llmkg.build import build as make
from llmkg.errors import NoSnapshotError, ParameterError
from llmkg.kb import KnowledgeBase
from llmkg.library.graph import KnowledgeGraph
from llmkg.model.text import LANGUAGES
from llmkg.queries import load_queries
from llmkg.settings import PREFIX, Settings

TIMEOUT: Final = 60.0


def open(  # noqa: A001 - `llmkg.open()` is how it is called
    where: str | Path | None = None,
    *,
    build: bool = False,
    lang: str = "en",
    timeout: float = TIMEOUT,
) -> KnowledgeGraph:
    """Open the knowledge graph for reading.

    where    nothing: the store that ``LLMKG_STORE`` names; without it, the snapshot that the
             command line uses too, by the settings ``LLMKG_ROOT`` and ``LLMKG_OUT``, else at or
             above this folder, else beside the installed data; a folder: one with snapshots
             (``.llmkg``), or one with ``ontology/`` and ``claims/``;
             an address (``https://…/sparql``): a SPARQL endpoint
    build    build a snapshot first, where there is none yet: some seconds, and then never again
    lang     of labels in tables and drawings: "en" or "zh"
    timeout  longest that one waits for an endpoint, in seconds

    Raises NoSnapshotError where nothing is built, OutsideError where an endpoint does not answer,
    ParameterError for an address or language that there is not.
    """
    if lang not in LANGUAGES:
        raise ParameterError(
            f"There is no language {lang!r}", mend=f"There are: {', '.join(LANGUAGES)}."
        )
    if isinstance(where, str) and "://" in where:
        return KnowledgeGraph(_remote(where, timeout), lang=lang)
    settings = _settings(Path(where) if where is not None else None)
    if where is None and settings.store:
        return KnowledgeGraph(_remote(settings.store, timeout), lang=lang)
    return KnowledgeGraph(_embedded(settings, build=build), lang=lang)


def _settings(where: Path | None) -> Settings:
    environ = dict(os.environ)
    if where is not None:
        is_root = (where / "ontology").is_dir() and (where / "claims").is_dir()
        if is_root:
            environ.pop(f"{PREFIX}OUT", None)
        environ[f"{PREFIX}{'ROOT' if is_root else 'OUT'}"] = str(where)
    return Settings.from_environment(environ, cwd=Path.cwd())


def _embedded(settings: Settings, *, build: bool) -> KnowledgeBase:
    queries = settings.root / "queries"
    try:
        return KnowledgeBase.open(settings.out, queries)
    except NoSnapshotError as error:
        if not build:
            raise NoSnapshotError(
                error.what, where=error.where, mend="Run `llmkg build`, or llmkg.open(build=True)."
            ) from error
    make(settings.root, settings.out, keep=settings.keep)
    return KnowledgeBase.open(settings.out, queries)


def _remote(address: str, timeout: float) -> KnowledgeBase:
    from llmkg.elsewhere import RemoteKnowledgeBase  # noqa: PLC0415 - for who has an endpoint
    from llmkg.remote.credentials import Credentials  # noqa: PLC0415 - as above
    from llmkg.remote.endpoint import Endpoint  # noqa: PLC0415 - as above

    settings = _settings(None)
    known = Credentials.from_environment(os.environ)
    endpoint = Endpoint(address, timeout=timeout, credentials=known)
    return RemoteKnowledgeBase(endpoint, load_queries(settings.root / "queries"))
