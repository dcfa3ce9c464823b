"""The order in which propositions are assessed: first those on which others rest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator

from llmkg.reason.dependence import Dependence
from llmkg.vocab import LLMKG


def levels(
    looks: Dependence, propositions: Iterable[str], known: Container[str]
) -> list[list[str]]:
    """These propositions and all on which they rest, each above those on which it rests.

    What is known need not be assessed again for others. Where propositions rest on each other in
    a circle, one of them comes first: it has to look into the others.
    """
    depth: dict[str, int] = {}
    for proposition in propositions:
        _descend(looks, proposition, known, depth)
    found: dict[int, list[str]] = defaultdict(list)
    for each, level in depth.items():
        found[level].append(each)
    return [found[level] for level in sorted(found)]


def _descend(
    looks: Dependence, proposition: str, known: Container[str], depth: dict[str, int]
) -> None:
    if proposition in depth:
        return
    path = [(proposition, _premises(looks, proposition))]
    reached = {proposition: 0}
    while path:
        here, more = path[-1]
        for below in more:
            if below in depth:
                reached[here] = max(reached[here], depth[below] + 1)
            elif below not in reached and below not in known:
                reached[below] = 0
                path.append((below, _premises(looks, below)))
                break
        else:
            path.pop()
            depth[here] = reached[here]
            if path:
                above = path[-1][0]
                reached[above] = max(reached[above], depth[here] + 1)


def _premises(looks: Dependence, proposition: str) -> Iterator[str]:
    for _, evidence in looks.evidence(proposition):
        for claim in looks.out(evidence, LLMKG.basedOn):
            for _, about in looks.stances(claim):
                yield about
