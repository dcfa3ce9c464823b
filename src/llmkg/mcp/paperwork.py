"""What is handed in and out: references, findings of a check, things as resources."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from llmkg.contribute.faults import report_of
from llmkg.kb import KnowledgeBase
from llmkg.mcp import shapes_of_answers as out
from llmkg.mcp.answers import mentions
from llmkg.mcp.lookup import any_iri
from llmkg.mcp.shapes import Lang
from llmkg.mcp.writer import Writer
from llmkg.model.finding import Finding as Found
from llmkg.quote import citing
from llmkg.quote.cautions import text
from llmkg.vocab import BASE, compact, local_name

_FINDINGS = 50


def cite(kb: KnowledgeBase, *, thing: str, home: str = BASE, lang: Lang = "en") -> out.CiteAnswer:
    """References to a thing as a part of llmkg, and to the source behind it."""
    writer = Writer(kb, lang)
    iri = any_iri(kb, thing, "c:fu2022-zh-3-1-code-training-gives-cot")
    ref = writer.reader.ref(iri)
    cited = citing.cite(kb, iri, lang, home=home)
    found = mentions(kb, [iri], lang)
    named = [
        "; ".join(filter(None, (each.level.label, each.status, *each.hedge)))
        for each in found
        if each.level is not None
    ]
    level = f"{named[0]}." if named else writer.cautions.say("cite plain")
    return out.CiteAnswer(
        caution=writer.cautions.say("cite", level=level),
        lang=lang,
        snapshot=writer.snapshot,
        thing=writer.thing(ref),
        reference=cited.thing.bibtex,
        reference_csl=cited.thing.csl,
        source=writer.thing(writer.reader.ref(cited.behind)) if cited.behind else None,
        source_reference=cited.source.bibtex if cited.source else None,
        source_reference_csl=cited.source.csl if cited.source else None,
        permalink=cited.permalink,
    )


def findings(
    kb: KnowledgeBase, *, found: Sequence[dict[str, Any]], lang: Lang = "en"
) -> out.ValidateAnswer:
    """What a check found, from plain values."""
    writer = Writer(kb, lang)
    report = report_of(found)
    shown = report.findings[:_FINDINGS]
    return out.ValidateAnswer(
        caution=writer.cautions.say("conforms" if report.conforms else "fails"),
        lang=lang,
        snapshot=writer.snapshot,
        conforms=report.conforms,
        findings=[_finding(each, lang) for each in shown],
        total=len(report.findings),
        truncated=len(shown) < len(report.findings),
    )


def entity(kb: KnowledgeBase, *, iri: str, limit: int = 30, lang: Lang = "en") -> out.EntityAnswer:
    """A thing and what is said about it."""
    writer = Writer(kb, lang)
    iri = any_iri(kb, iri, "ability:chain-of-thought")
    ref = writer.reader.ref(iri)
    card = None if ref.kind is None else kb.thing(ref.kind, iri)
    statements = card.statements if card else ()
    shown = [
        out.Statement(
            proposition=writer.proposition(each.proposition), claims=writer.claims(each.claims)
        )
        for each in statements[:limit]
    ]
    levels = [each.proposition.assessment for each in shown]
    named = {level.name: level for level in kb.levels()}
    return out.EntityAnswer(
        caution=writer.cautions.listing(
            [named[each.effective.name] for each in levels if each is not None]
        ),
        lang=lang,
        snapshot=writer.snapshot,
        total=len(statements),
        truncated=len(shown) < len(statements),
        thing=writer.thing(ref),
        definition=text(card.thing.definition, lang) if card else "",
        alternatives=list(card.thing.alternatives) if card else [],
        types=[compact(each.iri) for each in card.thing.types] if card else [],
        same_as=list(card.thing.same_as) if card else [],
        statements=shown,
    )


def _finding(found: Found, lang: str) -> out.Finding:
    return out.Finding(
        rule=local_name(found.rule),
        severity=found.severity.value,
        message=text(found.messages, lang),
        focus=found.focus,
        path=found.path,
        value=found.value,
        line=found.location.line if found.location else None,
        mend=text(found.mend, lang),
    )
