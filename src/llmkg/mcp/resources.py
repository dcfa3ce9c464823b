"""Resources: the schema, the scales, the stored queries, and every thing; and their completion."""

from __future__ import annotations

import asyncio
import json
from typing import Any, Final

from mcp.server.mcpserver import MCPServer
from mcp.types import (
    Completion,
    CompletionArgument,
    CompletionContext,
    PromptReference,
    ResourceTemplateReference,
)

from llmkg.errors import LlmkgError
from llmkg.export.context import load_context
from llmkg.mcp.faults import told_of_resource
from llmkg.mcp.house import House
from llmkg.vocab import BASE, Kind

JSON: Final = "application/json"
KINDS: Final = tuple(kind.value for kind in Kind if kind is not Kind.GRAPH)
_BY_PROMPT: Final = {"ability": Kind.ABILITY, "model": Kind.MODEL}


def install(server: MCPServer[Any], house: House) -> None:
    """Make the resources known."""

    async def asked(name: str, **arguments: Any) -> str:
        with told_of_resource():
            return (await house.ask(name, arguments)).decode()

    @server.resource("llmkg://schema", title="The ontology in short", mime_type=JSON)
    async def schema() -> str:
        """Prefixes, graphs, and every class and property with definition, domain and range."""
        return await asked("terms")

    @server.resource("llmkg://schema/zh", title="本体摘要", mime_type=JSON)
    async def schema_zh() -> str:
        """The same in Chinese."""
        return await asked("terms", lang="zh")

    @server.resource("llmkg://levels", title="Levels and ceilings of evidence", mime_type=JSON)
    async def levels() -> str:
        """The levels of confidence, and the most that each type of evidence warrants."""
        return await asked("scales")

    @server.resource("llmkg://queries", title="The stored queries", mime_type=JSON)
    async def queries() -> str:
        """Every stored query with its typed parameters and its text, for run_query."""
        return await asked("queries")

    @server.resource(
        "llmkg://context", title="The JSON-LD context", mime_type="application/ld+json"
    )
    async def context() -> str:
        """For contributions in JSON-LD, which `validate` checks."""
        with told_of_resource():
            found = await asyncio.to_thread(load_context, house.root)
        return json.dumps({"@context": found.document}, ensure_ascii=False)

    @server.resource("llmkg://{kind}/{slug}", title="A thing", mime_type=JSON)
    async def thing(kind: str, slug: str) -> str:
        """A thing, and what is said about it: each claim with its level, hedge and caution."""
        return await asked("entity", iri=f"{BASE}{kind}/{slug}")

    @server.resource(f"{BASE}{{kind}}/{{slug}}", title="A thing by its IRI", mime_type=JSON)
    async def thing_by_iri(kind: str, slug: str) -> str:
        """The same, by the thing's own IRI."""
        return await asked("entity", iri=f"{BASE}{kind}/{slug}")


def complete(server: MCPServer[Any], house: House) -> None:
    """Let clients complete kinds, slugs, and what prompts ask for."""

    @server.completion()  # type: ignore[no-untyped-call, untyped-decorator]  # in the SDK
    async def completion(
        ref: PromptReference | ResourceTemplateReference,
        argument: CompletionArgument,
        context: CompletionContext | None,
    ) -> Completion | None:
        given = argument.value
        if argument.name == "lang":
            return _of([each for each in ("en", "zh") if each.startswith(given)])
        if isinstance(ref, PromptReference):
            kind: str | None = _BY_PROMPT.get(argument.name)
        elif argument.name == "kind":
            return _of([each for each in KINDS if each.startswith(given)])
        else:
            kind = (context.arguments or {}).get("kind") if context else None
        if kind not in KINDS:
            return None
        try:
            return Completion.model_validate_json(await house.ask("names", _names(kind, given)))
        except LlmkgError:
            return None


def _names(kind: str | None, begin: str) -> dict[str, Any]:
    return {"kind": kind, "begin": begin}


def _of(values: list[str]) -> Completion:
    return Completion(values=values, total=len(values), has_more=False)
