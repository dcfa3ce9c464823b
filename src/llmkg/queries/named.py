"""A stored query: reading its file, and binding values to its parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import yaml

from llmkg.errors import (
    LlmkgError,
    ParameterError,
    QueryHeaderError,
    QuerySyntaxError,
    UnknownQueryError,
)
from llmkg.model.location import Location
from llmkg.model.text import Labels, read_labels
from llmkg.queries.param import TERM_OF_ONTOLOGY, Param, ParamType, ParamValue, as_text
from llmkg.rdf.tokens import TokenKind, tokenize
from llmkg.store.embedded import EmbeddedStore
from llmkg.store.guard import query_form
from llmkg.store.port import QueryForm
from llmkg.vocab import KINDS

_MARK: Final = "_"
# The loader in C reads the same eight times as fast, where PyYAML was built with it.
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PARAM_KEYS: Final = frozenset(
    {"type", "kind", "many", "required", "default", "example", "description"}
)
_HEADER_KEYS: Final = frozenset({"summary", "description", "tags", "params"})


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A stored query.

    `name` is its path below the folder without ``.rq``, such as "kb/claims"; `text` has no header.
    """

    name: str
    summaries: Labels
    descriptions: Labels
    tags: tuple[str, ...]
    params: Mapping[str, Param]
    text: str
    form: QueryForm
    pieces: tuple[tuple[str, str], ...] = ()
    """The text up to each parameter with the parameter's name, and the rest with none."""

    @property
    def summary(self) -> str:
        """What it asks, in English."""
        return self.summaries["en"]

    @property
    def description(self) -> str:
        """More about it, in English; "" where nothing is said."""
        return self.descriptions.get("en", "")

    @property
    def internal(self) -> bool:
        """Whether it serves the program itself (those in folders) rather than readers."""
        return "/" in self.name


def load_queries(folder: Path) -> Mapping[str, NamedQuery]:
    """Every query below the folder, by name, sorted.

    Each is parsed once with its optional parameters given and once without. Raises QueryHeaderError
    or QuerySyntaxError with file and line.
    """
    found = {}
    for path in sorted(folder.rglob("*.rq")):
        name = path.relative_to(folder).with_suffix("").as_posix()
        found[name] = parse_query(path.read_text(encoding="utf-8"), name, str(path))
    return MappingProxyType(found)


def find_query(queries: Mapping[str, NamedQuery], name: str) -> NamedQuery:
    """The query of this name; UnknownQueryError names those that there are."""
    if name in queries:
        return queries[name]
    public = ", ".join(each.name for each in queries.values() if not each.internal)
    raise UnknownQueryError(f"There is no query named {name}", mend=f"There are: {public or '-'}.")


@lru_cache(maxsize=1024)
def parse_query(text: str, name: str, file: str) -> NamedQuery:
    """A stored query from the text of its file; `file` is how errors call it.

    The same text gives the same query: whoever opens one snapshot after the other reads it once.
    """
    lines = text.splitlines(keepends=True)
    head = [line[2:].removeprefix(" ") for line in lines if line.startswith("#+")]
    # Empty lines take the header's place, so that lines of errors are lines of the file.
    body = "".join("\n" if line.startswith("#+") else line for line in lines)
    above = len(body) - len(body.lstrip("\n"))
    header = _header("".join(head), file)
    try:
        form = query_form(body)
        pieces = tuple(_cut(body[above:]))
        query = NamedQuery(
            name=name,
            summaries=_texts(header, "summary", "The header", file),
            descriptions=_texts(header, "description", "The header", file),
            tags=tuple(str(tag) for tag in header.get("tags") or ()),
            params=MappingProxyType(_params(header.get("params") or {}, file)),
            text=body[above:],
            form=form,
            pieces=pieces,
        )
        _check_params(query, file)
        for values in (_samples(query, optional=True), _samples(query, optional=False)):
            _try("\n" * above + bind(query, values), query)
    except QuerySyntaxError as error:
        where = error.where or Location("")
        raise QuerySyntaxError(
            error.what, where=Location(file, where.line, where.column), mend=error.mend
        ) from error
    return query


def bind(query: NamedQuery, values: Mapping[str, ParamValue | None]) -> str:
    """The text with every given or defaulted parameter in place; None means not given.

    Raises ParameterError for a missing, unknown or ill-typed parameter.
    """
    unknown = [name for name in values if name not in query.params]
    if unknown:
        raise ParameterError(
            f"The query {query.name} has no parameter {unknown[0]}",
            mend=f"It has: {', '.join(query.params) or 'none'}.",
        )
    terms: dict[str, str] = {}
    for name, param in query.params.items():
        value = values.get(name)
        if value is None:
            value = param.default
        if value is not None:
            terms[name] = param.terms(value)
        elif param.required:
            raise ParameterError(
                f"The query {query.name} needs the parameter {name}", mend=param.advice()
            )
    return "".join(
        before + terms.get(name, f"?{_MARK}{name}" if name else "") for before, name in query.pieces
    )


