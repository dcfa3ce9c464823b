"""A small root in which claims are retracted, superseded and disputed, and labels are hostile."""

import shutil
from pathlib import Path

from llmkg.build import build
from llmkg.vocab import NPX
from tests.shapes.build import HEAD as KNOWN
from tests.shapes.build import WORLD, claim, evidence, proposition, source, thing

HEAD = f"{KNOWN}@prefix npx: <{NPX}> .\n"
STANDS, RETRACTED, SUPERSEDED = "w-one", "x-gone", "x-old"
DISPUTED, TAKEN_BACK = "x-disputed", "x-taken-back"
NEWER, RETRACTING = "y-new", "y-retracts"
HOSTILE = "x-hostile"
ACTS = "x-acts"
"""A proposition that a method acts on an ability: one claim on it stands, one was taken back."""
CONTESTED = "x-disputed"
"""A proposition, by slug: somebody asserts and somebody denies it, each with evidence."""
NASTY = (
    "1. ]( <img src=x onerror=y> **b** `c` [a](javascript:z) | # \\ &lt; {{7*7}} } ```\n"
    "# h ' \" \u202egnirts"
)
"""A label that tries to be markup wherever it stands."""
_TURTLE = NASTY.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _on(slug: str, stance: str, about: str = "", **more: str) -> str:
    """A claim on p:SLUG (or p:ABOUT) of source:early."""
    wanted = {"asserts": None, stance: f"p:{about or slug}", "statedIn": "source:early", **more}
    return str(claim(f"c:{slug}", about=False, **wanted))


def early() -> str:
    """What is said first."""
    said = [
        thing(f"model:{each}", "llmkg:Model")
        + proposition(f"p:{each}", rdf_subject=f"model:{each}")
        for each in (RETRACTED, SUPERSEDED, TAKEN_BACK)
    ]
    return "".join(
        [
            HEAD,
            *said,
            proposition(f"p:{CONTESTED}", rdf_subject="model:w-other"),
            proposition(
                f"p:{HOSTILE}", rdf_subject="model:nasty", rdfs_label=f'"{_TURTLE}"@en , "恶"@zh'
            ),
            proposition(f"p:{ACTS}", rdf_subject="method:w", rdf_predicate="llmkg:improves"),
            _on(ACTS, "asserts"),
            _on(
                f"{ACTS}-gone", "asserts", ACTS, prov_wasInvalidatedBy="<https://example.org/n/RAz>"
            ),
            _on(RETRACTED, "asserts"),
            _on(SUPERSEDED, "asserts", hedge='"maybe"@en'),
            _on(DISPUTED, "asserts", citesEvidence="e:x-for"),
            _on(
                TAKEN_BACK,
                "asserts",
                prov_wasInvalidatedBy="<https://example.org/np/RAx>",
                citesEvidence="e:x-for",
                attributedTo="agent:nasty",
            ),
            _on(
                HOSTILE,
                "asserts",
                rdfs_label=f'"{_TURTLE}"@en , "{_TURTLE}"@zh',
                hedge=f'"{_TURTLE}"@en',
                section=f'"{_TURTLE}"',
                attributedTo="agent:nasty",
            ),
            evidence("e:x-for", about=False, supports=f"p:{CONTESTED}"),
        ]
    )


def late() -> str:
    """What is said later, of what was said first."""
    return "".join(
        [
            HEAD,
            claim(
                f"c:{NEWER}",
                about=False,
                asserts=f"p:{SUPERSEDED}",
                statedIn="source:late",
                npx_supersedes=f"c:{SUPERSEDED}",
            ),
            claim(
                f"c:{RETRACTING}",
                about=False,
                asserts=None,
                leavesOpen=f"p:{RETRACTED}",
                confidence="llmkg:Unresolved",
                statedIn="source:late",
                npx_retracts=f"c:{RETRACTED}",
            ),
            claim(
                "c:y-denies",
                about=False,
                asserts=None,
                denies=f"p:{CONTESTED}",
                statedIn="source:late",
                citesEvidence="e:y-against",
            ),
            evidence(
                "e:y-against",
                about=False,
                supports=None,
                disputes=f"p:{CONTESTED}",
                reportedIn="source:late",
            ),
        ]
    )


def build_fates(root: Path, folder: Path) -> None:
    """Write it into `folder`, and a snapshot of it beside it: `root` and `out`."""
    place = folder / "root"
    for name in ("ontology", "queries"):
        shutil.copytree(root / name, place / name)
    nasty = f'"{_TURTLE}"@en , "{_TURTLE}"@zh'
    world = "".join(
        [
            HEAD,
            WORLD,
            thing("model:nasty", "llmkg:Model", rdfs_label=nasty),
            thing("agent:nasty", "llmkg:Person", rdfs_label=nasty),
            source(rdfs_label=nasty, dcterms_creator="agent:w , agent:nasty").replace("~", "early"),
            source(dcterms_issued='"2023-02-03"^^xsd:date').replace("~", "late"),
        ]
    )
    for name, text in (("catalogue", world), ("early", early()), ("late", late())):
        (place / "claims" / name).mkdir(parents=True)
        (place / "claims" / name / "all.ttl").write_text(text, encoding="utf-8")
    build(place, folder / "out")
