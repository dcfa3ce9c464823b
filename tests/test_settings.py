from dataclasses import fields
from pathlib import Path

import pytest

import llmkg
from llmkg.errors import LayoutError
from llmkg.settings import Settings, default_out, find_root


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for name in ("ontology", "claims"):
        (tmp_path / "data" / name).mkdir(parents=True)
    return tmp_path / "data"


def test_without_an_environment_the_defaults_hold(data):
    settings = Settings.from_environment({}, cwd=data / "claims")
    assert settings == Settings(root=data, out=data / ".llmkg")


def test_every_setting_can_be_given(data):
    given = {
        "LLMKG_ROOT": str(data),
        "LLMKG_OUT": "/elsewhere",
        "LLMKG_HOST": "0.0.0.0",
        "LLMKG_PORT": "9000",
        "LLMKG_BASE": "https://llmkg.example/kg/",
        "LLMKG_STORE": "https://example.org/sparql",
        "LLMKG_QUERY_SECONDS": "0.5",
        "LLMKG_KEEP": "2",
        "LLMKG_TOKENS": "/etc/llmkg/tokens",
        "LLMKG_SERVICES": "sparql.example, 127.0.0.1:8001",
    }
    assert {f"LLMKG_{field.name.upper()}" for field in fields(Settings)} == set(given)
    settings = Settings.from_environment(given, cwd=Path("/"))
    assert settings == Settings(
        root=data,
        out=Path("/elsewhere"),
        host="0.0.0.0",
        port=9000,
        base="https://llmkg.example/kg",
        store="https://example.org/sparql",
        query_seconds=0.5,
        keep=2,
        tokens=Path("/etc/llmkg/tokens"),
        services=("sparql.example", "127.0.0.1:8001"),
    )


def test_tokens_lie_beside_the_snapshots_unless_told_otherwise(data):
    assert Settings(root=data, out=data / "here").tokens == data / "here" / "tokens.json"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "http"),
        ("PORT", "70000"),
        ("KEEP", "0"),
        ("QUERY_SECONDS", "nan"),
        ("KEEP", "1e3"),
        ("BASE", "llmkg.example"),
        ("BASE", "https://llmkg.example/?q"),
        ("BASE", "https://llmkg.example/\r\nx: y"),
    ],
)
def test_a_wrong_value_is_named(data, name, value):
    with pytest.raises(LayoutError, match=f"LLMKG_{name}"):
        Settings.from_environment({f"LLMKG_{name}": value}, cwd=data)


def test_the_nearest_folder_with_data_is_the_root(data):
    deep = data / "claims" / "x"
    deep.mkdir()
    assert find_root(deep) == data


def test_snapshots_of_packaged_data_do_not_go_into_the_package(tmp_path):

    packaged = Path(llmkg.__file__).parent / "_data"
    assert default_out(packaged, tmp_path) == tmp_path / ".llmkg"
