"""Tokens: shown once, kept as hashes, taken away at once."""

import json
import stat

import pytest
from typer.testing import CliRunner

from llmkg.cli.main import make_app
from llmkg.contribute.tokens import Tokens
from llmkg.errors import NotFoundError, OutsideError, ParameterError


def test_a_token_is_known_until_it_is_removed(tmp_path):
    path = tmp_path / "below" / "tokens.json"
    tokens, others = Tokens(path), Tokens(path)
    assert tokens.owner("anything") is None
    ada, bob = tokens.add("ada"), tokens.add("bob")
    assert (others.owner(ada), others.owner(bob)) == ("ada", "bob")
    assert ada not in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    tokens.remove("ada")
    assert others.owner(ada) is None
    assert others.owner(bob) == "bob"
    with pytest.raises(NotFoundError):
        tokens.remove("ada")


@pytest.mark.parametrize("name", ["", " x", "a\nb", "x" * 65])
def test_names_that_are_none(tmp_path, name):
    with pytest.raises(ParameterError):
        Tokens(tmp_path / "tokens.json").add(name)


def test_a_name_has_one_token(tmp_path):
    tokens = Tokens(tmp_path / "tokens.json")
    tokens.add("ada")
    with pytest.raises(ParameterError):
        tokens.add("ada")


@pytest.mark.parametrize("content", ["", "{}", '{"format": 9, "tokens": []}', "[1]"])
def test_a_broken_file_lets_nobody_in(tmp_path, content):
    path = tmp_path / "tokens.json"
    path.write_text(content)
    with pytest.raises(OutsideError):
        Tokens(path).owner("x")


def test_the_commands(tmp_path, root):
    run = CliRunner()

    def call(*arguments):
        options = ["--root", str(root), "--out", str(tmp_path)]
        return run.invoke(make_app(), [*options, "token", *arguments])

    token = call("add", "ada").stdout.strip()
    assert Tokens(tmp_path / "tokens.json").owner(token) == "ada"
    assert [each["name"] for each in json.loads(call("list", "--json").stdout)] == ["ada"]
    assert call("add", "ada").exit_code == 2
    assert call("remove", "ada").exit_code == 0
    assert call("remove", "ada").exit_code == 1
    assert json.loads(call("list", "--json").stdout) == []
