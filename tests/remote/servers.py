"""Real servers that others make: what they are started with, and where they answer.

Where one cannot be had, its tests are skipped and say what is missing; `make servers` gets what can
be had without being asked for a password.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx
import pytest

from tests.fetching import fetched

ROOT: Final = Path(__file__).parents[2]
USER, PASSWORD = "dba", "dba"
START_SECONDS: Final = 60

VIRTUOSO_INI = """
[Database]
DatabaseFile={folder}/v.db
ErrorLogFile={folder}/v.log
LockFile={folder}/v.lck
TransactionFile={folder}/v.trx
xa_persistent_file={folder}/v.pxa
[TempDatabase]
DatabaseFile={folder}/t.db
TransactionFile={folder}/t.trx
[Parameters]
ServerPort=127.0.0.1:{sql}
NumberOfBuffers=10000
MaxDirtyBuffers=6000
DirsAllowed=.
[HTTPServer]
ServerPort=127.0.0.1:{port}
ServerRoot={folder}
ServerThreads=20
[SPARQL]
ResultSetMaxRows={rows}
MaxQueryExecutionTime=60
"""

FUSEKI_TTL = """
PREFIX fuseki: <http://jena.apache.org/fuseki#>
PREFIX ja: <http://jena.hpl.hp.com/2005/11/Assembler#>
PREFIX tdb2: <http://jena.apache.org/2016/tdb#>
[] a fuseki:Server ; fuseki:services ( <#union> <#plain> ) .
<#union> a fuseki:Service ; fuseki:name "union" ; fuseki:dataset <#tdb> ;
  fuseki:endpoint [ fuseki:operation fuseki:query ] , [ fuseki:operation fuseki:update ] ,
    [ fuseki:operation fuseki:gsp-rw ] .
<#plain> a fuseki:Service ; fuseki:name "plain" ; fuseki:dataset <#memory> ;
  fuseki:endpoint [ fuseki:operation fuseki:query ; fuseki:name "sparql" ] ,
    [ fuseki:operation fuseki:update ; fuseki:name "update" ; fuseki:allowedUsers "dba" ] ,
    [ fuseki:operation fuseki:gsp-rw ; fuseki:name "data" ; fuseki:allowedUsers "dba" ] .
<#tdb> a tdb2:DatasetTDB2 ; tdb2:location "--mem--" ; tdb2:unionDefaultGraph true .
<#memory> a ja:MemoryDataset .
"""


@dataclass(frozen=True)
class Server:
    """A server that runs: where it is asked, whose it is, and its process."""

    name: str
    address: str
    process: subprocess.Popen[bytes]
    user: str = ""
    password: str = ""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def running(command: list[str], folder: Path, ready: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process that answers at an address, ended when it is no longer needed."""
    log = folder / "said.txt"
    with log.open("wb") as said:
        process = subprocess.Popen(command, cwd=folder, stdout=said, stderr=said)
    try:
        end = time.monotonic() + START_SECONDS
        while True:
            assert process.poll() is None, log.read_text("utf-8", "replace")[-2000:]
            try:
                httpx.get(ready, timeout=5)
                break
            except httpx.TransportError:
                assert time.monotonic() < end, f"{command[0]} does not answer"
                time.sleep(0.05)
        yield process
    finally:
        process.kill()
        process.wait(30)


@contextmanager
def oxigraph(folder: Path, *options: str) -> Iterator[Server]:
    """`oxigraph serve`, in memory."""
    program = Path(sys.executable).with_name("oxigraph")
    if not program.exists():
        pytest.skip("oxigraph is not installed (pip install oxigraph)")
    port = free_port()
    address = f"http://127.0.0.1:{port}/query"
    command = [str(program), "serve", "--bind", f"127.0.0.1:{port}", *options]
    with running(command, folder, f"http://127.0.0.1:{port}/") as process:
        yield Server("oxigraph", address, process)


@contextmanager
def virtuoso(folder: Path, rows: int = 10_000) -> Iterator[Server]:
    """Virtuoso with a database of its own; `rows`: the most that it gives."""
    fetched()
    program = shutil.which("virtuoso-t")
    if program is None:
        pytest.skip(
            "Virtuoso is not installed (Debian has it: apt-get install virtuoso-opensource-7)"
        )
    port, sql = free_port(), free_port()
    text = VIRTUOSO_INI.format(folder=folder, port=port, sql=sql, rows=rows)
    (folder / "v.ini").write_text(text, encoding="utf-8")
    address = f"http://127.0.0.1:{port}/sparql"
    command = [program, "+foreground", "+configfile", str(folder / "v.ini")]
    with running(command, folder, address) as process:
        yield Server("virtuoso", address, process, USER, PASSWORD)


def fuseki_jar() -> Path | None:
    """Where `make servers` puts it, or where LLMKG_FUSEKI says that it is."""
    given = os.environ.get("LLMKG_FUSEKI")
    if given:
        return Path(given)
    found = sorted((ROOT / "build" / "fuseki").glob("jena-fuseki-server-*.jar"))
    return found[-1] if found else None


@contextmanager
def fuseki(folder: Path) -> Iterator[str]:
    """Fuseki with two datasets, in memory: /union, and /plain, which takes writes of one user."""
    fetched()
    java, jar = shutil.which("java"), fuseki_jar()
    if java is None or jar is None:
        missing = "Java 17" if java is None else "Fuseki's jar"
        pytest.skip(
            f"{missing} is not here (`make servers` gets Fuseki, LLMKG_FUSEKI names its jar)"
        )
    (folder / "fuseki.ttl").write_text(FUSEKI_TTL, encoding="utf-8")
    (folder / "passwords").write_text(f"{USER}: {PASSWORD}\n", encoding="utf-8")
    port = free_port()
    command = [
        *(java, "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar", str(jar)),
        *("--config=fuseki.ttl", f"--port={port}", "--localhost"),
        *("--passwd=passwords", "--auth=basic"),
    ]
    address = f"http://127.0.0.1:{port}"
    with running(command, folder, f"{address}/union?query=ASK%7B%7D"):
        yield address
