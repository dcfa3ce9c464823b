"""The commonest query asks for one pattern of one subject, and is answered from the index.

Reading, planning and running such a query costs the engine several times what it costs to look the
quads up. What comes out is, byte for byte, what the engine would have written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from json.encoder import encode_basestring
from typing import Final

import pyoxigraph as ox

from llmkg.engine.group import Pattern
from llmkg.engine.shape import Shape
from llmkg.store.embedded import EmbeddedStore
from llmkg.store.port import QueryForm
from llmkg.vocab import XSD

MOST: Final = 200
"""Most quads that are looked at; what has more is left to the engine."""

LARGEST: Final = 50_000
"""Most characters of literals in an answer, for the same reason."""

_GRAPH: Final = ox.RdfFormat.N_TRIPLES.media_type
_ROWS: Final = ox.QueryResultsFormat.JSON.media_type
_PLAIN: Final = ox.NamedNode(XSD.string)


@dataclass(frozen=True, slots=True)
class Lookup:
    """A query for one pattern of one subject.

    pattern  the terms as N-Triples; the subject is an IRI, and no variable stands there twice
    columns  of a SELECT: the place in the pattern that each shows, 1 for predicate, 2 for object
    """

    form: QueryForm
    pattern: Pattern
    columns: tuple[int, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Of the columns."""
        return tuple(self.pattern[place][1:] for place in self.columns)

    @classmethod
    def of(cls, shape: Shape) -> Lookup | None:
        """The query of this shape as a look-up, if it is none but that."""
        if len(shape.patterns) != 1 or shape.limit is not None:
            return None
        if shape.distinct or shape.grouped or shape.ordered or shape.optional or shape.parts:
            return None
        pattern = shape.patterns[0]
        subject, predicate, object_ = pattern
        if subject[0] != "<" or object_[0] == '"' or predicate == object_:
            return None
        if shape.form is not QueryForm.SELECT:
            whole = shape.form is QueryForm.ASK or shape.made == shape.patterns
            return cls(shape.form, pattern) if whole else None
        shown = shape.columns
        if not shown or len(set(shown)) < len(shown) or not {*shown} <= {*pattern[1:]}:
            return None
        return cls(shape.form, pattern, tuple(pattern.index(name, 1) for name in shown))

    def answer(
        self, store: EmbeddedStore, pattern: Pattern, names: Sequence[str], media_type: str
    ) -> bytes | None:
        """What the engine would answer; None where it shall.

        pattern  that of the query, or one with other IRIs in its place
        names    of the columns
        """
        if media_type != (_GRAPH if self.form is QueryForm.CONSTRUCT else _ROWS):
            return None
        most = 1 if self.form is QueryForm.ASK else MOST + 1
        try:
            quads = store.some(most, *map(_node, pattern))
        except ValueError:
            return None  # no IRI at all: the engine shall say so
        if self.form is QueryForm.ASK:
            return b'{"head":{},"boolean":true}' if quads else b'{"head":{},"boolean":false}'
        if len(quads) > MOST:
            return None
        if self.form is QueryForm.SELECT:
            return _rows(quads, self.columns, names)
        return _graph(quads)


def _node(term: str) -> ox.NamedNode | None:
    return None if term[0] == "?" else ox.NamedNode(term[1:-1])


def _graph(quads: Sequence[ox.Quad]) -> bytes | None:
    size = 0
    for quad in quads:
        term = quad.object
        if type(term) is ox.Literal:
            size += len(term.value)
        elif type(term) is not ox.NamedNode:
            return None
    if size > LARGEST:
        return None
    return ox.serialize([quad.triple for quad in quads], format=ox.RdfFormat.N_TRIPLES)


def _rows(quads: Sequence[ox.Quad], columns: Sequence[int], names: Sequence[str]) -> bytes | None:
    fields = [(f'"{name}":', place == 1) for name, place in zip(names, columns, strict=True)]
    rows = []
    size = 0
    for quad in quads:
        cells = []
        for name, is_predicate in fields:
            if is_predicate:
                cells.append(f'{name}{{"type":"uri","value":"{quad.predicate.value}"}}')
                continue
            term = quad.object
            if type(term) is ox.NamedNode:
                cells.append(f'{name}{{"type":"uri","value":"{term.value}"}}')
            elif type(term) is ox.Literal:
                text = encode_basestring(term.value)
                size += len(text)
                cells.append(f'{name}{{"type":"literal","value":{text}{_mark(term)}}}')
            else:
                return None
        rows.append(",".join(cells))
    if size > LARGEST:
        return None
    header = ",".join([f'"{name}"' for name in names])
    body = "},{".join(rows)
    inside = f"{{{body}}}" if rows else ""
    return f'{{"head":{{"vars":[{header}]}},"results":{{"bindings":[{inside}]}}}}'.encode()


def _mark(literal: ox.Literal) -> str:
    language = literal.language
    if language is not None:
        direction = literal.direction
        written = f',"xml:lang":"{language}"'
        return f'{written},"its:dir":"{direction.value}"' if direction is not None else written
    datatype = literal.datatype
    return "" if datatype == _PLAIN else f',"datatype":"{datatype.value}"'
