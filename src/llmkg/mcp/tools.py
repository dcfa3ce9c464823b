"""The tools, as an assistant sees them: names, parameters with their bounds, what comes back."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Final, Literal, TypeAlias, TypeVar

from mcp.server.mcpserver import MCPServer
from mcp.types import CallToolResult, TextContent, ToolAnnotations
from pydantic import Field

from llmkg.engine.frames import Job
from llmkg.mcp import shapes_of_answers as out
from llmkg.mcp.asked import QUERY_BYTES
from llmkg.mcp.faults import told
from llmkg.mcp.house import House
from llmkg.mcp.shapes import Lang, LevelName, StandingName
from llmkg.vocab import Kind

MOST_BYTES: Final = 64_000
"""Largest part of a result that is read."""

MOST_ROWS: Final = 1_000
MOST_SECONDS: Final = 30.0
_DOCUMENT: Final = 500_000

KindName: TypeAlias = Literal[
    "model",
    "family",
    "stage",
    "method",
    "ability",
    "dataset",
    "benchmark",
    "proposition",
    "claim",
    "evidence",
    "source",
    "agent",
    "question",
    "concept",
    "tension",
    "term",
]
Language: TypeAlias = Annotated[
    Lang, Field(description="Language of labels and cautions: English or Chinese.")
]
Limit: TypeAlias = Annotated[int, Field(ge=1, le=100, description="The most items to give.")]
Offset: TypeAlias = Annotated[int, Field(ge=0, le=10_000, description="Items to pass over.")]
AsOf: TypeAlias = Annotated[
    str | None,
    Field(
        pattern=r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$",
        description="Only what was published by then: a day, month or year.",
        examples=["2022-12-11", "2023"],
    ),
]
_NAME: Final = (
    "Slug, CURIE or IRI; see `search`. What does not exist is answered with the nearest names."
)
_Tool = TypeVar("_Tool", bound=Callable[..., Any])
_READS: Final = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)


def named(example: str, kind: Kind | str) -> Any:
    """The field of a parameter that names a thing."""
    about = f"{'An' if kind[0] in 'aeiou' else 'A'} {kind}. {_NAME}"
    return Field(min_length=1, max_length=300, description=about, examples=[example])


def reply(body: bytes) -> CallToolResult:
    """An answer, as text for the model and as structured content."""
    text = body.decode()
    return CallToolResult(
        content=[TextContent(type="text", text=text)], structured_content=json.loads(text)
    )


def install(server: MCPServer[Any], house: House) -> None:  # noqa: C901 - one function per tool
    """Make the tools known."""

    async def ask(name: str, arguments: Mapping[str, Any]) -> CallToolResult:
        with told():
            return reply(await house.ask(name, arguments))

    def tool(title: str) -> Callable[[_Tool], _Tool]:
        def known(function: _Tool) -> _Tool:
            about = inspect.cleandoc(function.__doc__ or "")
            return server.tool(title=title, description=about, annotations=_READS)(function)

        return known

    @tool("Search")
    async def search(
        query: Annotated[
            str,
            Field(
                min_length=1,
                max_length=200,
                description="Words of a name or definition, in English or Chinese.",
                examples=["chain of thought", "思维链"],
            ),
        ],
        kinds: Annotated[
            list[KindName],
            Field(max_length=16, description="Only these kinds; none means all."),
        ] = [],  # noqa: B006 - pydantic copies it
        levels: Annotated[
            list[LevelName],
            Field(max_length=6, description="Only claims and propositions of these levels."),
        ] = [],  # noqa: B006 - as above
        statuses: Annotated[
            list[StandingName],
            Field(
                max_length=7,
                description="Only propositions of these statuses, or what was taken back.",
            ),
        ] = [],  # noqa: B006 - as above
        limit: Limit = 10,
        offset: Offset = 0,
        lang: Language = "en",
    ) -> Annotated[CallToolResult, out.SearchAnswer]:
        """Find models, abilities, claims, propositions, sources … by words. Begin here.

        Slips of the pen are forgiven. Claims and propositions come with their levels and hedges;
        what was retracted or superseded says so.
        """
        return await ask(
            "search",
            {
                "query": query,
                "kinds": kinds,
                "levels": levels,
                "statuses": statuses,
                "limit": limit,
                "offset": offset,
                "lang": lang,
            },
        )

    @tool("A claim")
    async def get_claim(
        claim: Annotated[str, named("c:fu2022-zh-3-1-code-training-gives-cot", Kind.CLAIM)],
        lang: Language = "en",
    ) -> Annotated[CallToolResult, out.ClaimAnswer]:
        """One claim: who says what, where, in which words, how sure, on what evidence.

        Also how its proposition is assessed, and whether the claim was superseded or retracted.
        """
        return await ask("get_claim", {"claim": claim, "lang": lang})

    @tool("Both sides of a proposition")
    async def argument(
        proposition: Annotated[
            str,
            named("p:code-training-gives-chain-of-thought", "proposition, or one of its claims"),
        ],
        as_of: AsOf = None,
        limit: Limit = 10,
        lang: Language = "en",
    ) -> Annotated[CallToolResult, out.ArgumentAnswer]:
        """Everything said for and against a proposition, with levels: claims, evidence, tensions.

        Also how the assessment changed over time, and the same proposition under other conditions.
        `counts` says how much there is; `limit` bounds each list.
        """
        return await ask(
            "argument", {"proposition": proposition, "as_of": as_of, "limit": limit, "lang": lang}
        )

    @tool("Where an ability comes from")
    async def origins_of_ability(
        ability: Annotated[str, named("ability:chain-of-thought", Kind.ABILITY)],
        min_confidence: Annotated[
            LevelName | None, Field(description="Only what is asserted at this level or better.")
        ] = None,
        as_of: AsOf = None,
        limit: Limit = 20,
        lang: Language = "en",
    ) -> Annotated[CallToolResult, out.OriginsAnswer]:
        """What is said to act on an ability (stages, methods, data), by whom, and how sure.

        Each origin has its proposition with its assessment, and counts of both sides; `argument`
        gives these in full.
        """
        return await ask(
            "origins_of_ability",
            {
                "ability": ability,
                "min_confidence": min_confidence,
                "as_of": as_of,
                "limit": limit,
                "lang": lang,
            },
        )

    @tool("Ancestry of a model")
    async def lineage(
        model: Annotated[str, named("model:text-davinci-003", Kind.MODEL)],
        limit: Limit = 30,
        lang: Language = "en",
    ) -> Annotated[CallToolResult, out.LineageAnswer]:
        """From which models a model is said to descend, step by step, with claims and levels.

        `stated` is the best level at which a step is asserted, `effective` what the evidence lets
        through; steps that are denied say so.
        """
        return await ask("lineage", {"model": model, "limit": limit, "lang": lang})

    @tool("Why a statement follows")
    async def explain(
        subject: Annotated[str, named("model:text-davinci-003", "thing")],
        predicate: Annotated[
            str,
            Field(
                min_length=1,
                max_length=300,
                description="A property of the ontology, by name, CURIE or IRI.",
                examples=["derivedFrom", "llmkg:hasAbility"],
            ),
        ],
        object: Annotated[str, named("model:davinci", "thing")],  # noqa: A002 - as triples call it
        limit: Annotated[int, Field(ge=1, le=20, description="The most explanations.")] = 3,
        lang: Language = "en",
    ) -> Annotated[CallToolResult, out.ExplainAnswer]:
        """How sure a triple is and why: minimal sets of claims. Or what it lacks.

        Where it does not follow: what says so but was kept out, and which facts are missing.
        """
        terms = {"subject": subject, "predicate": predicate, "object": object}
        return await ask("explain", {**terms, "limit": limit, "lang": lang})

    @tool("What does not sit together")
    async def tensions(
        kind: Annotated[
            str | None,
            Field(
                max_length=100,
                description="Only this kind of tension; unknown ones are answered with all kinds.",
                examples=["Contradiction", "HedgeDrift"],
            ),
        ] = None,
        about: Annotated[
            str | None,
            Field(max_length=300, description="Only those about this thing (CURIE, IRI)."),
        ] = None,
        limit: Limit = 5,
        offset: Offset = 0,
        lang: Language = "en",
    ) -> Annotated[CallToolResult, out.TensionsAnswer]:
        """Claims that do not sit together: contradictions, drifting hedges, numbers that differ.

        Each with all its sides; quote none without the others.
        """
        return await ask(
            "tensions",
            {"kind": kind, "about": about, "limit": limit, "offset": offset, "lang": lang},
        )

    @tool("What nobody knows")
    async def open_questions(
        about: Annotated[
            str | None,
            Field(
                max_length=300,
                description="Only those about this thing or what is said of it (CURIE, IRI).",
                examples=["ability:chain-of-thought"],
            ),
        ] = None,
        limit: Limit = 10,
        offset: Offset = 0,
        lang: Language = "en",
    ) -> Annotated[CallToolResult, out.QuestionsAnswer]:
        """What sources say is unknown, and the experiment that would settle it."""
        return await ask(
            "open_questions", {"about": about, "limit": limit, "offset": offset, "lang": lang}
        )

    @tool("Query")
    async def run_query(
        name: Annotated[
            str | None,
            Field(
                max_length=100,
                description="A stored query (listed in the resource llmkg://queries).",
                examples=["open-questions"],
            ),
        ] = None,
        sparql: Annotated[
            str | None,
            Field(
                max_length=QUERY_BYTES,
                description="Or a SPARQL query of your own; read only, no SERVICE. Our prefixes"
                " (llmkg:, model:, ability:, p:, c: …) need no declaration. The schema is in the"
                " resource llmkg://schema.",
                examples=["SELECT ?m ?label { ?m a llmkg:Model ; rdfs:label ?label } LIMIT 5"],
            ),
        ] = None,
        parameters: Annotated[
            dict[str, str | int | float | bool],
            Field(description="Of the stored query, by name.", examples=[{"level": "Anecdotal"}]),
        ] = {},  # noqa: B006 - pydantic copies it
        limit: Annotated[int, Field(ge=1, le=MOST_ROWS, description="The most rows to give.")] = 50,
        seconds: Annotated[
            float, Field(gt=0, le=MOST_SECONDS, description="The longest that it may run.")
        ] = 10.0,
        lang: Language = "en",
    ) -> Annotated[CallToolResult, out.QueryAnswer]:
        """Run a stored query by name, or SPARQL of your own, on all graphs.

        Bounded in rows, bytes and seconds; `truncated` says that the result goes on. `mentions`
        holds the levels and hedges of claims and propositions among the rows.
        """
        with told():
            asked = {"name": name, "sparql": sparql, "parameters": parameters}
            query = json.loads(await house.ask("prepare", asked))
            job = Job(query["text"], query["media_type"], None, seconds)
            body, whole = await house.query(job, MOST_BYTES)
            return reply(
                await house.ask(
                    "shown",
                    {
                        "text": query["text"],
                        "form": query["form"],
                        "body": body.decode("utf-8", "ignore"),
                        "whole": whole,
                        "limit": limit,
                        "lang": lang,
                    },
                )
            )

    @tool("Check a contribution")
    async def validate(
        data: Annotated[
            str,
            Field(
                min_length=1,
                max_length=_DOCUMENT,
                description="A document: identities, claims, evidence as Turtle or JSON-LD.",
            ),
        ],
        media_type: Annotated[
            Literal["text/turtle", "application/ld+json"], Field(description="What it is.")
        ] = "text/turtle",
        lang: Language = "en",
    ) -> Annotated[CallToolResult, out.ValidateAnswer]:
        """What the check finds in a contribution, against all that is there. Nothing is stored.

        Each finding has its rule, its place, and how to mend it.
        """
        with told():
            found = await house.check(media_type, data.encode())
        return await ask("findings", {"found": found, "lang": lang})

    @tool("How to cite")
    async def cite(
        thing: Annotated[str, named("c:fu2022-zh-3-1-code-training-gives-cot", "thing")],
        lang: Language = "en",
    ) -> Annotated[CallToolResult, out.CiteAnswer]:
        """References in BibTeX and CSL-JSON: to a thing of llmkg, and to the source behind it."""
        return await ask("cite", {"thing": thing, "home": house.home, "lang": lang})
