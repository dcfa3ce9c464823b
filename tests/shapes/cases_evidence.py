"""Evidence, and the circles in which it must not go."""

from tests.shapes.build import anchor, claim, evidence, proposition, thing
from tests.shapes.case import Case

P2 = proposition("p:~-2", rdf_subject="model:w", rdf_object="ability:~") + thing(
    "ability:~", "llmkg:Ability", skos_inScheme="llmkg:AbilityScheme"
)

CASES = [
    Case("EvidenceName", "evidence/Upper-~", evidence("e:Upper-~"), evidence("e:upper-~")),
    Case("EvidenceWithoutDirection", "evidence/~", evidence(supports=None), evidence()),
    Case(
        "EvidenceWithoutDirection",
        "evidence/~",
        evidence(supports=None),
        evidence(supports=None, qualifies="p:~"),
        "qualifies",
    ),
    Case("EvidenceWithoutType", "evidence/~", evidence(evidenceType=None), evidence()),
    Case(
        "EvidenceWithSeveralTypes",
        "evidence/~",
        evidence(evidenceType="llmkg:Anecdote , llmkg:Analogy"),
        evidence(evidenceType="llmkg:Anecdote"),
    ),
    Case("EvidenceWithoutReport", "evidence/~", evidence(reportedIn=None), evidence()),
    Case(
        "EvidenceForAndAgainst",
        "evidence/~",
        evidence(disputes="p:~"),
        evidence(disputes="p:w"),
    ),
    Case(
        "EvidenceWithSeveralAnchors",
        "evidence/~",
        evidence(statedIn="source:w", llmkg_anchor=f"{anchor()} , {anchor(oa_start='11')}"),
        evidence(statedIn="source:w", llmkg_anchor=anchor()),
    ),
    Case(
        "EvidenceWithSeveralSources",
        "evidence/~",
        evidence(statedIn="source:w , source:~") + "source:~ a llmkg:Source .\n",
        evidence(statedIn="source:w"),
    ),
    Case(
        "AuthorStatementAuthored",
        "evidence/~",
        evidence(evidenceType="llmkg:AuthorStatement"),
        evidence(evidenceType="llmkg:Anecdote"),
    ),
    Case(
        "CircularEvidence",
        "evidence/~",
        claim(citesEvidence="e:~") + evidence(about=False, basedOn="c:~"),
        claim(citesEvidence="e:~") + evidence(about=False, basedOn="c:w-one"),
        "on the claim that cites it",
    ),
    Case(
        "CircularEvidence",
        "evidence/~",
        claim() + evidence(about=False, basedOn="c:~"),
        claim() + evidence(about=False, basedOn="c:~", supports="p:w"),
        "on a claim of the same",
    ),
    Case(
        "CircularEvidence",
        "evidence/~",
        claim(asserts=None, denies="p:~")
        + evidence(about=False, basedOn="c:~", supports=None, disputes="p:~"),
        claim(asserts=None, denies="p:~") + evidence(about=False, basedOn="c:~"),
        "against",
    ),
    Case(
        # e supports p by c2, which asserts p2, supported by e2, which rests on p
        "CircularEvidence",
        "evidence/~",
        claim()
        + evidence(about=False, basedOn="c:~-2")
        + claim("c:~-2", about=False, asserts="p:~-2")
        + evidence("e:~-2", about=False, supports="p:~-2", basedOn="c:~")
        + P2,
        claim()
        + evidence(about=False, basedOn="c:~-2")
        + claim("c:~-2", about=False, asserts="p:~-2")
        + evidence("e:~-2", about=False, supports="p:~-2", basedOn="c:w-one")
        + P2,
        "by way of another proposition",
    ),
    Case(
        "UncitedEvidence",
        "evidence/~",
        evidence(),
        claim(citesEvidence="e:~") + evidence(about=False),
    ),
]
