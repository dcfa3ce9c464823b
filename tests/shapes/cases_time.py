"""What comes before what, and what cannot."""

from tests.shapes.build import claim, proposition, source, tension, thing
from tests.shapes.case import Case

_NEWER = "<http://purl.org/nanopub/x/supersedes>"


def replacing(older):
    """A claim that supersedes another."""
    return claim() + f"c:~ {_NEWER} {older} .\n"


def descent(child, parent, name):
    """An asserted lineage of one step."""
    said = proposition(
        f"p:~{name}",
        rdf_subject=child,
        rdf_predicate="llmkg:derivedFrom",
        rdf_object=parent,
    )
    return said + claim(f"c:~{name}", about=False, asserts=f"p:~{name}")


_MODELS = thing("model:~", "llmkg:Model") + thing("model:~-b", "llmkg:Model")
_CIRCLE = _MODELS + descent("model:~", "model:~-b", "") + descent("model:~-b", "model:~", "-2")

CASES = [
    Case(
        "IssuedInFuture",
        "source/~",
        source(dcterms_issued='"2999-01-01"^^xsd:date'),
        source(dcterms_issued='"2022-12"^^xsd:gYearMonth'),
    ),
    Case("ClaimReplacesItself", "claim/~", replacing("c:~"), replacing("c:w-one")),
    Case(
        "ClaimReplacesItself",
        "claim/~",
        replacing("c:~-2") + claim("c:~-2", about=False) + f"c:~-2 {_NEWER} c:~ .\n",
        replacing("c:~-2") + claim("c:~-2", about=False),
        "by way of another",
    ),
    Case(
        "EditionReplacesItself",
        "source/~",
        source() + "source:~ pav:previousVersion source:~ .\n",
        source() + "source:~ pav:previousVersion source:w .\n",
    ),
    Case(
        "LineageInCircle",
        "proposition/~",
        _CIRCLE,
        _CIRCLE + tension(between="c:~ , c:~-2"),
    ),
    Case(
        "LineageInCircle",
        "proposition/~",
        _CIRCLE,
        _MODELS + descent("model:~", "model:~-b", ""),
        "one way",
    ),
]
