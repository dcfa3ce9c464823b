"""The index of texts on disk: one document a thing, its words cut beforehand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

import pyoxigraph as ox
import tantivy

from llmkg.search.documents import documents
from llmkg.search.words import plain, words

SEARCH_FOLDER: Final = "search"
"""The folder of the index in that of a snapshot."""

HEAP_BYTES: Final = 64_000_000
_CUT: Final = "cut"  # our words, between spaces
_NOT_COUNTED: Final[Mapping[str, int]] = MappingProxyType({})


def schema() -> tantivy.Schema:
    """The IRI and kind as they are; names whole; names and texts as words; the weight.

    The kind is also a column, so that it can be counted.
    """
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("iri", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(
        "kind", stored=True, fast=True, tokenizer_name="raw", index_option="basic"
    )
    builder.add_text_field("whole", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("name", tokenizer_name=_CUT, index_option="position")
    builder.add_text_field("text", tokenizer_name=_CUT, index_option="position")
    builder.add_unsigned_field("weight", fast=True)
    return builder.build()


def register(index: tantivy.Index) -> tantivy.Index:
    """Tell an index how our words are kept apart."""
    cutter = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer(_CUT, cutter)
    return index


def write_index(
    folder: Path, quads: Sequence[ox.Quad], mentioned: Mapping[str, int] = _NOT_COUNTED
) -> None:
    """Write the index of these quads into a new folder; `mentioned` as in `documents`."""
    folder.mkdir()
    index = register(tantivy.Index(schema(), path=str(folder)))
    writer = index.writer(heap_size=HEAP_BYTES, num_threads=1)
    for each in sorted(documents(quads, mentioned), key=lambda document: document.iri):
        document = tantivy.Document(iri=each.iri, kind=each.kind)
        document.add_unsigned("weight", each.weight)
        for name in each.names:
            document.add_text("whole", plain(name).strip())
            document.add_text("name", " ".join(words(name)))
        for text in each.texts:
            document.add_text("text", " ".join(words(text)))
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
