"""Model cards of Hugging Face: the front matter of ``README.md`` files, in a folder or an archive.

`base_model` with `base_model_relation` is lineage: `finetune` in one step, `quantized`, `merge`,
`adapter` and what the card does not say in some step. `datasets` are training data, `license` is
the licence, and each metric of `model-index` is a test with its result.

A card belongs to the model whose repository it stands in, so the path says which that is:
``org/name/README.md``, ``org--name.md``, or the cache's ``models--org--name/…``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from pathlib import PurePosixPath
from typing import Final

from llmkg.errors import EmptyInputError, ForeignSyntaxError, LoadFailed, RecordError
from llmkg.exchange.circles import circles, circular
from llmkg.exchange.inputs import Input
from llmkg.exchange.reading import one_line, says_nothing
from llmkg.exchange.said import Amount, Draft, Name, Origin, Place, Sort, Statement, Value
from llmkg.exchange.tree import Fields, Items, Node, Text, read_yaml

ORIGIN: Final = Origin(
    slug="hugging-face",
    label=("Hugging Face", "Hugging Face"),
    title="Model cards of the Hugging Face Hub",
    creator=("hugging-face", "Hugging Face"),
    url="https://huggingface.co/models",
)
WHAT: Final = "model cards (README.md with front matter)"
HUB: Final = "https://huggingface.co/"
_RELATIONS: Final = {
    "finetune": "fineTunedFrom",
    "quantized": "derivedFrom",
    "merge": "derivedFrom",
    "adapter": "derivedFrom",
}
_REPOSITORY: Final = re.compile(r"(?:([A-Za-z0-9][\w.-]*)/)?([A-Za-z0-9][\w.-]*)$")
_FRONT: Final = re.compile(r"---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*$", re.DOTALL | re.MULTILINE)
_OPENED: Final = re.compile(r"---[ \t]*\r?\n[A-Za-z_][\w-]*:")
_SHOTS: Final = ("num_few_shot", "num_fewshot", "n_shot")


def wanted(path: PurePosixPath) -> bool:
    """Whether a file may be a card."""
    return path.suffix.lower() == ".md" and not any(p.startswith(".") for p in path.parts)


def read(inputs: tuple[Input, ...], progress: Callable[[int, int], None]) -> Draft:
    """All statements of all cards. Faults are gathered in the draft."""
    draft = Draft(ORIGIN)
    for number, each in enumerate(inputs, 1):
        _Card(each, draft).read()
        progress(number, len(inputs))
    if not draft.records and not draft.errors:
        raise LoadFailed(
            [
                EmptyInputError(
                    "No file here has front matter", mend="A card begins with a line `---`."
                )
            ]
        )
    for circle in circles(draft.statements, {"fineTunedFrom", "derivedFrom"}):
        draft.errors.append(circular(circle))
    return draft


class _Card:
    """One card."""

    def __init__(self, given: Input, draft: Draft) -> None:
        self._given = given
        self._draft = draft
        self._file = given.name

    def read(self) -> None:
        front = _FRONT.match(self._given.text)
        if front is None and _OPENED.match(self._given.text):
            self._fault("The front matter is not closed", 1, "End it with a line `---`.")
            return
        if front is None:
            self._draft.note(
                "There is no front matter; the file is passed over",
                Place(self._file, 1, "").location,
            )
            return
        try:
            fields = read_yaml(front[1], self._file, first_line=2)
        except ForeignSyntaxError as error:
            self._draft.errors.append(error)
            return
        if not isinstance(fields, Fields):
            self._fault("The front matter is no mapping of fields", 2, "Write `key: value` lines.")
            return
        model = self._model(fields)
        if model is None:
            return
        self._draft.records += 1
        self._draft.files.append(self._file)
        self._draft.things.append((model, Place(self._file, 2, "")))
        for key in fields.twice():
            self._draft.warn(
                f"The field {key.text} stands twice; the last counts",
                Place(self._file, key.line, "").location,
                "Keep one.",
            )
        self._bases(fields, model)
        for text, place in self._texts(fields, "datasets"):
            dataset = self._repository(text, Sort.DATASET, place)
            if dataset is not None:
                self._say(model, "trainedOn", dataset, place)
        for text, place in self._licence(fields):
            self._say(model, "licensedUnder", Value(text), place)
        self._results(fields, model)

    def _model(self, fields: Fields) -> Name | None:
        """The model that the card is of; its path is put as the repository has it."""
        found = _REPOSITORY.match(_path_id(PurePosixPath(self._given.name)) or "")
        if found is None:
            named = fields.get("model_name") or _first(fields.get("model-index"), "name")
            text = named.text if isinstance(named, Text) else None
            found = _REPOSITORY.match(one_line(text or ""))
        if found is None:
            self._fault(
                "It is unknown of which model this card is",
                1,
                "Put it into a folder org/name/, or name the model in `model_name`.",
            )
            return None
        model = _named(found, Sort.MODEL)
        self._file = "/".join(filter(None, (model.publisher, model.text, "README.md")))
        return model

    def _bases(self, fields: Fields, model: Name) -> None:
        relation = next(iter(self._texts(fields, "base_model_relation")), None)
        said = relation[0].casefold() if relation else ""
        if relation and said not in _RELATIONS:
            self._draft.warn(
                f"{relation[0]!r} is no relation to a base model; taken as derived",
                relation[1].location,
                f"Write one of {', '.join(_RELATIONS)}.",
            )
        note = f"base_model_relation: {said}" if said in _RELATIONS else ""
        for text, place in self._texts(fields, "base_model"):
            base = self._repository(text, Sort.MODEL, place)
            if base is None:
                continue
            if base == model:
                self._draft.warn(
                    "The model is said to be its own base, which is left out",
                    place.location,
                    "Take the line out.",
                )
                continue
            self._say(model, _RELATIONS.get(said, "derivedFrom"), base, place, note=note)

    def _repository(self, text: str, sort: Sort, place: Place) -> Name | None:
        plain = text.removeprefix(HUB).removeprefix("datasets/").removesuffix("/")
        found = _REPOSITORY.match(plain)
        if found is None and sort is Sort.DATASET:
            return Name(one_line(text), sort)
        if found is None:
            self._draft.errors.append(
                RecordError(
                    f"{text!r} names an unknown model: it is no repository",
                    where=place.location,
                    mend="Write `org/name`, as the address of the model has it.",
                )
            )
            return None
        return _named(found, sort)

    def _licence(self, fields: Fields) -> Iterator[tuple[str, Place]]:
        yield from self._texts(fields, "license")
        if _text(fields.get("license")) == "other":
            yield from self._texts(fields, "license_name")

    def _results(self, fields: Fields, model: Name) -> None:
        for at, entry in _items(fields.get("model-index"), "model-index"):
            if not isinstance(entry, Fields):
                continue
            for way, result in _items(entry.get("results"), f"{at}.results"):
                if isinstance(result, Fields):
                    self._result(result, way, model)

    def _result(self, result: Fields, way: str, model: Name) -> None:
        dataset = result.get("dataset")
        test = _text(_field(dataset, "name")) or _text(_field(dataset, "type"))
        if says_nothing(test):
            self._draft.note(
                "The result names no data set, and is left out",
                Place(self._file, result.line, way).location,
                "Add `dataset.name`.",
            )
            return
        shots = next(
            (s for key in _SHOTS if (s := _text(_field(_field(dataset, "args"), key)))), None
        )
        source = _text(_field(result.get("source"), "name"))
        told = [
            f"{key}: {text}" for key in ("config", "split") if (text := _text(_field(dataset, key)))
        ]
        note = "; ".join([*told, *([f"source: {source}"] if source else [])])
        for at, metric in _items(result.get("metrics"), f"{way}.metrics"):
            value = metric.get("value") if isinstance(metric, Fields) else None
            place = Place(self._file, getattr(value or metric, "line", 1), f"{at}.value")
            amount = _amount(metric, value)
            if amount is None:
                self._draft.note(
                    "The metric has no number, and is left out",
                    place.location,
                    "Write the value as a number.",
                )
                continue
            qualifiers: list[tuple[str, Name | Amount]] = [("quantity", amount)]
            if shots is not None:
                qualifiers.append(("condition", Name(f"{shots}-shot", Sort.CONDITION)))
            self._draft.statements.append(
                Statement(
                    model,
                    "testedOn",
                    Name(one_line(test or ""), Sort.BENCHMARK),
                    place,
                    tuple(qualifiers),
                    note=note,
                    measured=True,
                )
            )

    def _texts(self, fields: Fields, key: str) -> Iterator[tuple[str, Place]]:
        node = fields.get(key)
        listed = isinstance(node, Items)
        for way, each in _items(node, key) if listed else ((key, node),):
            text, place = _text(each), Place(self._file, getattr(each, "line", 1), way)
            if isinstance(each, (Fields, Items)):
                self._draft.warn(f"{way} is no text, and is left out", place.location)
            elif text is not None and not says_nothing(text):
                yield one_line(text), place

    def _say(
        self, model: Name, relation: str, value: Name | Value, place: Place, *, note: str = ""
    ) -> None:
        self._draft.statements.append(Statement(model, relation, value, place, note=note))

    def _fault(self, what: str, line: int, mend: str) -> None:
        self._draft.errors.append(
            RecordError(what, where=Place(self._file, line, "").location, mend=mend)
        )


def _path_id(path: PurePosixPath) -> str | None:
    """`org/name` by the path of a card; None where the path does not tell."""
    for part in path.parts[:-1]:
        if part.startswith("models--"):
            return part.removeprefix("models--").replace("--", "/", 1)
    if path.stem.lower() != "readme":
        return (
            path.stem.replace("--", "/", 1)
            if "--" in path.stem
            else path.stem.replace("__", "/", 1)
        )
    return "/".join(path.parts[-3:-1]) or None


def _named(found: re.Match[str], sort: Sort) -> Name:
    publisher, text = found[1] or "", found[2]
    whole = f"{publisher}/{text}" if publisher else text
    folder = "datasets/" if sort is Sort.DATASET else ""
    return Name(text, sort, (f"{HUB}{folder}{whole}",), publisher=publisher)


def _amount(metric: Node, value: Node | None) -> Amount | None:
    printed = _text(value)
    if not isinstance(metric, Fields) or printed is None:
        return None
    plain = printed.strip()
    try:
        number = Decimal(plain.removesuffix("%").strip())
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number.adjusted()) > 30:  # noqa: PLR2004 - no score has such digits
        return None
    measure = _text(metric.get("name")) or _text(metric.get("type")) or "score"
    unit = Name("percent", Sort.UNIT) if plain.endswith("%") else None
    return Amount(number, Name(one_line(measure), Sort.MEASURE), unit, plain)


def _items(node: Node | None, way: str) -> Iterator[tuple[str, Node]]:
    if isinstance(node, Items):
        for number, each in enumerate(node.items):
            yield f"{way}[{number}]", each
    elif node is not None:
        yield way, node


def _first(node: Node | None, key: str) -> Node | None:
    return next((_field(each, key) for _, each in _items(node, "")), None)


def _field(node: Node | None, key: str) -> Node | None:
    return node.get(key) if isinstance(node, Fields) else None


def _text(node: Node | None) -> str | None:
    return node.text if isinstance(node, Text) else None
