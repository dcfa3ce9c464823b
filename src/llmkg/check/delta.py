"""What a change does to the findings: rules are asked again only about the nodes that it touches.

The findings after are those of before about nodes that are not touched, and what is found anew
about those that are (`tests/shapes/test_delta.py`). Nothing is listed: what a rule looks at is
looked up, so that the cost follows the change and not the graph.

Only what somebody wrote counts, graphs put together, as in the check of the whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from llmkg.check.checker import SUBCLASS, Checker
from llmkg.check.nodewise.leads import Worlds
from llmkg.check.nodewise.world import Known, Triple, World, triple_of
from llmkg.check.result import Result, iri_of
from llmkg.rdf.view import Difference, Everything, View, is_authored


@dataclass(frozen=True, slots=True)
class Delta:
    """What of the findings of before goes, and what comes instead.

    touched  the nodes (N-Triples) that each rule was asked about anew, by the rule's IRI
    found    what is found about them
    new      those of `found` that were not found before
    gone     what was found about them before and is not any more
    """

    touched: dict[str, frozenset[str]]
    found: tuple[Result, ...]
    new: tuple[Result, ...]
    gone: tuple[Result, ...]

    def applied(self, before: Iterable[Result]) -> set[Result]:
        """The findings after the change."""
        nobody: frozenset[str] = frozenset()
        kept = {one for one in before if one.focus not in self.touched.get(one.rule, nobody)}
        return kept | set(self.found)


def delta(before: View, after: View, changed: Difference, checker: Checker) -> Delta:
    """The findings that a change from one state to another brings and takes.

    Raises Everything where only a check of the whole can tell: when the ontology has changed (a new
    checker is needed then), or a rule is `beyond` the checker.
    """
    added = {triple_of(quad) for quad in changed.added if is_authored(quad.graph_name)}
    removed = {triple_of(quad) for quad in changed.removed if is_authored(quad.graph_name)}
    if any(said[1] == SUBCLASS or said[0] in checker.held for said in added | removed):
        raise Everything
    if checker.beyond:
        raise Everything
    with Known(before, checker.held) as earlier, Known(after, checker.held) as known:
        return _told(_worlds(earlier, known, added, removed), checker)


def _told(worlds: Worlds, checker: Checker) -> Delta:
    """What is found where the worlds differ."""
    several = sorted(worlds.changed)
    asked: dict[str, frozenset[str]] = {}
    found: dict[Result, None] = {}
    old: dict[Result, None] = {}
    for rule, nodes in zip(checker.rules, checker.touched(worlds, several), strict=True):
        if not nodes:
            continue
        asked[rule.rule.iri] = frozenset(nodes)
        for node in nodes:
            found.update(dict.fromkeys(rule.breaches(worlds.after, node)))
            old.update(dict.fromkeys(rule.breaches(worlds.before, node)))
    core = checker.touched_core(worlds.both, several)
    asked.update({iri_of(at) or at: frozenset(nodes) for at, nodes in core.items()})
    found.update(dict.fromkeys(checker.core(worlds.after, core)))
    old.update(dict.fromkeys(checker.core(worlds.before, core)))
    new = tuple(one for one in found if one not in old)
    return Delta(asked, tuple(found), new, tuple(one for one in old if one not in found))


def _worlds(earlier: Known, known: Known, added: set[Triple], removed: set[Triple]) -> Worlds:
    """The two states, and both put together; what is said in another graph, too, stays."""
    new = {said for said in added if said[2] not in earlier.about(said[0]).get(said[1], ())}
    gone = {said for said in removed if said[2] not in known.about(said[0]).get(said[1], ())}
    return Worlds(
        before=World(known, less=new, more=gone),
        after=World(known),
        both=World(known, more=gone),
        changed=frozenset(new | gone),
    )
