"""The index of texts on disk: one document a thing, its words cut beforehand.

Files of an index never change; a change adds some, and a small one says which of them count. So a
copy is made of links, and a changed copy costs what was changed.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import chain
from math import log2
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import pyoxigraph as ox
import tantivy

from llmkg.search.documents import MOST_MENTIONS, TERM, Document, document, documents
from llmkg.search.grams import grams
from llmkg.search.words import Cut, cut

SEARCH_FOLDER: Final = "search"
"""The folder of the index in that of a snapshot."""

HEAP_BYTES: Final = 512_000_000
SMALL_HEAP_BYTES: Final = 15_000_000
"""Memory of a writer: for all of a graph, and for a change. The engine takes no less for one."""

STATEMENTS: Final = frozenset({"proposition", "claim", "evidence", "question", "tension"})
"""Kinds that say something: their names are sentences, which nothing is called."""

_CUT: Final = "cut"  # our words, between spaces
_STEM: Final = "stem"  # the same without English endings
META: Final = "meta.json"
"""The file that says which of the others count."""

WRITTEN_ANEW: Final = (META, ".managed.json")
"""The files that change; all others are written once."""

_WORDS: Final = "words"  # of a shard: those of names
_LOCKS: Final = ("*.lock",)
SHORT: Final = 40
"""Characters of a name by which a statement is called; longer ones are found by their words."""

_HASH_BITS: Final = 47
_TIE: Final = 16
_SCALE: Final = 65_535 / log2(2 + MOST_MENTIONS)  # of what is mentioned most in the fewest words


def schema() -> tantivy.Schema:
    """What is kept of a document.

    ::

        iri             as it is; what a document is replaced by
        also            what it is called elsewhere
        kind, type, level, status   as they are; also as columns, so that they can be counted
        whole           names without what stands between their words; no sentences
        name, text      words of names and of texts, with their places
        stem            words of both without their endings
        gram            pieces of names, of what is no statement
        order           a number, the higher the better among equals, and no two have one
        tie             a part of it that a score can carry
        mentions        as they are

    Besides, each Latin word of a name is an entry of its own with nothing but `word`, so that
    misspelt ones need not be compared with every number and pair of characters in every part.
    """
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("iri", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("also", tokenizer_name="raw", index_option="basic")
    builder.add_text_field(
        "kind", stored=True, fast=True, tokenizer_name="raw", index_option="basic"
    )
    builder.add_text_field("type", fast=True, tokenizer_name="raw", index_option="basic")
    for name in ("level", "status"):
        builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("whole", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("name", tokenizer_name=_CUT, index_option="position")
    builder.add_text_field("text", tokenizer_name=_CUT, index_option="position")
    builder.add_text_field("stem", tokenizer_name=_STEM, index_option="basic")
    builder.add_text_field("gram", tokenizer_name=_CUT, index_option="basic")
    builder.add_unsigned_field("order", fast=True)
    builder.add_unsigned_field("mentions", stored=True)
    builder.add_float_field("tie", fast=True)
    builder.add_text_field("word", stored=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


def stemmer() -> tantivy.TextAnalyzer:
    """Takes the endings off English words."""
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    return builder.filter(tantivy.Filter.stemmer("English")).build()


def register(index: tantivy.Index) -> tantivy.Index:
    """Tell an index how our words are kept apart."""
    index.register_tokenizer(
        _CUT, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    )
    index.register_tokenizer(_STEM, stemmer())
    return index


def order_of(document: Document, length: int) -> int:
    """How far ahead a document stands among those that fit as well: 64 bits.

    `length`: words of its shortest name.

    What is mentioned more comes first, and what has fewer words; then it is by chance, but always
    the same. It depends on nothing but the document, so that hits have one order however an index
    came to be.
    """
    prior = round(_SCALE * log2(2 + document.mentions) / (1 + length / 4))
    mark = int.from_bytes(blake2b(document.iri.encode(), digest_size=8).digest(), "big")
    return min(prior, 65_535) << _HASH_BITS | mark >> (64 - _HASH_BITS)


def _tie(order: int) -> float:
    """From 0 to 1, in as many steps as a score can tell: six bits of merit, and thirteen of chance.

    A score is multiplied by the logarithm of 2 and this.
    """
    merit, chance = order >> (64 - 6), order >> (_HASH_BITS - 13) & 0x1FFF
    return (merit << 13 | chance) / (1 << 19)


def write_index(
    folder: Path, quads: Iterable[ox.Quad], mentioned: Mapping[str, int] | None = None
) -> None:
    """Write the index of these quads into a new folder; `mentioned` as in `documents`."""
    store = ox.Store()
    store.bulk_extend(quads)
    write_documents(folder, documents(store, mentioned))


def write_index_of(folder: Path, store: Path) -> None:
    """As `write_index`, of the store on disk in a folder, which is not taken into memory."""
    write_documents(folder, documents(ox.Store.read_only(str(store))))


def write_documents(folder: Path, documents: Iterable[Document], *, heap: int = HEAP_BYTES) -> None:
    """Write the index of these documents, each with an IRI of its own, into a new folder."""
    folder.mkdir()
    register(tantivy.Index(schema(), path=str(folder)))
    with Editor(folder, heap=heap) as editor:
        for document in documents:
            editor.add(document)


def write_shard(folder: Path, documents: Iterable[Document], *, heap: int = HEAP_BYTES) -> None:
    """Write some of the documents of an index into a new folder, for `join_shards`.

    Several processes may write shards of one index.
    """
    folder.mkdir()
    index = register(tantivy.Index(schema(), path=str(folder)))
    writer = index.writer(heap_size=heap, num_threads=1)
    spelt: set[str] = set()
    for each in documents:
        entry, names = entry_of(each)
        writer.add_document(entry)
        spelt |= names
    writer.commit()
    writer.wait_merging_threads()
    (folder / _WORDS).write_text("\n".join(sorted(_spelt(spelt))), encoding="utf-8")


def join_shards(folder: Path, shards: Sequence[Path]) -> None:
    """Make one index of shards in a new folder, by links: what they share are only words.

    A segment is whole in itself, and its files are named after it; `META` lists the segments.
    """
    folder.mkdir()
    register(tantivy.Index(schema(), path=str(folder)))
    meta, managed = (_read(folder / name) for name in WRITTEN_ANEW)
    spelt: set[str] = set()
    for shard in shards:
        its, files = (_read(shard / name) for name in WRITTEN_ANEW)
        meta["segments"] += its["segments"]
        meta["opstamp"] = max(meta["opstamp"], its["opstamp"])
        added = sorted(set(files) - set(managed))
        managed += added
        for name in added:
            if (shard / name).exists():  # what was merged is no more
                os.link(shard / name, folder / name)
        spelt.update((shard / _WORDS).read_text(encoding="utf-8").split("\n"))
    for name, given in zip(WRITTEN_ANEW, (meta, managed), strict=True):
        (folder / name).write_text(json.dumps(given), encoding="utf-8")
    with Editor(folder) as editor:
        editor.spell(spelt)


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def is_index(folder: Path) -> bool:
    """Whether an index is there that this program wrote."""
    try:
        there = tantivy.Index.exists(str(folder))
        return there and bool(tantivy.Index.open(str(folder)).schema == schema())
    except (ValueError, OSError):
        return False


def copy_index(old: Path, new: Path) -> None:
    """A copy that can be changed by itself; it shares what never changes."""
    ignored = shutil.ignore_patterns(*_LOCKS)
    shutil.copytree(old, new, copy_function=_link, ignore=ignored)


def _link(source: str, target: str) -> None:
    if Path(source).name in WRITTEN_ANEW:
        shutil.copy2(source, target)
    else:
        os.link(source, target)


def update_index(folder: Path, store: ox.Store, iris: Iterable[str]) -> None:
    """Make the index what it would be, written anew from this store, where only these changed.

    `touched` says which things a change of quads may concern. Nothing is done for the others.
    """
    with Editor(folder) as editor:
        for iri in sorted(set(iris)):
            editor.remove(iri)
            found = document(store, iri)
            if found is not None:
                editor.add(found)


class Editor:
    """Changes an index; all that was changed is there, and on the disk, once it is left.

    Whoever is killed before leaves what was there. For one process at a time; searches that are
    open go on finding what they found.
    """

    def __init__(self, folder: Path, *, heap: int = SMALL_HEAP_BYTES) -> None:
        self._index = register(tantivy.Index.open(str(folder)))
        self._searcher = self._index.searcher()
        self._writer = self._index.writer(heap_size=heap, num_threads=1)
        self._words: set[str] = set()

    def add(self, document: Document) -> None:
        """Add a document with a new IRI."""
        entry, names = entry_of(document)
        self._writer.add_document(entry)
        self._words |= names

    def spell(self, names: Iterable[str]) -> None:
        """Add words of names of documents that are there."""
        self._words.update(names)

    def replace(self, document: Document) -> None:
        """Put a document in the place of the one with its IRI, if there is one."""
        self.remove(document.iri)
        self.add(document)

    def remove(self, iri: str) -> None:
        """Take the document away that has this IRI, if there is one."""
        self._writer.delete_documents_by_term("iri", iri)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self.commit()
        else:
            self._writer.rollback()
        self._writer.wait_merging_threads()

    def prepare(self) -> None:
        """Do what is left to do before `commit`, so that this has nothing left for Python."""
        self._add_words()

    def commit(self) -> None:
        """All that was changed is there; what can be merged is merged meanwhile."""
        self.prepare()
        self._writer.commit()
        self._index.reload()
        self._searcher = self._index.searcher()

    def mentions(self, iri: str) -> int | None:
        """How often a thing was mentioned, as of the last commit; None where it was not there."""
        query = tantivy.Query.term_query(self._index.schema, "iri", iri)
        for _, address in self._searcher.search(query, 1).hits:
            return int(self._searcher.doc(address)["mentions"][0])
        return None

    def _add_words(self) -> None:
        """Those that are new. Words that no name has any more stay: they find nothing."""
        for word in sorted(_spelt(self._words)):
            if not self._searcher.doc_freq("word", word):
                self._writer.add_document(tantivy.Document(word=word))
        self._words = set()


def entry_of(given: Document) -> tuple[tantivy.Document, set[str]]:
    """What is indexed of a document, and the words of its names; see `_spelt`."""
    entry = tantivy.Document(iri=given.iri, kind=given.kind)
    add = entry.add_text
    for iri in given.also:
        add("also", iri)
    for iri in given.types:
        add("type", iri)
    for field, value in (("level", given.level), ("status", given.status)):
        if value:
            add(field, value)
    names = [cut(given.slug), *map(cut, given.names)]
    texts = [_cut_again(text) for text in given.texts]
    order = order_of(given, min([len(name.words) for name in names[1:]], default=0))
    entry.add_unsigned("order", order)
    entry.add_unsigned("mentions", given.mentions)
    entry.add_float("tie", 2 ** (1 + _tie(order) / _TIE) - 2)
    latin = dict.fromkeys(chain.from_iterable([each.latin for each in names]))
    spelt = set(latin)
    for each in names:
        add("name", " ".join(each.words))
    for each in texts:
        add("text", " ".join(each.words))
        latin.update(dict.fromkeys(each.latin))
    add("stem", " ".join(latin))
    wholes = dict.fromkeys([name.whole for name in names])
    if given.kind in STATEMENTS:
        wholes = dict.fromkeys([each for each in wholes if len(each) <= SHORT])
    elif given.kind != TERM:
        add("gram", " ".join(dict.fromkeys(chain.from_iterable(map(grams, wholes)))))
    for whole in wholes:
        add("whole", whole)
    return entry, spelt


@lru_cache(maxsize=4_096)
def _cut_again(text: str) -> Cut:
    """Hedges are the same again and again."""
    return cut(text)


def _spelt(words: Iterable[str]) -> set[str]:
    """The words of names that somebody may misspell: a number that is nearly right is wrong."""
    return {word for word in words if word.isalpha()}
