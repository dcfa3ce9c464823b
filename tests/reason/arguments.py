"""Small worlds of claims and evidence, in few words."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import pyoxigraph as ox

from llmkg.rdf.turtle import parse_turtle
from llmkg.reason.assess import Assessed, assess_at
from llmkg.reason.policy import Policy, load_policy
from llmkg.vocab import LLMKG, ONTOLOGY_GRAPH, thing

ROOT = Path(__file__).parents[2]
HEAD = """@prefix llmkg: <https://w3id.org/llmkg/ontology#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix npx: <http://purl.org/nanopub/x/> .
@prefix method: <https://w3id.org/llmkg/method/> .
@prefix ability: <https://w3id.org/llmkg/ability/> .
@prefix p: <https://w3id.org/llmkg/proposition/> .
@prefix c: <https://w3id.org/llmkg/claim/> .
@prefix e: <https://w3id.org/llmkg/evidence/> .
@prefix source: <https://w3id.org/llmkg/source/> .
@prefix agent: <https://w3id.org/llmkg/agent/> .
"""
CAUSAL = "llmkg:givesRiseTo"
FACTUAL = "llmkg:correlatesWith"


def ontology() -> list[ox.Quad]:
    out: list[ox.Quad] = []
    for path in sorted((ROOT / "ontology").glob("*.ttl")):
        out += parse_turtle(path.read_bytes(), path.name, ONTOLOGY_GRAPH)
    return out


ONTOLOGY = ontology()
POLICY = load_policy(ROOT / "queries" / "policy")


@dataclass(frozen=True)
class Claim:
    slug: str
    stance: str
    about: str
    level: str
    source: str = "s1"
    cites: tuple[str, ...] = ()
    supersedes: str = ""
    withdrawn: bool = False
    ended: str = ""
    deprecated: str = ""
    replaced_by: str = ""
    invalidated_by: str = ""


@dataclass(frozen=True)
class Evidence:
    slug: str
    direction: str
    about: str
    type: str
    reported: tuple[str, ...] = ("s1",)
    based_on: tuple[str, ...] = ()


@dataclass(frozen=True)
class Case:
    """Claims and evidence on propositions whose slugs start with `c` (causal) or `f` (factual)."""

    claims: tuple[Claim, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    issued: dict[str, str] = field(
        default_factory=lambda: {f"s{i}": f"202{i}-01-01" for i in range(1, 6)}
    )
    authors: dict[str, str] = field(default_factory=dict)

    def plus(self, *more: Claim | Evidence) -> Case:
        return replace(
            self,
            claims=(*self.claims, *(m for m in more if isinstance(m, Claim))),
            evidence=(*self.evidence, *(m for m in more if isinstance(m, Evidence))),
        )

    def without(self, slug: str) -> Case:
        return replace(self, claims=tuple(c for c in self.claims if c.slug != slug))

    def turtle(self) -> str:
        lines = []
        abouts = [c.about for c in self.claims] + [e.about for e in self.evidence]
        for about in dict.fromkeys(abouts):
            predicate = CAUSAL if about.startswith("c") else FACTUAL
            lines.append(
                f"p:{about} a llmkg:Proposition ; rdf:subject method:{about} ;"
                f" rdf:predicate {predicate} ; rdf:object ability:a ."
            )
        for c in self.claims:
            cites = "".join(f" ; llmkg:citesEvidence e:{e}" for e in c.cites)
            newer = f" ; npx:supersedes c:{c.supersedes}" if c.supersedes else ""
            gone = " ; prov:wasInvalidatedBy <https://w3id.org/np/x>" if c.withdrawn else ""
            gone += f' ; prov:invalidatedAtTime "{c.ended}"' if c.ended else ""
            gone += f" ; owl:deprecated {c.deprecated}" if c.deprecated else ""
            gone += f" ; dcterms:isReplacedBy {c.replaced_by}" if c.replaced_by else ""
            gone += f" ; prov:wasInvalidatedBy {c.invalidated_by}" if c.invalidated_by else ""
            lines.append(
                f"c:{c.slug} a llmkg:Claim ; llmkg:{c.stance} p:{c.about} ;"
                f" llmkg:confidence llmkg:{c.level} ;"
                f" llmkg:statedIn source:{c.source}{cites}{newer}{gone} ."
            )
        for e in self.evidence:
            based = "".join(f" ; llmkg:basedOn c:{c}" for c in e.based_on)
            reported = " , ".join(f"source:{s}" for s in e.reported)
            lines.append(
                f"e:{e.slug} a llmkg:Evidence ; llmkg:{e.direction} p:{e.about} ;"
                f" llmkg:evidenceType llmkg:{e.type} ; llmkg:reportedIn {reported}{based} ."
            )
        for source, date in self.issued.items():
            by = (
                f" ; dcterms:creator agent:{self.authors[source]}" if source in self.authors else ""
            )
            lines.append(f'source:{source} dcterms:issued "{date}"^^xsd:date{by} .')
        return HEAD + "\n".join(lines)

    def quads(self) -> list[ox.Quad]:
        graph = "https://w3id.org/llmkg/graph/source/test"
        return [*ONTOLOGY, *parse_turtle(self.turtle().encode(), "case.ttl", graph)]

    def assessed(self, as_of: str = "9999-12-31", policy: Policy = POLICY) -> Assessed:
        return assess_at(self.quads(), policy, as_of)

    def value(self, about: str, name: str, as_of: str = "9999-12-31") -> str | None:
        said = self.assessed(as_of).of.get(thing("proposition", about), {})
        value = said.get(LLMKG[name])
        return None if value is None else value.value.removeprefix(str(LLMKG))
