"""`llmkg serve` as a process with sockets, for tests that come as strangers do."""

import fcntl
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from filelock import FileLock

ROOT = Path(__file__).parents[1]
ANSWERS_AT = re.compile(r"llmkg answers at (http://127\.0\.0\.1:(\d+))/")


@dataclass(frozen=True)
class Served:
    """A running server: the number of the supervisor's process, and where it answers."""

    address: str
    port: int
    pid: int
    out: Path
    said: list[str]
    token: str = ""

    @property
    def sparql(self) -> str:
        return f"{self.address}/sparql"

    def family(self) -> set[int]:
        """The supervisor and everything below it."""
        found = {self.pid}
        while below := {child for pid in found for child in children(pid)} - found:
            found |= below
        return found

    def memory(self) -> int:
        """What all its processes hold for themselves, in bytes; what they share counts once."""
        return sum(proportional(pid) for pid in self.family())


def children(pid: int) -> set[int]:
    found = set[int]()
    for task in Path(f"/proc/{pid}/task").glob("*"):
        try:
            found |= {int(each) for each in (task / "children").read_text("ascii").split()}
        except OSError:
            continue  # it ended meanwhile
    return found


def proportional(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii")
    except OSError:
        return 0
    return next(int(line.split()[1]) << 10 for line in text.splitlines() if line[:4] == "Pss:")


def until(check, seconds=30.0, what="it", told=lambda: ""):
    """Wait until something holds. `told`: what is known, where it did not happen in time."""
    end = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < end, f"{what} did not happen within {seconds} s\n{told()}"
        time.sleep(0.05)


def run(out: Path, *arguments: str, root: Path = ROOT) -> str:
    """What a command of ours prints."""
    command = [sys.executable, "-m", "llmkg", "--root", str(root), "--out", str(out), *arguments]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


def copied(snapshot: Path, out: Path) -> None:
    """A copy of a folder with its snapshots, without what the servers over it share."""
    shared = shutil.ignore_patterns("*.sock", "*.lock", "serving")
    shutil.copytree(snapshot, out, symlinks=True, ignore=shared, dirs_exist_ok=True)


@contextmanager
def serving(
    snapshot: Path, out: Path, *, root: Path = ROOT, options: Sequence[str] = (), **settings: str
) -> Iterator[Served]:
    """A server over a copy of `snapshot` in `out`. Its settings are variables without prefix."""
    if not out.exists():
        copied(snapshot, out)
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "llmkg", "--root", str(root), "--out", str(out)),
            *("serve", "--port", "0", "--workers", "2", *options),
        ],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **{f"LLMKG_{name.upper()}": value for name, value in settings.items()}},
    )
    assert process.stderr is not None
    said: list[str] = []
    listening = threading.Thread(target=said.extend, args=(process.stderr,), daemon=True)
    everyone = {process.pid}
    try:
        found = None
        for line in process.stderr:
            said.append(line)
            found = ANSWERS_AT.search(line)
            if found:
                break
        assert found, "".join(said)
        listening.start()
        served = Served(found[1], int(found[2]), process.pid, out, said)
        until(lambda: httpx.get(f"{served.address}/readyz", timeout=60).is_success, 60)
        yield served
        everyone = served.family()
    finally:
        process.send_signal(signal.SIGTERM)
        code = process.wait(30)
        if listening.is_alive():
            listening.join(10)
        process.stderr.close()
    assert code == 0, "".join(said[-20:])
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in everyone), what="their end")


@contextmanager
def for_all(
    folder: Path, name: str, start: Callable[[], AbstractContextManager[Served]]
) -> Iterator[Served]:
    """One server for all workers of a run, which have `folder` in common.

    Whoever wants it first starts it, and ends it when the others are done with it.
    """
    where = folder / f"{name}.json"
    with ExitStack() as mine, (folder / f"{name}.users").open("w", encoding="utf-8") as users:
        with FileLock(folder / f"{name}.lock"):
            if where.exists():
                address, port, pid, out = json.loads(where.read_text("utf-8"))
                served, is_mine = Served(address, port, pid, Path(out), []), False
            else:
                served, is_mine = mine.enter_context(start()), True
                told = (served.address, served.port, served.pid, str(served.out))
                where.write_text(json.dumps(told), encoding="utf-8")
            fcntl.flock(users, fcntl.LOCK_SH)
        yield served
        if is_mine:
            with FileLock(folder / f"{name}.lock"):
                where.unlink()  # whoever comes now starts another one
            fcntl.flock(users, fcntl.LOCK_EX)
