"""Whether the files of a root are still what a snapshot was made of.

To read them all, or only to look at them all, takes longer the more there are. So they are read
once, by their digests, and from then on looked at: before a write those that it has to do with and
those on which everything hangs, the others bit by bit between writes. A file that has changed
elsewhere is noticed a little later, and counts from then on.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, TypeAlias

from llmkg.build import STANDARD_POLICY, policy_inputs
from llmkg.rdf.corpus import digest_inputs
from llmkg.vocab import CATALOGUE_GRAPH, SOURCE_GRAPHS

_CLAIMS: Final = "claims"
_AT_ONCE: Final = 64
"""Folders that are looked at in a row."""

Look: TypeAlias = tuple[int, int, int]
"""Of a file or folder: when it was changed, its length, where it is on the disk."""


class Files:
    """The files below a root, and those of a policy that is laid over the standard one."""

    def __init__(self, root: Path, policy: Path | None) -> None:
        """They are read here: O(files). Raises what `digest_inputs` raises."""
        self._root = root
        self.policy = policy
        self._folders: dict[Path, dict[str, Look]] = {}
        for top in ("ontology", _CLAIMS):
            for place, _, _ in os.walk(root / top):
                self._folders[Path(place)] = _seen(Path(place))
        for folder in self._of_policy():
            self._folders[folder] = _seen(folder)
        ontology = root / "ontology"
        self._law = [
            *(folder for folder in self._folders if folder.is_relative_to(ontology)),
            *self._of_policy(),
        ]
        # What changes from here on looks otherwise than what was seen.
        standard = root / STANDARD_POLICY
        self.inputs: Mapping[str, str] = {
            **digest_inputs(root),
            **policy_inputs(root, standard, policy),
        }
        self._rest: Iterator[Path] = iter(())
        self._changed = False

    def changed(self, graphs: Iterable[str] = ()) -> bool:
        """Whether a change was met: in the ontology, in the policy, in the files of these graphs.

        Others count where `look_on` has met them.
        """
        near = [*self._law]
        near += [folder for graph in graphs if (folder := self._folder(graph)) is not None]
        self._changed = (
            self._changed
            or self._are_others()
            or not all(map(self._is_as_seen, dict.fromkeys(near)))
        )
        return self._changed

    def _are_others(self) -> bool:
        """Whether folders of claims have come or gone; none is looked into, as there are many."""
        claims = self._root / _CLAIMS
        try:
            look = _look(claims.stat())
        except OSError:
            return claims in self._folders
        return look != self._folders.get(claims, {}).get(".")

    def look_on(self) -> None:
        """Look at some of the files, and next time at others."""
        for _ in range(_AT_ONCE):
            folder = next(self._rest, None)
            if folder is None:
                self._rest = iter(tuple(self._folders))
                return
            self._changed = self._changed or not self._is_as_seen(folder)

    def has(self, graph: str) -> bool:
        """Whether files have something to say in a graph, whatever is laid over them."""
        folder = self._folder(graph)
        return folder is not None and any(name.endswith(".ttl") for name in _seen(folder))

    def _folder(self, graph: str) -> Path | None:
        claims = self._root / _CLAIMS
        if graph == CATALOGUE_GRAPH:
            return claims / "catalogue"
        slug = graph.removeprefix(SOURCE_GRAPHS)
        return claims / slug if slug not in (graph, "", ".", "..") and "/" not in slug else None

    def _of_policy(self) -> list[Path]:
        folders = (self._root / STANDARD_POLICY, self.policy)
        return [folder for folder in folders if folder is not None]

    def _is_as_seen(self, folder: Path) -> bool:
        return _seen(folder) == self._folders.get(folder, {})


def _seen(folder: Path) -> dict[str, Look]:
    """How the files in a folder look that are read, and the folder itself; of none nothing."""
    try:
        with os.scandir(folder) as entries:
            found = {
                entry.name: _look(entry.stat())
                for entry in entries
                if entry.name.endswith((".ttl", ".rq")) and not entry.name.startswith(".")
            }
        found["."] = _look(folder.stat())  # files that come or go, in it or below
    except OSError:
        return {}
    return found


def _look(stat: os.stat_result) -> Look:
    return stat.st_mtime_ns, stat.st_size, stat.st_ino
