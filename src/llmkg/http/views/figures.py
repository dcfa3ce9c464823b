"""Quantities and dates of a thing, as claimed, side by side where several are given."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from llmkg.http.views.grouping import FIGURES, Section
from llmkg.http.views.ledger import Ledger, Said
from llmkg.http.views.lines import SUBJECT
from llmkg.model.claim import Claim, Stance
from llmkg.model.proposition import Quantity, Value
from llmkg.model.text import Ref


@dataclass(frozen=True, slots=True)
class Amount:
    """One value that is given, who gives it, and how it stands."""

    said: Said
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure or a kind of date with everything that is given for it.

    differs  whether two values that stand are not the same, of the thing as a whole
    """

    name: Ref
    amounts: tuple[Amount, ...]
    differs: bool


def figures(book: Ledger, parts: Iterable[Section]) -> tuple[Figure, ...]:
    """The sections named "figures", by measure."""
    found: dict[str, tuple[Ref, list[Said]]] = {}
    for group in (g for each in parts if each.name == FIGURES for g in each.groups):
        for row in group.rows:
            value = row.proposition.object
            measure = value.measure if isinstance(value, Quantity) else None
            name = measure or row.proposition.predicate
            key = name.iri if group.side == SUBJECT or measure else f"{name.iri} of"
            found.setdefault(key, (name, []))[1].append(row)
    return tuple(
        Figure(name, tuple(_amount(book, row) for row in rows), _differs(rows))
        for name, rows in found.values()
    )


def _amount(book: Ledger, row: Said) -> Amount:
    claims = [book.claim(vote.claim) for vote in row.standing.votes]
    return Amount(row, tuple(sorted(claims, key=lambda each: (each.source.iri, each.iri))))


def _differs(rows: Iterable[Said]) -> bool:
    values = {
        _key(row)
        for row in rows
        if not row.proposition.qualifiers and row.standing.count(Stance.ASSERTS)
    }
    return len(values - {None}) > 1


def _key(row: Said) -> tuple[object, ...] | None:
    value = row.proposition.object
    if isinstance(value, Quantity):
        unit = value.unit.iri if value.unit else None
        return (value.amount, value.up_to, unit) if value.amount is not None else None
    return (value.value,) if isinstance(value, Value) else None
