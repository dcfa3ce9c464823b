"""Small things that are as they should be, to be spoilt one at a time.

Names have a ``~``, which becomes the name of the case, so that all cases live in one graph without
touching each other. Keywords replace or (None) take away a property.
"""

from llmkg.vocab import PREFIXES

HEAD = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
DIGEST = "0123456789abcdef" * 4
_LABELS = '"a thing"@en , "一物"@zh'
ANCHOR = {
    "a": "llmkg:Anchor",
    "oa:start": "10",
    "oa:end": "20",
    "llmkg:digest": f'"{DIGEST}"',
    "oa:prefix": '"before"',
    "oa:suffix": '"after"',
}
LOCATOR = {
    "a": "llmkg:Locator",
    "llmkg:inFile": '"assets/w.yaml"',
    "llmkg:atLine": "7",
    "llmkg:atKey": '"[0].dependencies[1]"',
}
QUANTITY = {
    "a": "llmkg:Quantity",
    "llmkg:amount": "175",
    "llmkg:unit": "concept:w-unit",
    "llmkg:measure": "concept:w-measure",
    "llmkg:asPrinted": '"175"',
}
CLAIM = {
    "a": "llmkg:Claim",
    "rdfs:label": _LABELS,
    "llmkg:asserts": "p:~",
    "llmkg:confidence": "llmkg:Conjectural",
    "llmkg:statedIn": "source:w",
    "llmkg:section": '"1"',
}
EVIDENCE = {
    "a": "llmkg:Evidence",
    "rdfs:label": _LABELS,
    "llmkg:supports": "p:~",
    "llmkg:evidenceType": "llmkg:NaturalContrast",
    "llmkg:reportedIn": "source:w",
}
PROPOSITION = {
    "a": "llmkg:Proposition",
    "rdfs:label": _LABELS,
    "rdf:subject": "model:~",
    "rdf:predicate": "llmkg:hasAbility",
    "rdf:object": "ability:w",
}
QUESTION = {
    "a": "llmkg:OpenQuestion",
    "rdfs:label": _LABELS,
    "llmkg:asksAbout": "ability:w",
    "llmkg:statedIn": "source:w",
    "llmkg:wouldBeSettledBy": '"an experiment"@en , "实验"@zh',
}
TENSION = {
    "a": "llmkg:Tension",
    "rdfs:label": _LABELS,
    "skos:definition": _LABELS,
    "llmkg:between": "c:w-one , c:w-two",
    "llmkg:tensionKind": "llmkg:Contradiction",
}
SOURCE = {
    "a": "llmkg:Source",
    "rdfs:label": _LABELS,
    "dcterms:issued": '"2022-12-18"^^xsd:date',
    "dcterms:language": '"zh"',
    "dcterms:creator": "agent:w",
    "llmkg:textDigest": f'"{DIGEST}"',
    "llmkg:textLength": "1000",
}
THING = {"rdfs:label": _LABELS}


def node(name, defaults, changes):
    """One subject with its properties."""
    said = {**defaults, **{_full(key): value for key, value in changes.items()}}
    body = " ;\n    ".join(f"{key} {value}" for key, value in said.items() if value is not None)
    return f"{name} {body} .\n"


def blank(defaults, **changes):
    """A blank node with its properties."""
    said = {**defaults, **{_full(key): value for key, value in changes.items()}}
    return f"[ {' ; '.join(f'{key} {value}' for key, value in said.items() if value is not None)} ]"


def anchor(**changes):
    return blank(ANCHOR, **changes)


def locator(**changes):
    return blank(LOCATOR, **changes)


def quantity(**changes):
    return blank(QUANTITY, **changes)


def proposition(name="p:~", **changes):
    """A proposition and the model that it is about."""
    subject = changes.get("rdf_subject", "model:~")
    about = thing("model:~", "llmkg:Model") if subject == "model:~" else ""
    return node(name, PROPOSITION, changes) + about


def claim(name="c:~", *, about=True, **changes):
    """A claim, and the proposition p:~ that it asserts."""
    changes = {"llmkg_anchor": anchor(), **changes}
    return node(name, CLAIM, changes) + (proposition() if about else "")


def evidence(name="e:~", *, about=True, **changes):
    """Evidence, and the proposition p:~ that it supports."""
    return node(name, EVIDENCE, changes) + (proposition() if about else "")


def question(**changes):
    return node("q:~", QUESTION, {"llmkg_anchor": anchor(), **changes})


def tension(name="tension:~", **changes):
    return node(name, TENSION, changes)


def source(**changes):
    return node("source:~", SOURCE, changes)


def thing(name, kind, **changes):
    return node(name, {"a": kind, **THING}, changes)


def _full(key):
    """`rdf_subject` for `rdf:subject`; what has no prefix is of the ontology."""
    if key == "a":
        return key
    prefix, found, local = key.partition("_")
    return f"{prefix}:{local}" if found else f"llmkg:{key}"


# What all cases share; every rule is kept here.
WORLD = (
    thing("ability:w", "llmkg:Ability", skos_inScheme="llmkg:AbilityScheme")
    + thing("method:w", "llmkg:TrainingMethod", skos_inScheme="llmkg:TrainingMethodScheme")
    + thing("concept:w", "llmkg:Concept")
    + thing("concept:w-unit", "llmkg:Unit")
    + thing("concept:w-measure", "llmkg:Measure")
    + thing("concept:w-condition", "llmkg:Condition")
    + thing("agent:w", "llmkg:Person")
    + thing("model:w", "llmkg:Model")
    + thing("model:w-other", "llmkg:Model")
    + node("source:w", SOURCE, {})
    + proposition("p:w", rdf_subject="model:w")
    + claim("c:w-one", about=False, asserts="p:w")
    + claim("c:w-two", about=False, asserts="p:w")
)
