"""A query of an assistant: what is run, and the rows as they are shown."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from llmkg.errors import NotFoundError, ParameterError
from llmkg.kb import KnowledgeBase
from llmkg.mcp import shapes_of_answers as out
from llmkg.mcp.answers import mentions
from llmkg.mcp.lookup import nearest
from llmkg.mcp.shapes import Lang, Shape
from llmkg.mcp.writer import Writer
from llmkg.queries import NamedQuery, Param, ParamType, ParamValue, bind
from llmkg.store.guard import inspect
from llmkg.vocab import LLMKG, PREFIXES, XSD, compact, split

ROWS: Final = "application/sparql-results+json"
TRIPLES: Final = "application/n-triples"
QUERY_BYTES: Final = 20_000
_MENTIONS: Final = 30
_BINDINGS: Final = re.compile(rb'"bindings"\s*:\s*\[')
_BARE: Final = {XSD.integer, XSD.decimal, XSD.boolean}
_IN_TRIPLES: Final = re.compile(r"<([^<>\"{}|^`\\\s]+)>")
_LEVEL: Final = re.compile(rf"<?(?:{re.escape(LLMKG)}|llmkg:)([A-Z][A-Za-z]+)>?")


class Prepared(Shape):
    """A query that may be run, and the media type of its answer."""

    text: str
    form: str
    media_type: str


def prepare(
    kb: KnowledgeBase,
    *,
    name: str | None = None,
    sparql: str | None = None,
    parameters: Mapping[str, ParamValue] | None = None,
) -> Prepared:
    """The text to run. Raises ParameterError, NotFoundError, and what the guard raises."""
    if (name is None) == (sparql is None):
        raise ParameterError(
            "Give either `name` (a stored query) or `sparql` (its text)",
            mend="For example: run_query(name='open-questions').",
        )
    if name is not None:
        query = _stored(kb, name)
        given = dict(parameters or {})
        for key, value in given.items():
            _check(kb, query, key, value)
        text = bind(query, given)
    else:
        if parameters:
            raise ParameterError(
                "`parameters` go with a stored query only", mend="Write the values into `sparql`."
            )
        text = sparql or ""
    form = inspect(text, limit_bytes=QUERY_BYTES)
    media_type = TRIPLES if form.gives_graph else ROWS
    return Prepared(text=text, form=form.name.upper(), media_type=media_type)


def shown(
    kb: KnowledgeBase,
    *,
    text: str,
    form: str,
    body: str,
    whole: bool,
    limit: int,
    lang: Lang = "en",
) -> out.QueryAnswer:
    """The answer to a query from as much of its result as there is."""
    writer = Writer(kb, lang)
    found: dict[str, Any] = {}
    iris: list[str] = []
    cut = not whole
    if form in ("CONSTRUCT", "DESCRIBE"):
        lines = body.split("\n")[:-1]  # what is behind the last end of a line is cut off
        cut = cut or len(lines) > limit
        found = {"triples": "\n".join(lines[:limit]), "count": min(len(lines), limit)}
        iris = _IN_TRIPLES.findall(found["triples"])
    elif form == "ASK":
        found = {"boolean": bool(json.loads(body)["boolean"])}
    else:
        columns, rows = read_rows(body.encode(), limit + 1)
        cut = cut or len(rows) > limit
        rows = rows[:limit]
        found = {
            "columns": columns,
            "rows": [{key: term(value) for key, value in row.items()} for row in rows],
            "count": len(rows),
        }
        iris = [v["value"] for row in rows for v in row.values() if v["type"] == "uri"]
    seen = list(dict.fromkeys(iris))
    mentioned = mentions(kb, [i for i in seen if _speaks(i)][:_MENTIONS], lang)
    levels = {level.name: level for level in kb.levels()}
    named = {each.level.name for each in mentioned if each.level} | {
        name for iri in seen for name in _LEVEL.findall(iri) if name in levels
    }
    words = writer.cautions.levels(levels[name] for name in named)
    caution = writer.cautions.say("rows", levels=words or "graph/entailed/LEVEL")
    return out.QueryAnswer(
        caution=caution + (writer.cautions.say("cut") if cut else ""),
        lang=lang,
        snapshot=writer.snapshot,
        form=form,  # type: ignore[arg-type]  # the shape checks it
        query=text,
        prefixes=_prefixes(seen),
        mentions=mentioned,
        truncated=cut,
        **found,
    )


def read_rows(body: bytes, most: int) -> tuple[list[str], list[dict[str, Any]]]:
    """Columns and whole rows of a result in JSON that may break off, at most so many."""
    start = _BINDINGS.search(body)
    if start is None:
        return [], []
    head = re.search(rb'"vars"\s*:\s*(\[[^\]]*\])', body)
    columns = json.loads(head[1]) if head else []
    return columns, list(_objects(body[start.end() :].decode("utf-8", "ignore"), most))


def _objects(text: str, most: int) -> Iterator[dict[str, Any]]:
    decoder = json.JSONDecoder()
    place = 0
    for _ in range(most):
        while place < len(text) and text[place] in ", \n\r\t":
            place += 1
        if place >= len(text) or text[place] != "{":
            return
        try:
            found, place = decoder.raw_decode(text, place)
        except ValueError:
            return  # it breaks off here
        yield found


def term(value: Mapping[str, Any]) -> str:
    """A term of a result as Turtle writes it."""
    text = value["value"]
    if not isinstance(text, str):  # a triple term
        parts = (term(text[name]) for name in ("subject", "predicate", "object"))
        return f"<<( {' '.join(parts)} )>>"
    if value["type"] == "uri":
        short = compact(text)
        return short if short != text else f"<{text}>"
    if value["type"] == "bnode":
        return f"_:{text}"
    quoted = json.dumps(text, ensure_ascii=False)
    if "xml:lang" in value:
        return f"{quoted}@{value['xml:lang']}"
    datatype = value.get("datatype")
    if datatype in _BARE:
        return text
    return f"{quoted}^^{_datatype(datatype)}" if datatype else quoted


def _datatype(iri: str) -> str:
    short = compact(iri)
    return short if short != iri else f"<{iri}>"


def _speaks(iri: str) -> bool:
    """Whether this is a claim or a proposition."""
    named = split(iri)
    return named is not None and named[0] in ("claim", "proposition")


def _prefixes(iris: Iterable[str]) -> dict[str, str]:
    used = {compact(iri).partition(":")[0] for iri in iris}
    return {name: iri for name, iri in PREFIXES.items() if name in used}


def _stored(kb: KnowledgeBase, name: str) -> NamedQuery:
    public = {query.name: query for query in kb.queries.values() if not query.internal}
    if name in public:
        return public[name]
    near = ", ".join(nearest(name, public))
    raise NotFoundError(
        f"There is no stored query {name!r}",
        mend=f"{f'Nearest: {near}. ' if near else ''}All are listed with their parameters in the"
        " resource llmkg://queries.",
    )


def _check(kb: KnowledgeBase, query: NamedQuery, name: str, value: ParamValue) -> None:
    """Raise ParameterError for a parameter that there is not, or a level that there is not."""
    param = query.params.get(name)
    if param is None:
        several = "; ".join(f"{each.name}: {_about(each)}" for each in query.params.values())
        raise ParameterError(
            f"The query {query.name} has no parameter {name!r}", mend=f"It has: {several or '-'}."
        )
    if param.type is ParamType.LEVEL:
        kb.level(str(value))


def _about(param: Param) -> str:
    example = f", such as {param.example}" if param.example else ""
    return f"{param.type.value}{' (required)' if param.required else ''}{example}"
