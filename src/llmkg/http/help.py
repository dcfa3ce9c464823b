"""What to do about each kind of problem, in a sentence or two."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

HELP: Final[Mapping[str, str]] = MappingProxyType(
    {
        "not-found": (
            "Nothing has this address, slug or IRI. /api/search finds things by name; slugs are "
            "never reused, so that one which was right stays right."
        ),
        "unknown-query": "No stored query has this name. /api/queries lists them.",
        "parameter": (
            "A parameter is unknown, missing, of the wrong type, or given twice. The document "
            "names it; /api/openapi.json describes all of them."
        ),
        "query-syntax": (
            "The query is not SPARQL. The document has `line` and `column`, the `token` at which "
            "reading stopped, and where one was found a `suggestion`."
        ),
        "query-refused": (
            "The query asks for what no query gets: LOAD, an update by GET, or nesting and length "
            "beyond the limits. Long lists of values belong into VALUES, which does not count."
        ),
        "service-refused": (
            "The query has a SERVICE to an endpoint that is not allowed here. By default none is; "
            "whoever runs the server names hosts in the setting LLMKG_SERVICES. Or ask the other "
            "endpoint yourself, and bring its answers as VALUES."
        ),
        "service-failed": (
            "The endpoint of a SERVICE did not answer in time, answered too much, or not with "
            "rows. SERVICE SILENT passes over it."
        ),
        "too-large": "The body, the query or the file is over its limit. Send less at once.",
        "not-acceptable": (
            "None of the formats at hand is acceptable to the client. The document lists them; "
            "`?format=` goes before the Accept header."
        ),
        "unknown-format": (
            "There is no format of this name, or it cannot hold this answer: XML has no place for "
            "some characters, RDF/XML none for some predicates."
        ),
        "syntax": "The data cannot be read. Each fault is listed with its line and column.",
        "encoding": "Something is not UTF-8. Nothing else is read.",
        "empty": "Nothing was sent, or it says nothing.",
        "refused": "This service does not do that for anybody.",
        "media-type": (
            "A body of this media type or charset is not read here; Accept-Post names those that "
            "are."
        ),
        "protocol": (
            "The request is not as the SPARQL 1.1 Protocol has it: exactly one `query`, by GET, as "
            "a form, or as the body itself; graphs as absolute IRIs."
        ),
        "stored-query": "A stored query is at fault, which is ours to mend.",
        "input": "The request is at fault; the document says where.",
        "check": "The data break a rule. Each finding says which one, where, and how to mend it.",
        "no-snapshot": "Nothing has been built yet, or it is being replaced. Ask again soon.",
        "deadline": (
            "The query took longer than it may and was stopped; there is no part of an answer. "
            "Name a subject or an object, add LIMIT, join on shared variables, give property "
            "paths a fixed end, or ask for one graph with GRAPH."
        ),
        "memory": "The query needs more memory than it may have. Sort and group less at once.",
        "result-too-large": (
            "The result is larger than one answer may be. Ask for parts with LIMIT and OFFSET, or "
            "take a dump."
        ),
        "too-many": "One client has too many queries running. Wait for some to end.",
        "busy": "Too much is being asked at this moment. Retry-After says when to ask again.",
        "outside": "Something outside this program failed: the disk, the network, a service.",
        "internal": "An error of ours, which has been logged with the X-Request-Id of the answer.",
    }
)
