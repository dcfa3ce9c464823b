"""A contribution that is right, and ways to spoil it."""

from llmkg.vocab import PREFIXES

HEAD = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())

PROPOSITION = """
p:contributed-thing-improves-dialogue a llmkg:Proposition ;
    rdfs:label "RLHF improves dialogue in the contribution."@en , "贡献中:RLHF 改进对话。"@zh ;
    rdf:subject method:rlhf ; rdf:predicate llmkg:improves ; rdf:object ability:dialogue ;
    llmkg:condition concept:with-in-context-examples .
"""
CLAIM = """
c:contributed-claim a llmkg:Claim ;
    rdfs:label "RLHF may make dialogue better."@en , "RLHF 或许改进对话。"@zh ;
    llmkg:asserts p:contributed-thing-improves-dialogue ;
    llmkg:confidence llmkg:Conjectural ; llmkg:hedge "may"@en ;
    llmkg:statedIn source:fu2022-zh ; llmkg:section "3.2" ;
    llmkg:anchor [ a llmkg:Anchor ; oa:start 0 ; oa:end 4 ;
        llmkg:digest "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" ;
        oa:prefix "" ; oa:suffix "abc" ] ;
    llmkg:citesEvidence e:contributed-evidence .
"""
EVIDENCE = """
e:contributed-evidence a llmkg:Evidence ;
    rdfs:label "Two models compared."@en , "两个模型的比较。"@zh ;
    llmkg:supports p:contributed-thing-improves-dialogue ;
    llmkg:evidenceType llmkg:NaturalContrast ;
    llmkg:reportedIn source:fu2022-zh .
"""
GOOD = HEAD + PROPOSITION + CLAIM + EVIDENCE


def replaced(old: str, new: str) -> str:
    """The good contribution with one thing changed."""
    assert GOOD.count(old) == 1, old
    return GOOD.replace(old, new)


# What is broken -> (the file, a part of the line that is at fault or the thing it stands in)
BROKEN: dict[str, tuple[str, str]] = {
    "bad Turtle": (
        replaced("a llmkg:Evidence ;", "a llmkg:Evidence ;;; ]"),
        "a llmkg:Evidence ;;; ]",
    ),
    "unknown term": (
        replaced("rdf:predicate llmkg:improves", "rdf:predicate llmkg:makesNicer"),
        "p:contributed-thing-improves-dialogue a",
    ),
    "unknown property": (
        replaced('llmkg:hedge "may"@en', 'llmkg:hedgeing "may"@en'),
        "c:contributed-claim a",
    ),
    "missing evidence": (
        replaced(
            "    llmkg:supports p:contributed-thing-improves-dialogue ;\n"
            "    llmkg:evidenceType llmkg:NaturalContrast ;\n",
            "",
        ),
        "e:contributed-evidence a",
    ),
    "overclaim": (
        replaced("llmkg:Conjectural", "llmkg:Established"),
        "c:contributed-claim a",
    ),
    "cause on the author's word": (
        replaced(" ;\n    llmkg:citesEvidence e:contributed-evidence", ""),
        "c:contributed-claim a",
    ),
    "circular evidence": (
        replaced(
            "llmkg:reportedIn source:fu2022-zh .",
            "llmkg:reportedIn source:fu2022-zh ; llmkg:basedOn c:contributed-claim .",
        ),
        "e:contributed-evidence a",
    ),
    "dangling reference": (
        replaced("rdf:object ability:dialogue ;", "rdf:object ability:dialog ;"),
        "p:contributed-thing-improves-dialogue a",
    ),
    "digest that is none": (
        replaced("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "0123"),
        "llmkg:anchor [ a llmkg:Anchor",
    ),
    "two stances": (
        replaced(
            "llmkg:asserts p:contributed-thing-improves-dialogue ;",
            "llmkg:asserts p:contributed-thing-improves-dialogue ;\n"
            "    llmkg:denies p:contributed-thing-improves-dialogue ;",
        ),
        "c:contributed-claim a",
    ),
    "a plain domain triple": (
        GOOD + "\nmethod:rlhf llmkg:improves ability:dialogue .\n",
        "method:rlhf llmkg:improves",
    ),
    "no type and no label": (
        GOOD + '\nmodel:contributed-nameless skos:note "?" .\n',
        "model:contributed-nameless",
    ),
}
