"""The page for assistants is compared with what they get."""

import json
import re
from pathlib import Path

from typer.main import get_command

from llmkg.cli.main import make_app
from llmkg.http.assistants import LIMIT_BYTES
from llmkg.mcp.resources import KINDS
from llmkg.mcp.tools import MOST_BYTES, MOST_ROWS, MOST_SECONDS

PAGE = (Path(__file__).parents[2] / "docs" / "assistants.md").read_text(encoding="utf-8")


def first_cells(heading):
    """What stands in backticks in the first column of a section's table."""
    section = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`[^|]*`) \|", section, re.MULTILINE)
    return [cell for row in rows for cell in re.findall(r"`([^`]+)`", row)]


def test_every_tool_is_on_the_page_and_no_other(over_http):
    listed = over_http.portal.call(over_http.client.list_tools).tools
    assert first_cells("Tools") == [tool.name for tool in listed]


def test_every_resource_and_prompt_is_on_the_page(over_http):
    portal, client = over_http.portal, over_http.client
    found = {str(each.uri) for each in portal.call(client.list_resources).resources}
    templates = portal.call(client.list_resource_templates).resource_templates
    assert set(first_cells("Resources")) == found | {each.uri_template for each in templates}
    for prompt in portal.call(client.list_prompts).prompts:
        assert f"`{prompt.name}`" in PAGE


def test_settings_of_clients_are_json_and_start_what_there_is():
    blocks = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)]
    servers = [server for block in blocks for each in block.values() for server in each.values()]
    commands = getattr(get_command(make_app()), "commands")  # noqa: B009 - typer hides its type
    for server in servers:
        if "command" in server:
            assert server["command"] == "llmkg"
            assert server["args"][0] in commands
        else:
            assert server["url"].endswith("/mcp")
    assert any("url" in server for server in servers)
    assert any("command" in server for server in servers)


def test_the_bounds_are_those_that_hold():
    assert f"{MOST_ROWS:,} rows and {MOST_BYTES:,} bytes" in PAGE
    assert f"at most {MOST_SECONDS:g} seconds" in PAGE
    assert f"at most {LIMIT_BYTES // 1_000_000} MB" in PAGE
    assert "model" in KINDS
