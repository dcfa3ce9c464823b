"""Errors as an assistant can act on them: what was wrong, and what to do instead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from mcp.server.mcpserver.exceptions import ResourceError, ResourceNotFoundError, ToolError
from pydantic import ValidationError

from llmkg.errors import LlmkgError, NotFoundError
from llmkg.mcp.lookup import nearest


@contextmanager
def told() -> Iterator[None]:
    """Errors of ours as errors of a tool, which the assistant reads."""
    try:
        yield
    except LlmkgError as error:
        raise ToolError(in_words(error)) from error


@contextmanager
def told_of_resource() -> Iterator[None]:
    """Errors of ours as errors of a resource."""
    try:
        yield
    except NotFoundError as error:
        raise ResourceNotFoundError(in_words(error)) from error
    except LlmkgError as error:
        raise ResourceError(in_words(error)) from error


def in_words(error: LlmkgError) -> str:
    """What went wrong, where, and how to mend it."""
    return str(error)


def of_arguments(tool: str, error: ValidationError, schema: Mapping[str, Any]) -> str:
    """Arguments that are not as the tool's schema has them."""
    known = schema.get("properties", {})
    lines = []
    for fault in error.errors():
        name = ".".join(str(part) for part in fault["loc"])
        about = known.get(str(fault["loc"][0]) if fault["loc"] else "", {})
        given = "" if fault["type"] == "missing" else f" (given: {str(fault['input'])[:80]!r})"
        examples = about.get("examples")
        like = f" For example: {examples[0]!r}." if examples else ""
        lines.append(f"{name}: {fault['msg']}{given}.{like}")
    return f"The arguments of {tool} are at fault. {' '.join(lines)}"


def of_names(tool: str, unknown: list[str], known: list[str]) -> str:
    """Arguments that a tool does not have."""
    near = nearest(unknown[0], known)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    return f"{tool} has no argument {unknown[0]!r}.{hint} It has: {', '.join(known)}."
