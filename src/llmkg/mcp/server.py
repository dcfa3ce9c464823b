"""The server of the protocol over a house: tools, resources, prompts, completion."""

from __future__ import annotations

import logging
from typing import Any, Final

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import CallToolResult, InputRequiredResult, Tool
from pydantic import ValidationError

from llmkg import __version__
from llmkg.mcp import faults, prompts, resources, tools
from llmkg.mcp.house import House
from llmkg.mcp.lookup import nearest
from llmkg.vocab import BASE

INSTRUCTIONS: Final = """\
llmkg holds what sources claim about where abilities of language models come from; it does not hold
what is true. Each claim has a confidence level as its source states it, and often hedging words;
each proposition has an assessment of how sure the evidence lets one be (from "established" over
"correlation, not causation" to "unresolved").

Rules for quoting: name the source; keep the hedge; never state more than the level allows; say so
where a proposition is contested or refuted, or a claim superseded or retracted. Every answer has a
`caution` that says how it may be quoted: pass it on.

Begin with `search`, then `origins_of_ability`, `lineage` or `argument`. Things are named by slug,
CURIE (ability:chain-of-thought, p:…, c:…) or IRI. `lang` is en or zh."""
_LOUD: Final = ("mcp", "sse_starlette")


class Assistants(MCPServer[Any]):
    """As the SDK's, with arguments that a tool does not have refused instead of passed over."""

    async def list_tools(self) -> list[Tool]:
        """All tools; their schemas allow no other arguments."""
        found = await super().list_tools()
        for tool in found:
            schema = {**tool.input_schema, "additionalProperties": False}
            tool.input_schema = _without_titles(schema)
            tool.output_schema = _without_titles(tool.output_schema)
        return found

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """Call a tool; ToolError says what was wrong with the call."""
        known = {tool.name: tool.input_schema for tool in await super().list_tools()}
        if name not in known:
            near = ", ".join(nearest(name, known)) or ", ".join(known)
            raise ToolError(f"There is no tool {name!r}. Nearest: {near}.")
        properties = list(known[name].get("properties", {}))
        unknown = [each for each in arguments if each not in properties]
        if unknown:
            raise ToolError(faults.of_names(name, unknown, properties))
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as error:
            if isinstance(error.__cause__, ValidationError):
                message = faults.of_arguments(name, error.__cause__, known[name])
                raise ToolError(message) from error
            raise


def _without_titles(schema: Any) -> Any:
    """A schema without the titles that only say names again: a model reads all of it."""
    if isinstance(schema, list):
        return [_without_titles(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        name: _without_titles(value)
        for name, value in schema.items()
        if name != "title" or not isinstance(value, str)
    }


def make_server(house: House) -> Assistants:
    """A server that answers from this house."""
    for name in _LOUD:  # what a client did wrong is told to the client
        logging.getLogger(name).setLevel(logging.ERROR)
    server = Assistants(
        "llmkg",
        title="llmkg: where abilities of language models come from",
        instructions=INSTRUCTIONS,
        website_url=BASE,
        version=__version__,
        log_level="ERROR",
        subscriptions=False,
    )
    tools.install(server, house)
    resources.install(server, house)
    prompts.install(server)
    resources.complete(server, house)
    return server