def _cut(text: str) -> Iterator[tuple[str, str]]:
    done = 0
    for token in tokenize(text):
        if token.kind is TokenKind.VARIABLE and token.text[1:].startswith(_MARK):
            yield text[done : token.start], token.text[1:].removeprefix(_MARK)
            done = token.end
    yield text[done:], ""


def _header(text: str, file: str) -> dict[str, Any]:
    try:
        header = yaml.load(text, _LOADER)  # noqa: S506 - both are safe loaders
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else None
        raise QueryHeaderError(
            f"The header is not YAML: {getattr(error, 'problem', None) or error}",
            where=Location(file, line),
        ) from error
    if not isinstance(header, dict) or not header.get("summary"):
        mend = "Start with `#+ summary: …`."
        raise QueryHeaderError("The query has no summary", where=Location(file, 1), mend=mend)
    _refuse_unknown(header, _HEADER_KEYS, file, "The header")
    return header


def _texts(given: Mapping[str, Any], key: str, about: str, file: str) -> Labels:
    try:
        return read_labels(given.get(key))
    except ValueError as error:
        raise QueryHeaderError(
            f"{about} has a {key} that cannot be read: {error}",
            where=Location(file),
            mend=f"Write `{key}: …` in English, or `{key}: {{en: …, zh: …}}`.",
        ) from error


def _params(listed: Any, file: str) -> dict[str, Param]:
    if not isinstance(listed, dict):
        raise QueryHeaderError("params is no mapping of names to types", where=Location(file))
    params = {}
    for name, given in listed.items():
        about = f"The parameter {name}"
        if not isinstance(given, dict):
            raise QueryHeaderError(f"{about} has no type", where=Location(file))
        _refuse_unknown(given, _PARAM_KEYS, file, about)
        kind = given.get("kind")
        if kind is not None and kind not in KINDS | {TERM_OF_ONTOLOGY}:
            raise QueryHeaderError(f"{about} has the unknown kind {kind}", where=Location(file))
        try:
            param = Param(
                name=str(name),
                type=ParamType(given.get("type", "")),
                kind=kind,
                many=bool(given.get("many", False)),
                required=bool(given.get("required", False)),
                default=_optional(given.get("default")),
                example=_optional(given.get("example")),
                descriptions=_texts(given, "description", about, file),
            )
            for value in (param.default, param.example):
                if value is not None:
                    param.terms(value)
        except (ValueError, ParameterError) as error:
            raise QueryHeaderError(f"{about}: {error}", where=Location(file)) from error
        params[param.name] = param
    return params


def _refuse_unknown(given: dict[str, Any], known: frozenset[str], file: str, about: str) -> None:
    for key in given:
        if key not in known:
            raise QueryHeaderError(
                f"{about} has the unknown key {key}",
                where=Location(file),
                mend=f"It may have: {', '.join(sorted(known))}.",
            )


def _check_params(query: NamedQuery, file: str) -> None:
    used = {name for _, name in query.pieces if name}
    for name in sorted(used ^ query.params.keys()):
        what = "is not used" if name in query.params else "stands in no header"
        raise QueryHeaderError(f"The parameter {name} {what}", where=Location(file))


def _samples(query: NamedQuery, *, optional: bool) -> dict[str, ParamValue]:
    return {
        name: param.example or param.default or _SAMPLES[param.type]
        for name, param in query.params.items()
        if param.required or optional
    }


def _try(text: str, query: NamedQuery) -> None:
    """Run it on nothing: a parser that reads it is the only proof that it is a query."""
    media_type = "text/turtle" if query.form.gives_graph else "application/sparql-results+json"
    try:
        _nothing().query(text, media_type)
    except QuerySyntaxError:
        raise
    except LlmkgError as error:
        raise QuerySyntaxError(error.what) from error


@cache
def _nothing() -> EmbeddedStore:
    return EmbeddedStore.memory()


def _optional(value: object) -> str | None:
    return None if value is None else as_text(value) if isinstance(value, bool) else str(value)


_EXAMPLES: Final = (
    "https://example.org/thing",
    "text",
    1,
    "1.5",
    True,
    "2022-12-11",
    "Established",
)
_SAMPLES: Final[Mapping[ParamType, ParamValue]] = dict(zip(ParamType, _EXAMPLES, strict=True))
