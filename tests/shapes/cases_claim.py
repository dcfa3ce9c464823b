"""Claims, and what becomes of them beside evidence and each other."""

from tests.shapes.build import anchor, claim, evidence, proposition, tension
from tests.shapes.case import Case

SURE = "llmkg:WellSupported"
CAUSE = proposition(rdf_subject="method:w", rdf_predicate="llmkg:improves")


def cited(confidence, kind, *, said="", stance="asserts", bears="supports"):
    """A claim that cites one piece of evidence of a kind."""
    stances = {"asserts": None, stance: "p:~"}
    bearings = {"supports": None, bears: "p:~"}
    return (
        claim(about=not said, confidence=confidence, citesEvidence="e:~", **stances)
        + said
        + evidence(about=False, evidenceType=f"llmkg:{kind}", **bearings)
    )


CASES = [
    Case("ClaimName", "claim/Upper-~", claim("c:Upper-~"), claim("c:upper.1-~")),
    Case("ClaimWithoutStance", "claim/~", claim(asserts=None), claim()),
    Case(
        "ClaimWithSeveralStances",
        "claim/~",
        claim(denies="p:~"),
        claim(asserts=None, denies="p:~"),
        "kinds",
    ),
    Case("ClaimWithSeveralStances", "claim/~", claim(asserts="p:~ , p:w"), claim(), "propositions"),
    Case("ClaimWithoutConfidence", "claim/~", claim(confidence=None), claim()),
    Case(
        "ClaimWithSeveralConfidences",
        "claim/~",
        claim(confidence="llmkg:Conjectural , llmkg:Anecdotal"),
        claim(confidence="llmkg:Anecdotal"),
    ),
    Case("ClaimWithoutSource", "claim/~", claim(statedIn=None), claim()),
    Case(
        "ClaimWithSeveralSources",
        "claim/~",
        claim(statedIn="source:w , source:~") + "source:~ a llmkg:Source .\n",
        claim(),
    ),
    Case("ClaimWithoutAnchor", "claim/~", claim(llmkg_anchor=None), claim()),
    Case(
        "ClaimWithoutAnchor",
        "claim/~",
        claim(llmkg_anchor=None, readAs="llmkg:FullText"),
        claim(llmkg_anchor=None, readAs="llmkg:Abstract"),
        "not at hand",
    ),
    Case(
        "ClaimWithSeveralAnchors",
        "claim/~",
        claim(llmkg_anchor=f"{anchor()} , {anchor(oa_start='11')}"),
        claim(hedgeAnchor=anchor(oa_start="11")),
    ),
    Case("ClaimWithSeveralSections", "claim/~", claim(section='"1" , "2"'), claim(section='"2"')),
    Case(
        "ClaimWithSeveralHedgeAnchors",
        "claim/~",
        claim(hedgeAnchor=f"{anchor()} , {anchor(oa_start='11')}"),
        claim(hedgeAnchor=anchor()),
    ),
    Case("HedgeWithoutLanguage", "claim/~", claim(hedge='"可能"'), claim(hedge='"可能"@zh')),
    Case(
        "StatedAboveItsEvidence",
        "claim/~",
        cited("llmkg:WellSupported", "Anecdote"),
        cited("llmkg:Anecdotal", "Anecdote"),
        "factual",
    ),
    Case(
        "StatedAboveItsEvidence",
        "claim/~",
        cited("llmkg:WellSupported", "NaturalContrast", said=CAUSE),
        cited("llmkg:CorrelationNotCausation", "NaturalContrast", said=CAUSE),
        "causal",
    ),
    Case(
        "StatedAboveItsEvidence",
        "claim/~",
        cited("llmkg:WellSupported", "Analogy", stance="denies", bears="disputes"),
        cited("llmkg:WellSupported", "BenchmarkResult", stance="denies", bears="disputes"),
        "denied",
    ),
    Case(
        "StatedAboveItsEvidence",
        "claim/~",
        cited("llmkg:Established", "Anecdote")
        + evidence("e:~-b", about=False)
        + "c:~ llmkg:citesEvidence e:~-b .\n",
        cited("llmkg:WellSupported", "Anecdote")
        + evidence("e:~-b", about=False)
        + "c:~ llmkg:citesEvidence e:~-b .\n",
        "the best counts",
    ),
    Case(
        "StatedAboveItsAuthor",
        "claim/~",
        claim(confidence="llmkg:Established"),
        claim(confidence="llmkg:WellSupported"),
        "factual",
    ),
    Case(
        "StatedAboveItsAuthor",
        "claim/~",
        claim(about=False, confidence="llmkg:Anecdotal") + CAUSE,
        claim(about=False) + CAUSE,
        "causal",
    ),
    Case(
        # evidence that does not bear on what is said leaves the author's word
        "StatedAboveItsAuthor",
        "claim/~",
        cited("llmkg:Established", "Replication", bears="disputes"),
        cited("llmkg:Established", "Replication"),
        "beside the point",
    ),
    Case(
        "CausalOnWordAlone",
        "claim/~",
        claim(about=False) + CAUSE,
        cited("llmkg:Conjectural", "Analogy", said=CAUSE),
    ),
    Case("CausalOnWordAlone", "claim/~", claim(about=False) + CAUSE, claim(), "not causal"),
    Case(
        "SelfContradiction",
        "claim/~",
        claim() + claim("c:~-b", about=False, asserts=None, denies="p:~"),
        claim()
        + claim("c:~-b", about=False, asserts=None, denies="p:~")
        + tension(between="c:~ , c:~-b"),
        "with a tension",
    ),
    Case(
        "SelfContradiction",
        "claim/~",
        claim() + claim("c:~-b", about=False, asserts=None, denies="p:~"),
        claim() + claim("c:~-b", about=False, asserts=None, leavesOpen="p:~"),
        "left open",
    ),
    Case(
        "SelfContradiction",
        "claim/~",
        claim()
        + claim("c:~-b", about=False, asserts=None, denies="p:~")
        + tension(between="c:~ , c:w-one"),
        claim(),
        "a tension with another",
    ),
    Case(
        "HedgeDrift",
        "claim/~",
        claim(confidence=SURE) + claim("c:~-b", about=False),
        claim() + claim("c:~-b", about=False),
    ),
    Case(
        "HedgeDrift",
        "claim/~",
        claim(confidence=SURE) + claim("c:~-b", about=False),
        claim(confidence=SURE)
        + claim("c:~-b", about=False)
        + tension(between="c:~ , c:~-b", tensionKind="llmkg:HedgeDrift"),
        "with a tension",
    ),
]
