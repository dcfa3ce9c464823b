"""`llmkg explain`: why a triple follows, or what keeps it from following."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from llmkg.cli.faults import Exit
from llmkg.cli.options import AsJson, open_kb, settings_of

if TYPE_CHECKING:
    from llmkg.model.explanation import Explained, Fact, Why
    from llmkg.model.proposition import Object

Term = Annotated[str, typer.Argument(help="An IRI or a CURIE, such as model:chatgpt.")]


def explain(
    context: typer.Context,
    subject: Term,
    predicate: Term,
    object_: Annotated[str, typer.Argument(metavar="OBJECT", help="An IRI or a CURIE.")],
    limit: Annotated[int, typer.Option(help="The most explanations, 1 to 20.")] = 3,
    as_json: AsJson = False,
) -> None:
    """Say how sure a triple is and why: minimal sets of claims; or what it lacks.

    Exit code 1 when it does not follow.
    """
    from llmkg.export.context import load_context
    from llmkg.http.facade.explanations import Explanations

    settings = settings_of(context)
    with open_kb(settings) as kb:
        found = kb.explain(subject, predicate, object_, limit=limit)
        if as_json:
            facade = Explanations(kb.store, load_context(settings.root).iri)
            document = facade.document(facade.explained(found))
            typer.echo(json.dumps(document, ensure_ascii=False, indent=2))
        else:
            typer.echo("\n".join(lines(found)))
    if found.level is None:
        raise typer.Exit(Exit.FINDINGS)


def lines(found: Explained) -> Iterator[str]:
    """The answer as text."""
    if found.level is None:
        yield f"{said(found.fact)}: does not follow"
    else:
        yield f"{said(found.fact)}: {found.level.label.get('en', found.level.name)}"
    for number, why in enumerate(found.explanations, 1):
        yield from explanation(number, why)
    if not found.whole:
        yield "There may be more explanations: the search met its bound."
    for proposition, reason in found.against:
        yield f"Kept out ({reason}): {proposition.label.get('en', proposition.slug)}"
    for gap in found.gaps:
        given = "; ".join(said(fact) for fact in gap.given)
        yield f"Missing: {said(gap.missing)}" + (f"  (given: {given})" if given else "")
        for proposition, reason in gap.said:
            yield f"    {reason}: {proposition.label.get('en', proposition.slug)}"


def explanation(number: int, why: Why) -> Iterator[str]:
    """One minimal explanation as text."""
    yield f"{number}. {why.level.label.get('en', why.level.name)}, because:"
    for ground in why.grounds:
        level = ground.level.label.get("en", ground.level.name)
        yield f"   - {ground.proposition.label.get('en', ground.proposition.slug)} [{level}]"
        for claim in ground.claims:
            hedge = ", ".join(text.value for text in claim.hedge)
            place = f"{claim.source.text('en')}, section {claim.section}" if claim.section else ""
            yield f"       {claim.slug}: {place or claim.source.text('en')}" + (
                f', hedged "{hedge}"' if hedge else ""
            )
        for evidence in ground.evidence:
            yield f"       evidence ({evidence.type.name}): {evidence.label.get('en', '')}"
    for step in why.steps:
        yield f"   => {said(step.conclusion)}  ({step.axiom})"


def said(fact: Fact) -> str:
    """A triple in words."""
    return f"{fact.subject.text('en')} - {fact.predicate.text('en')} - {target(fact.object)}"


def target(value: Object) -> str:
    """An object in words."""
    from llmkg.model.proposition import Quantity, Value

    if isinstance(value, Quantity):
        return value.as_printed or str(value.amount)
    return value.value if isinstance(value, Value) else value.text("en")
