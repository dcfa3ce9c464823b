"""Stanford CRFM's Ecosystem Graphs: assets in YAML, with what each depends on.

A file of ``assets/`` is a list of records: type (dataset, model, application), name, organization,
created_date, size, modality, license, dependencies, and texts that are not taken over. Any field
may be a mapping of `value` and `explanation`, a list where one value is expected, or say "unknown".

A dependency is read by what the two ends are: model of model is lineage, model of data set is
training data, and everything else depends on the other in a way that the records do not tell.

Checkouts differ: files without assets have stood among the others (commit 8aa48fa has lists of
words), and what is of a new type is still a thing with a name. Neither keeps the rest out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from llmkg.errors import ForeignSyntaxError, LoadFailed, RecordError
from llmkg.exchange.circles import circles, circular
from llmkg.exchange.inputs import Input
from llmkg.exchange.reading import (
    date_of,
    folded,
    hedge_in,
    makers,
    one_line,
    says_nothing,
    size_of,
)
from llmkg.exchange.said import Amount, Draft, Name, Origin, Place, Sort, Statement
from llmkg.exchange.said import Value as Literal
from llmkg.exchange.tree import Fields, Items, Node, Text, read_yaml

ORIGIN: Final = Origin(
    slug="stanford-crfm-ecosystem-graphs",
    label=("Stanford CRFM Ecosystem Graphs", "斯坦福 CRFM 生态图谱"),
    title="Ecosystem Graphs: The Social Footprint of Foundation Models",
    creator=("stanford-crfm", "Stanford Center for Research on Foundation Models"),
    url="https://crfm.stanford.edu/ecosystem-graphs/",
    issued="2023-03-28",
)
WHAT: Final = "assets/*.yaml of Ecosystem Graphs"
_SORTS: Final = {"model": Sort.MODEL, "dataset": Sort.DATASET, "application": Sort.CONCEPT}
_NOTE_LENGTH: Final = 400
HUB: Final = "https://huggingface.co/"

Progress = Callable[[int, int], None]
"""Is told how many of how many files are read."""


def wanted(path: PurePosixPath) -> bool:
    """Whether a file may hold assets."""
    hidden = any(part.startswith(".") for part in path.parts)
    return path.suffix.lower() in (".yaml", ".yml") and not hidden


@dataclass(frozen=True, slots=True)
class _Asset:
    fields: Fields
    name: str
    sort: Sort
    place: Place


@dataclass(frozen=True, slots=True)
class _Said:
    """One value of a field, with its place and what the record adds."""

    text: str
    place: Place
    note: str


def read(inputs: tuple[Input, ...], progress: Progress) -> Draft:
    """All statements of all assets. Faults of records are gathered in the draft."""
    inside = tuple(each for each in inputs if "assets" in PurePosixPath(each.name).parent.parts)
    chosen = inside or inputs
    assets: list[_Asset] = []
    # With its ``assets/`` it is a checkout; a file, or the files of a folder, may be some of many.
    draft = Draft(ORIGIN, whole=bool(inside))
    for number, each in enumerate(chosen, 1):
        assets.extend(_assets(each, draft))
        progress(number, len(chosen))
    if not assets and not draft.errors:
        raise LoadFailed(
            [
                RecordError(
                    "There is no asset in these files",
                    where=_at(chosen[0].name).location,
                    mend="An asset is a mapping with `type` and `name`.",
                )
            ]
        )
    _Reader(draft, assets).read()
    return draft


def _at(name: str, line: int = 1, key: str = "") -> Place:
    """A place in the repository; a file by itself stands in ``assets/`` there."""
    parts = PurePosixPath(name).parts
    if "assets" in parts[:-1]:
        parts = parts[parts.index("assets") :]
    elif len(parts) == 1:
        parts = ("assets", *parts)
    return Place("/".join(parts), line, key)


def _assets(given: Input, draft: Draft) -> Iterator[_Asset]:
    name = _at(given.name).file
    draft.files.append(name)
    try:
        root = read_yaml(given.text, name)
    except ForeignSyntaxError as error:
        draft.errors.append(error)
        return
    if root is None or (isinstance(root, Text) and root.text is None):
        draft.warn("The file is empty", _at(given.name).location, "Delete it, or add an asset.")
        return
    items = root.items if isinstance(root, Items) else (root,)
    if not any(isinstance(item, Fields) and ("name" in item or "type" in item) for item in items):
        draft.warn("The file holds no asset; it is left out", _at(given.name).location)
        return
    for number, item in enumerate(items):
        place = _at(given.name, item.line, f"[{number}]" if isinstance(root, Items) else "")
        if not isinstance(item, Fields):
            draft.errors.append(
                RecordError(
                    "An asset is a mapping of fields, and this is none",
                    where=place.location,
                    mend="Write `- name: …` and `type: …`.",
                )
            )
            continue
        asset = _asset(item, place, draft)
        if asset is not None:
            draft.records += 1
            yield asset


def _asset(item: Fields, place: Place, draft: Draft) -> _Asset | None:
    name, sort = _plain(item.get("name")), (_plain(item.get("type")) or "").casefold()
    for key in item.twice():
        draft.warn(
            f"The field {key.text} stands twice; the last counts",
            Place(place.file, key.line, "").location,
            "Keep one.",
        )
    if not name or (says_nothing(name) and sort not in _SORTS):
        draft.errors.append(
            RecordError("The asset has no name", where=place.location, mend="Add `name`.")
        )
        return None
    if says_nothing(sort):
        draft.errors.append(
            RecordError(
                f"{name!r} is of no known type: {sort or 'none is given'}",
                where=place.location,
                mend="Write `type: model`, `dataset` or `application`.",
            )
        )
        return None
    if sort not in _SORTS:
        draft.warn(
            f"{name!r} is of the type {sort!r}, which is not known; it is taken for a concept",
            place.location,
            "Write `type: model`, `dataset` or `application`, if it is one.",
        )
    return _Asset(item, one_line(name), _SORTS.get(sort, Sort.CONCEPT), place)


def _plain(node: Node | None) -> str | None:
    """The one text of a value, with or without its explanation."""
    if isinstance(node, Fields):
        node = node.get("value")
    if isinstance(node, Items):
        node = node.items[0] if node.items else None
    return node.text if isinstance(node, Text) else None


class _Reader:
    """Turns assets into statements; knows them all, since a dependency is only a name."""

    def __init__(self, draft: Draft, assets: list[_Asset]) -> None:
        self._draft = draft
        self._assets = assets
        self._exact: dict[str, _Asset] = {}
        self._folded: dict[str, _Asset] = {}
        for each in assets:
            first = self._exact.setdefault(each.name, each)
            self._folded.setdefault(folded(each.name), each)
            if first is not each:
                draft.warn(
                    f"{each.name!r} stands in two records; both are taken for one thing "
                    f"(the other: {first.place.file}:{first.place.line})",
                    each.place.location,
                    "Merge the records, or tell the names apart.",
                )

    def read(self) -> None:
        latest = ORIGIN.issued
        for asset in self._assets:
            name = self._name(asset)
            self._draft.things.append((name, asset.place))
            latest = max(latest, self._read(asset, name))
        self._circles()
        origin = self._draft.origin
        self._draft.origin = Origin(
            origin.slug, origin.label, origin.title, origin.creator, origin.url, latest
        )

    def _read(self, asset: _Asset, name: Name) -> str:
        """What one asset says; gives its date."""
        for said in self._values(asset, "organization"):
            for maker in makers(said.text):
                self._say(name, "developedBy", Name(maker, Sort.ORGANISATION), said)
        latest = ""
        for said in self._values(asset, "created_date"):
            date = date_of(said.text)
            if date is None:
                self._draft.note(
                    f"This is no date: {said.text!r}",
                    said.place.location,
                    "Write 2021-06-04, 2021-06 or 2021.",
                )
            else:
                latest = date.text
                self._say(name, "releasedOn", date, said)
        self._size(asset, name)
        for said in self._values(asset, "license"):
            self._say(name, "licensedUnder", Literal(said.text), said)
        self._modality(asset, name)
        self._dependencies(asset, name)
        return latest

    def _size(self, asset: _Asset, name: Name) -> None:
        for said in self._values(asset, "size"):
            found = size_of(said.text, model=asset.sort is Sort.MODEL)
            if found is None:
                self._draft.note(
                    f"The size is not one number with one unit: {said.text!r}",
                    said.place.location,
                    "Write it like `6B parameters` or `825 GB`.",
                )
            else:
                amount, about = found
                self._say(name, "hasQuantity", amount, said, hedge=about)

    def _modality(self, asset: _Asset, name: Name) -> None:
        for said in self._values(asset, "modality"):
            taken, semicolon, given = said.text.partition(";")
            sides = (
                [("takesIn", taken), ("givesOut", given)]
                if semicolon
                else [("consistsOf" if asset.sort is Sort.DATASET else "takesIn", taken)]
            )
            for relation, side in sides:
                if asset.sort is Sort.DATASET and semicolon and relation == "givesOut":
                    continue
                used = "consistsOf" if asset.sort is Sort.DATASET else relation
                for each in dict.fromkeys(one_line(part).lower() for part in side.split(",")):
                    if not says_nothing(each):
                        self._say(name, used, Literal(each), said)

    def _dependencies(self, asset: _Asset, name: Name) -> None:
        for said in self._values(asset, "dependencies"):
            other = self._exact.get(said.text) or self._folded.get(folded(said.text))
            target = self._name(other) if other else Name(said.text, _guess(said.text))
            if target == name:
                self._draft.warn(
                    f"{asset.name!r} is said to depend on itself, which is left out",
                    said.place.location,
                    "Take the line out.",
                )
                continue
            relation = "dependsOn"
            if asset.sort is Sort.MODEL and target.sort is Sort.MODEL:
                relation = "derivedFrom"
            elif asset.sort is Sort.MODEL and target.sort is Sort.DATASET:
                relation = "trainedOn"
            self._say(name, relation, target, said)

    def _say(
        self,
        name: Name,
        relation: str,
        value: Name | Literal | Amount,
        said: _Said,
        *,
        hedge: str = "",
    ) -> None:
        word = hedge or hedge_in(said.text) or hedge_in(said.note)
        note = said.note if len(said.note) <= _NOTE_LENGTH else f"{said.note[:_NOTE_LENGTH]} …"
        self._draft.statements.append(
            Statement(name, relation, value, said.place, hedge=word, note=note)
        )

    def _name(self, asset: _Asset) -> Name:
        urls = [_plain(asset.fields.get(key)) or "" for key in ("url", "model_card")]
        ids = (url.strip() for url in urls if url.strip().startswith(HUB))
        return Name(asset.name, asset.sort, tuple(dict.fromkeys(ids)))

    def _circles(self) -> None:
        """A model that descends from itself is an error; other circles are told of."""
        for circle in circles(self._draft.statements, {"derivedFrom"}):
            self._draft.errors.append(circular(circle))
        if self._draft.errors:
            return
        for circle in circles(self._draft.statements, {"derivedFrom", "trainedOn", "dependsOn"}):
            fault = circular(circle)
            self._draft.warn(fault.what, circle[0].place.location, "Look which of them came first.")

    def _values(self, asset: _Asset, key: str) -> Iterator[_Said]:
        """The texts of a field that say something, with their places."""
        node, way, note = asset.fields.get(key), f"{asset.place.key}.{key}".lstrip("."), ""
        if isinstance(node, Fields):
            added = node.get("explanation")
            note = one_line(added.text or "") if isinstance(added, Text) else ""
            node, way = node.get("value"), f"{way}.value"
        listed = isinstance(node, Items)
        for number, each in enumerate(node.items if isinstance(node, Items) else (node,)):
            place = Place(
                asset.place.file, getattr(each, "line", 1), f"{way}[{number}]" if listed else way
            )
            text = _plain(each)
            if text is not None and not says_nothing(text):
                yield _Said(one_line(text), place, note)


def _guess(name: str) -> Sort:
    """The sort of what no record describes: a name that says "dataset" is taken at its word."""
    words = name.casefold().split()
    return (
        Sort.DATASET if {"dataset", "datasets", "corpus", "corpora"} & set(words) else Sort.UNSAID
    )
