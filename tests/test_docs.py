"""What the README says is compared with what the program does."""

import dataclasses
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from llmkg.cli.main import make_app
from llmkg.http.app import create_app
from llmkg.settings import PREFIX, Settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def section(heading: str, text: str = README) -> str:
    """What stands below a heading, up to the next one of its rank."""
    found = re.search(
        rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL
    )
    assert found, f"no section {heading}"
    return found[1]


def first_cells(heading: str) -> list[str]:
    """What stands in backticks in the first column of a section's table."""
    rows = re.findall(r"^\| (`[^|]*`) \|", section(heading), re.MULTILINE)
    return [cell for row in rows for cell in re.findall(r"`([^`]+)`", row)]


def commands(command: Any = None, name: str = "llmkg") -> list[str]:
    """The name of every command that does something; groups are walked through."""
    here: Any = command or get_command(make_app())
    inner: dict[str, Any] = getattr(here, "commands", {})
    found = [name] if not inner or here.invoke_without_command else []
    for below, one in inner.items():
        found += commands(one, f"{name} {below}")
    return found


def test_every_command_is_in_the_readme_and_no_other():
    assert sorted(first_cells("Commands")) == sorted(commands())


def test_every_route_is_in_the_readme_and_no_other(snapshot):
    app = create_app(Settings(root=ROOT, out=snapshot))
    routes = [*app.openapi()["paths"], app.openapi_url]
    assert sorted(first_cells("Routes")) == sorted(routes)


def test_every_setting_is_in_the_readme_with_its_default():
    fields = {PREFIX + field.name.upper(): field for field in dataclasses.fields(Settings)}
    assert sorted(first_cells("Settings")) == sorted(fields)
    for name, field in fields.items():
        if field.default is not dataclasses.MISSING:
            row = re.search(rf"^\| `{name}` \| ([^|]*) \|", section("Settings"), re.MULTILINE)
            assert row, name
            if field.default in ("", (), Path()):
                continue  # the row says in words what happens then
            assert row[1].strip("` ") == str(field.default).lower(), name


def is_whole(command: str) -> bool:
    """Whether a shell would run it: every quotation mark is closed."""
    try:
        return bool(shlex.split(command))
    except ValueError:
        return False


def shown_commands() -> list[tuple[str, str]]:
    """Each `$ llmkg …` of the README with the output that is shown below it."""
    found = []
    for block in re.findall(r"^```console\n(.*?)^```", README, re.MULTILINE | re.DOTALL):
        for entry in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            lines = entry.splitlines()
            end = next(at for at in range(1, len(lines)) if is_whole("\n".join(lines[:at])))
            found.append(("\n".join(lines[:end]), "\n".join(lines[end:]).strip()))
    return found


def test_the_readme_shows_a_query():
    assert any(command.startswith("llmkg query ") for command, _ in shown_commands())


@pytest.mark.parametrize(("command", "shown"), shown_commands())
def test_a_shown_answer_is_the_real_answer(command, shown, snapshot):
    program, *arguments = shlex.split(command)
    assert program == "llmkg"
    result = CliRunner().invoke(
        make_app(), ["--root", str(ROOT), "--out", str(snapshot), *arguments]
    )
    assert result.exit_code == 0, result.output
    assert result.stdout.strip() == shown


@pytest.mark.parametrize(
    "page",
    [
        *(ROOT.glob("*.md")),
        *((ROOT / "docs").rglob("*.md")),
    ],
    ids=lambda page: page.relative_to(ROOT).as_posix(),
)
def test_links_between_pages_lead_somewhere(page):
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
        # Those are made from the code when the site is, and are held by a test of the manual.
        assert (page.parent / target).exists() or target.startswith("reference/"), target


def test_every_decision_is_in_the_index():
    folder = ROOT / "docs" / "decisions"
    listed = set(re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", (folder / "README.md").read_text("utf-8")))
    assert listed == {path.name for path in folder.glob("[0-9]*.md")}


def test_contributing_names_only_commands_that_exist():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = re.findall(
        r"^(?:\.venv/bin/)?(llmkg [a-z]+(?: (?:make|verify|fill))?)", text, re.MULTILINE
    )
    assert named
    assert set(named) <= set(commands())
