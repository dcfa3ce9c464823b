"""What many tests share: the checkout, and one snapshot of it for all workers."""

import asyncio
import os
import shutil
from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings

from llmkg.build import build
from tests.serving import Served, copied, for_all, run, serving
from tests.small import build_slim, build_small

ROOT = Path(__file__).parents[1]

# A busy machine is no fault of the code; tests of speed measure by themselves.
settings.register_profile("llmkg", deadline=None)
settings.load_profile("llmkg")


# What costs a server, a browser or minutes is for one worker, and comes first: so it is started
# once, and nobody has to wait at the end for the one who still has it before him. What asks through
# programs of others comes a little later: they may still be fetched.
TOGETHER = ("remote", "clients", "abuse", "mcp")
TOGETHER_WITH = ("hostile",)
FIRST = (
    "pages/test_every_page.py",
    "abuse",
    "shapes/test_reference.py",
    "hostile",
    "contribute/test_http.py",
    "contribute/test_work.py",
    "clients",
    "remote",
    "pages/test_reader.py",
    "pages/test_piecemeal.py",
    "mcp",
    "protocol/test_graph_store.py",
    "fair/test_service.py",
    "replicas/test_procedure.py",
    "engine/test_served.py",
    "engine/test_soak.py",
    "engine/test_behind.py",
    "pages/test_every_answer.py",
    "queries/test_named_queries.py",
    "export/test_export.py",
    "test_build_in_parts.py",
    "test_build.py",
    "store/test_killed.py",
)


def company(item: pytest.Item) -> str:
    """The tests that are done one after the other: those of a folder, of a fixture or of a file."""
    used = getattr(item, "fixturenames", ())
    if dear := next((name for name in TOGETHER_WITH if name in used), ""):
        return dear
    inside = item.path.relative_to(ROOT / "tests")
    return inside.parts[0] if inside.parts[0] in TOGETHER else inside.as_posix()


@pytest.hookimpl(tryfirst=True)  # xdist then reads what is marked here
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put tests into companies, the longest first."""
    places = {name: place for place, name in enumerate(FIRST)}
    for item in items:
        item.add_marker(pytest.mark.xdist_group(company(item)))
    items.sort(key=lambda item: places.get(company(item), len(FIRST)))


def texts_folder() -> Path | None:
    """The folder with the texts of the sources, which are no part of the repository."""
    given = os.environ.get("LLMKG_TEXTS")
    folder = Path(given) if given else ROOT.parent / "shared" / "sources"
    return folder if folder.is_dir() and any(folder.glob("*.txt")) else None


_WAITING = pytest.StashKey[asyncio.AbstractEventLoop]()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, object, object]:
    """No event loop runs around a test that has no browser, nor around what is made for it.

    Playwright's waits in this thread for as long as the browser is open, beneath whatever else is
    tested by the same worker; loops of others could not run beside it.
    """
    used = getattr(item, "fixturenames", ())
    waiting = None if "browser" in used else asyncio._get_running_loop()
    if waiting is None:
        return (yield)
    asyncio._set_running_loop(None)
    item.stash[_WAITING] = waiting
    try:
        return (yield)
    except BaseException:
        asyncio._set_running_loop(waiting)
        raise


@pytest.fixture(autouse=True)
def own_loop(request: pytest.FixtureRequest) -> Iterator[None]:
    """Playwright's loop runs on once a test is over: what a module shares may be a page."""
    yield
    waiting = request.node.stash.get(_WAITING, None)
    if waiting is not None:
        asyncio._set_running_loop(waiting)


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def texts() -> Path:
    """The folder with the texts of the sources; skips where they are not at hand."""
    folder = texts_folder()
    if folder is None:
        pytest.skip("the texts of the sources are not here (LLMKG_TEXTS names their folder)")
    return folder


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this run have in common."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def snapshot(shared: Path) -> Path:
    """A folder with the snapshot of the checkout's data, built once for all workers. Read only."""
    out = shared / "snapshot"
    with FileLock(shared / "snapshot.lock"):
        build(ROOT, out)  # the second worker finds it done
    return out


@pytest.fixture(scope="session")
def built_small(root: Path, shared: Path) -> Path:
    """A small root beside a snapshot of it, in one folder: `root` and `out`. Read only."""
    return _once(build_small, root, shared / "small")


@pytest.fixture(scope="session")
def slim(root: Path, shared: Path) -> Path:
    """All that has a name and one claim, beside a snapshot of it: `root`, `out`. Read only."""
    return _once(build_slim, root, shared / "slim")


def _once(make: Callable[[Path, Path], None], root: Path, folder: Path) -> Path:
    with FileLock(f"{folder}.lock"):
        if not (folder / "out" / "current").exists():
            make(root, folder)
    return folder


@pytest.fixture(scope="session")
def reader(snapshot: Path, shared: Path) -> Iterator[Served]:
    """A running server to which nobody may write, one for all workers."""
    out = shared / f"reader-{os.getpid()}"
    with for_all(shared, "reader", lambda: serving(snapshot, out, query_seconds="10")) as served:
        yield served


@pytest.fixture(scope="session")
def writer(built_small: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A running server over a small root, to which whoever has its token may write."""
    out = tmp_path_factory.mktemp("writer") / "out"
    copied(built_small / "out", out)
    root = built_small / "root"
    token = run(out, "token", "add", "tester", root=root).strip()
    with serving(built_small / "out", out, root=root, query_seconds="10") as served:
        yield replace(served, token=token)


@pytest.fixture
def slim_workspace(slim: Path, tmp_path: Path) -> Path:
    """A copy of the slim root that a test may spoil."""
    place = tmp_path / "slim"
    shutil.copytree(slim / "root", place)
    return place


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A copy of ontology, claims and queries that a test may spoil."""
    place = tmp_path / "workspace"
    for name in ("ontology", "claims", "queries"):
        shutil.copytree(ROOT / name, place / name)
    return place
