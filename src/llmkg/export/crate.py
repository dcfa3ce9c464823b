"""The dataset as a detached RO-Crate 1.2: https://w3id.org/ro/crate/1.2.

Detached: the files stay on the server, and stand in the crate under their absolute addresses.
"""

from __future__ import annotations

from typing import Any, Final

from llmkg.export.dataset import ISSUED, KEYWORDS, PUBLISHER, TELLS, TITLES, Described
from llmkg.export.dump import PACKED
from llmkg.export.void import LICENCE
from llmkg.vocab import BASE

SPECIFICATION: Final = "https://w3id.org/ro/crate/1.2"
CONTEXT: Final = f"{SPECIFICATION}/context"
FILE: Final = "ro-crate-metadata.json"


def crate(of: Described) -> dict[str, Any]:
    """The metadata document of the crate."""
    where = f"{of.home}dumps/{of.manifest.digest}/"
    files = [f"{where}{file.name}" for file in of.files]
    graph: list[dict[str, Any]] = [
        {
            "@id": FILE,
            "@type": "CreativeWork",
            "conformsTo": {"@id": SPECIFICATION},
            "about": {"@id": of.home},
        },
        {
            "@id": of.home,
            "@type": "Dataset",
            "identifier": BASE,
            "cite-as": BASE,
            "name": TITLES["en"],
            "alternateName": TITLES["zh"],
            "description": TELLS["en"],
            "keywords": ", ".join(KEYWORDS["en"]),
            "datePublished": ISSUED,
            "dateModified": of.manifest.built,
            "version": of.manifest.digest,
            "inLanguage": ["en", "zh"],
            "license": {"@id": LICENCE},
            "author": {"@id": PUBLISHER},
            "publisher": {"@id": PUBLISHER},
            "url": of.home,
            "hasPart": [{"@id": each} for each in files],
            "distribution": [{"@id": each} for each in files],
        },
        {
            "@id": PUBLISHER,
            "@type": "Organization",
            "name": "llmkg project",
            "url": PUBLISHER,
        },
        {
            "@id": LICENCE,
            "@type": "CreativeWork",
            "name": "Creative Commons Attribution 4.0 International",
            "description": "Free to share and adapt with credit.",
        },
    ]
    graph += [
        {
            "@id": address,
            "@type": ["File", "DataDownload"],
            "name": file.name,
            "description": f"{file.iri or 'All named graphs'}: {file.triples} triples",
            "encodingFormat": [PACKED, file.type],
            "contentSize": str(file.bytes),
            "contentUrl": address,
            "sha256": file.sha256,
            "sdDatePublished": of.manifest.built,
            "license": {"@id": LICENCE},
            **({"identifier": file.iri} if file.iri else {}),
        }
        for address, file in zip(files, of.files, strict=True)
    ]
    return {"@context": CONTEXT, "@graph": graph}
