"""Full text over labels, other names, definitions and hedges, in both languages.

The index is written when a snapshot is built and lies beside its store; a write changes a copy of
it. It is tantivy's, which was fastest and smallest beside what else was tried
(docs/decisions/0030-search-at-scale.md). The words are ours, since no ready-made tokeniser finds
Chinese words of two characters without false hits.
"""

from llmkg.search.find import ASSESSED, KINDS, STATUSES, Match, Matches, Narrowed, Search

__all__ = ["ASSESSED", "KINDS", "STATUSES", "Match", "Matches", "Narrowed", "Search"]
