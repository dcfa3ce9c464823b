"""Full text over labels, other names, definitions and hedges, in both languages.

The index is written when a snapshot is built and lies beside its store. It is tantivy's: of the
engines tried over a million labels it was the fastest and the smallest. The words are ours, since
no ready-made tokeniser finds Chinese words of two characters without false hits.
"""

from llmkg.search.find import KINDS, Match, Matches, Search

__all__ = ["KINDS", "Match", "Matches", "Search"]
