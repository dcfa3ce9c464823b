"""The dataset as schema.org describes one, for search engines that read the page at the root."""

from __future__ import annotations

from typing import Any, Final

from llmkg.export.dataset import ISSUED, KEYWORDS, PUBLISHER, TELLS, TITLES
from llmkg.export.void import LICENCE
from llmkg.model.manifest import Manifest
from llmkg.vocab import BASE, CATALOGUE_GRAPH, ONTOLOGY, source_graph

_PROJECT: Final = {"@id": PUBLISHER, "@type": "Organization", "name": "llmkg project"}


def record(home: str, manifest: Manifest) -> dict[str, Any]:
    """The record, for the server whose root is `home` (ending in a slash)."""
    whole = f"{home}dumps/{manifest.digest}/llmkg.nq.gz"
    return {
        "@id": BASE,
        "@type": "Dataset",
        "name": TITLES["en"],
        "alternateName": TITLES["zh"],
        "description": [TELLS["en"], TELLS["zh"]],
        "identifier": BASE,
        "url": home,
        "creator": _PROJECT,
        "publisher": _PROJECT,
        "license": LICENCE,
        "isAccessibleForFree": True,
        "datePublished": ISSUED,
        "dateModified": manifest.built,
        "version": manifest.digest,
        "inLanguage": ["en", "zh"],
        "keywords": [word for words in KEYWORDS.values() for word in words],
        "isBasedOn": [f"{BASE}source/fu2022-zh"],
        "hasPart": [ONTOLOGY],
        "distribution": [
            {
                "@type": "DataDownload",
                "name": "llmkg.nq.gz",
                "contentUrl": whole,
                "encodingFormat": ["application/n-quads", "application/gzip"],
            },
            {
                "@type": "DataDownload",
                "name": "SPARQL",
                "contentUrl": f"{home}sparql",
                "encodingFormat": "application/sparql-results+json",
            },
            *(
                # By the names that last, which bring the graph of today in whatever form is asked.
                {
                    "@type": "DataDownload",
                    "name": graph.removeprefix(BASE),
                    "contentUrl": graph,
                    "encodingFormat": ["text/turtle", "application/ld+json"],
                }
                for graph in (CATALOGUE_GRAPH, source_graph("fu2022-zh"))
            ),
        ],
    }
