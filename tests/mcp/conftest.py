"""An assistant's own client, over pipes and over HTTP, as tests call it."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal

from llmkg.kb import KnowledgeBase
from mcp import Client, MCPError, StdioServerParameters, stdio_client
from tests.serving import Served


@dataclass(frozen=True)
class Talk:
    """A client that was not written by us, and the loop that it lives on."""

    portal: BlockingPortal
    client: Client
    address: str = ""

    def call(self, tool: str, **arguments: Any) -> Any:
        """The result of a tool."""
        return self.portal.call(self.client.call_tool, tool, arguments)

    def answer(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """What a tool that succeeds gives."""
        result = self.call(tool, **arguments)
        assert not result.is_error, result.content[0].text
        return dict(result.structured_content)

    def fault(self, tool: str, **arguments: Any) -> str:
        """What a tool that fails says."""
        result = self.call(tool, **arguments)
        assert result.is_error
        assert "Traceback" not in result.content[0].text
        return str(result.content[0].text)

    def read(self, uri: str) -> Any:
        """The only content of a resource."""
        (content,) = self.portal.call(self.client.read_resource, uri).contents
        return content

    def refused(self, uri: str) -> str:
        """What is said of a resource that is not given."""
        with pytest.raises(MCPError) as caught:
            self.read(uri)
        return str(caught.value)

    def together(self, *calls: tuple[str, dict[str, Any]]) -> list[Any]:
        """The results of calls that are made at the same time."""

        async def run() -> list[Any]:
            found: list[Any] = [None] * len(calls)

            async def one(at: int, tool: str, arguments: dict[str, Any]) -> None:
                found[at] = await self.client.call_tool(tool, arguments)

            async with anyio.create_task_group() as group:
                for at, (tool, arguments) in enumerate(calls):
                    group.start_soon(one, at, tool, arguments)
            return found

        return self.portal.call(run)

    def given_up(self, after: float, tool: str, **arguments: Any) -> bool:
        """Whether a call was still under way when its client gave it up."""

        async def run() -> bool:
            with anyio.move_on_after(after) as scope:
                await self.client.call_tool(tool, arguments)
            return scope.cancelled_caught

        return self.portal.call(run)


@pytest.fixture(scope="session")
def portal() -> Iterator[BlockingPortal]:
    with start_blocking_portal() as portal:
        yield portal


@pytest.fixture(scope="session")
def over_http(portal: BlockingPortal, reader: Served) -> Iterator[Talk]:
    address = f"{reader.address}/mcp"
    with portal.wrap_async_context_manager(Client(address)) as client:
        yield Talk(portal, client, address)


@pytest.fixture(scope="session")
def over_pipes(portal: BlockingPortal, root: Path, reader: Served) -> Iterator[Talk]:
    """Over the same folder, so that both ask one process to check contributions."""
    started = StdioServerParameters(
        command=sys.executable,
        args=["-m", "llmkg", "--root", str(root), "--out", str(reader.out), "mcp"],
    )
    with portal.wrap_async_context_manager(Client(stdio_client(started))) as client:
        yield Talk(portal, client)


@pytest.fixture(scope="session", params=["http", "pipes"])
def talk(request: pytest.FixtureRequest) -> Talk:
    """Each transport in turn."""
    found = request.getfixturevalue(f"over_{request.param}")
    assert isinstance(found, Talk)
    return found


@pytest.fixture(scope="session")
def kb(root: Path, snapshot: Path) -> Iterator[KnowledgeBase]:
    with KnowledgeBase.open(snapshot, root / "queries") as kb:
        yield kb
