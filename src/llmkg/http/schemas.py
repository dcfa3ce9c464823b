"""JSON Schemas of the REST answers, for the OpenAPI description. Tests hold the answers to them."""

from __future__ import annotations

from typing import Any, TypeAlias

Schema: TypeAlias = dict[str, Any]


def ref(name: str) -> Schema:
    """A reference to a schema of the description."""
    return {"$ref": f"#/components/schemas/{name}"}


def many(items: Schema) -> Schema:
    """An array."""
    return {"type": "array", "items": items}


def maybe(schema: Schema) -> Schema:
    """This, or null."""
    return {"anyOf": [schema, {"type": "null"}]}


def struct(required: str, /, **members: Schema) -> Schema:
    """An object; `required` names members, space between. ``at_id`` stands for ``@id``."""
    names = [name.replace("at_", "@", 1) if name.startswith("at_") else name for name in members]
    return {
        "type": "object",
        "properties": dict(zip(names, members.values(), strict=True)),
        "required": required.split(),
    }


def schemas() -> dict[str, Schema]:
    """Every schema by name."""
    text: Schema = {"type": "string"}
    iri: Schema = {"type": "string", "format": "iri"}
    count: Schema = {"type": "integer", "minimum": 0}
    flag: Schema = {"type": "boolean"}
    labels: Schema = {
        "type": "object",
        "additionalProperties": text,
        "examples": [{"en": "chain of thought", "zh": "思维链"}],
    }
    hedges: Schema = {
        "type": "object",
        "additionalProperties": many(text),
        "examples": [{"zh": ["很可能"], "en": ["very likely"]}],
    }
    status: Schema = {"type": "string", "enum": ["current", "superseded", "retracted"]}
    things = many(ref("Ref"))
    claims = many(ref("Claim"))
    evidence = many(ref("Evidence"))
    proposition: dict[str, Schema] = {
        "at_id": iri,
        "at_type": {"const": "Proposition"},
        "slug": text,
        "label": labels,
        "subject": ref("Ref"),
        "predicate": ref("Ref"),
        "object": {"type": "object"},
        "causal": flag,
    }
    said = "@id @type slug label subject predicate object causal"
    thing: dict[str, Schema] = {
        "at_id": iri,
        "at_type": many(text),
        "slug": text,
        "label": labels,
        "definition": labels,
        "claimCount": count,
    }
    plain = {
        "Problem": struct(
            "type title status detail",
            type=iri,
            title=text,
            status={"type": "integer", "minimum": 400, "maximum": 599},
            detail=text,
            mend=text,
            where={"type": "object"},
            errors=many({"type": "object"}),
        ),
        "Ref": struct("@id", at_id=iri, label=labels),
        "Hit": struct(
            "@id label kind state",
            at_id=iri,
            label=labels,
            kind=text,
            definition=labels,
            level=ref("Level"),
            standing=struct("@id name label", at_id=iri, name=text, label=labels),
            state=status,
        ),
        "Level": struct(
            "@id name rank label",
            at_id=iri,
            name=text,
            rank={"type": "integer", "minimum": 0, "maximum": 5},
            label=labels,
        ),
        "EvidenceType": struct(
            "@id name label warrantsCausal warrantsFactual",
            at_id=iri,
            name=text,
            label=labels,
            warrantsCausal=iri,
            warrantsFactual=iri,
        ),
        "Anchor": struct(
            "start end digest",
            start=count,
            end=count,
            digest={"type": "string", "pattern": "^[0-9a-f]{64}$"},
            prefix=text,
            suffix=text,
        ),
        "Locator": struct(
            "inFile atLine",
            inFile=text,
            atLine={"type": "integer", "minimum": 1},
            atKey=text,
        ),
        "Claim": struct(
            "@id @type slug label stance confidence hedge status statedIn section",
            at_id=iri,
            at_type={"const": "Claim"},
            slug=text,
            label=labels,
            stance={"type": "string", "enum": ["asserts", "denies", "leavesOpen"]},
            confidence=ref("Level"),
            hedge=hedges,
            status=status,
            statedIn=ref("Ref"),
            section=maybe(text),
            anchor=ref("Anchor"),
            locator=ref("Locator"),
            hedgeAnchor=ref("Anchor"),
            citesEvidence=things,
            attributedTo=things,
        ),
        "Evidence": struct(
            "@id @type slug label status evidenceType reportedIn",
            at_id=iri,
            at_type={"const": "Evidence"},
            slug=text,
            label=labels,
            status=status,
            evidenceType=ref("EvidenceType"),
            ceiling=ref("Level"),
            reportedIn=things,
            basedOn=things,
            citedByClaim=things,
        ),
        "Proposition": struct(said, **proposition),
        "Statement": struct(
            said, **proposition, assertedBy=claims, deniedBy=claims, leftOpenBy=claims
        ),
        "Argument": struct(
            f"{said} assertedBy deniedBy leftOpenBy supportedBy disputedBy qualifiedBy tensions",
            **proposition,
            assertedBy=claims,
            deniedBy=claims,
            leftOpenBy=claims,
            supportedBy=evidence,
            disputedBy=evidence,
            qualifiedBy=evidence,
            tensions=many(ref("Tension")),
            assessment=maybe(ref("Assessment")),
            timeline=many(ref("Assessment")),
            otherScopes=many(ref("Proposition")),
        ),
        "Assessment": struct(
            "@id @type asOf status effectiveConfidence supportGroups disputeGroups",
            at_id=iri,
            at_type={"const": "Assessment"},
            asOf=text,
            status=ref("Ref"),
            effectiveConfidence=ref("Level"),
            warrant=ref("Level"),
            warrantAgainst=ref("Level"),
            statedFor=ref("Level"),
            statedAgainst=ref("Level"),
            deniedConfidence=ref("Level"),
            supportGroups=count,
            disputeGroups=count,
            movedBy=things,
            movedBySource=things,
        ),
        "Fact": struct(
            "subject predicate object",
            subject=ref("Ref"),
            predicate=ref("Ref"),
            object={"type": "object"},
        ),
        "Why": struct(
            "confidence grounds steps",
            confidence=ref("Level"),
            grounds=many(ref("Proposition")),
            steps=many(
                struct(
                    "conclusion premises axiom",
                    conclusion=ref("Fact"),
                    premises=many(ref("Fact")),
                    axiom=text,
                )
            ),
            identities=many(ref("Fact")),
        ),
        "Gap": struct(
            "missing given axiom keptOut",
            missing=ref("Fact"),
            given=many(ref("Fact")),
            axiom=text,
            keptOut=many(ref("Proposition")),
        ),
        "Explained": struct(
            "fact confidence caution explanations complete keptOut gaps",
            fact=ref("Fact"),
            confidence=maybe(ref("Level")),
            caution=text,
            explanations=many(ref("Why")),
            complete=flag,
            keptOut=many(ref("Proposition")),
            gaps=many(ref("Gap")),
        ),
        "Tension": struct(
            "@id @type slug label definition tensionKind between",
            at_id=iri,
            at_type={"const": "Tension"},
            slug=text,
            label=labels,
            definition=labels,
            tensionKind=things,
            between={**things, "minItems": 2},
            intended=hedges,
        ),
        "OpenQuestion": struct(
            "@id @type slug label asksAbout wouldBeSettledBy",
            at_id=iri,
            at_type={"const": "OpenQuestion"},
            slug=text,
            label=labels,
            asksAbout=things,
            wouldBeSettledBy=labels,
        ),
        "Thing": struct("@id @type slug label claimCount", **thing),
        "ThingCard": struct(
            "@id @type slug label claimCount statements",
            **thing,
            statements=many(ref("Statement")),
        ),
        "Edge": struct(
            "child parent relation confidence denied depth claims",
            child=ref("Ref"),
            parent=ref("Ref"),
            relation=ref("Ref"),
            via=maybe(ref("Ref")),
            confidence=maybe(ref("Level")),
            effectiveConfidence=maybe(ref("Level")),
            explanation=text,
            denied=flag,
            depth=count,
            propositions=things,
            claims=claims,
        ),
        "Lineage": struct(
            "@id ancestors edges",
            at_id=iri,
            label=labels,
            ancestors=things,
            edges=many(ref("Edge")),
        ),
        "Origin": struct(
            "factor relation confidence argument",
            factor=ref("Ref"),
            relation=ref("Ref"),
            confidence=maybe(ref("Level")),
            explanation=text,
            argument=ref("Argument"),
        ),
        "Origins": struct(
            "@id minConfidence asOf origins",
            at_id=iri,
            label=labels,
            minConfidence=maybe(ref("Level")),
            asOf=maybe(text),
            origins=many(ref("Origin")),
        ),
        "Query": struct(
            "name summary description tags form params sparql",
            name=text,
            summary=text,
            description=text,
            tags=many(text),
            form={"type": "string", "enum": ["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"]},
            params={"type": "object", "additionalProperties": {"type": "object"}},
            sparql=text,
        ),
        "Queries": struct("total items", total=count, items=many(ref("Query"))),
        "Finding": struct(
            "rule severity messages focus",
            rule=text,
            severity={"type": "string", "enum": ["violation", "warning", "info"]},
            messages=labels,
            focus=text,
            file=text,
            line=count,
            column=count,
            mend=labels,
        ),
        "Findings": struct("conforms findings", conforms=flag, findings=many(ref("Finding"))),
        "Health": struct("status", status={"const": "ok"}),
        "Context": {"type": "object"},
    }
    for name in ("Thing", "Claim", "Tension", "OpenQuestion", "Hit"):
        plain[f"{name}Page"] = struct(
            "@id total offset limit items",
            at_id=iri,
            total=count,
            offset=count,
            limit=count,
            next=iri,
            previous=iri,
            items=many(ref(name)),
        )
    plain["QuestionPage"] = plain.pop("OpenQuestionPage")
    kinds = many(struct("kind count", kind=text, count=count))
    plain["HitPage"]["properties"].update(exact=flag, kinds=kinds)
    return plain
