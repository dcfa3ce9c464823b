"""The plainest page from which a query can be asked: what a browser gets without the editor."""

from __future__ import annotations

from html import escape
from typing import Final

EXAMPLE: Final = """SELECT ?claim ?confidence WHERE {
  ?claim a llmkg:Claim ; llmkg:confidence ?confidence .
} LIMIT 20"""

_PAGE: Final = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>SPARQL · llmkg</title>
<h1>SPARQL</h1>
<form action="/sparql" method="get">
<p><label for="query">Query</label></p>
<p><textarea id="query" name="query" rows="16" cols="90" spellcheck="false">{query}</textarea></p>
<p><label for="format">Format</label>
<select id="format" name="format">
<option>json<option>xml<option>csv<option>tsv<option>turtle<option>jsonld<option>nt
</select>
<button>Ask</button></p>
</form>
<p><a href="/sparql?format=turtle">What this endpoint is and holds</a></p>
</html>
"""


def plain_form(query: str) -> str:
    """The page, with this query in it; with an example where it is empty."""
    return _PAGE.format(query=escape(query or EXAMPLE))
