"""Made-up claims: the same for a seed, as real ones are, and without fault."""

import json
from hashlib import sha256
from pathlib import Path

import pytest
from typer.testing import CliRunner

from llmkg.bench.make.chance import Chance, Table
from llmkg.bench.make.compare import distances
from llmkg.bench.make.measure import measure
from llmkg.bench.make.profile import measured
from llmkg.bench.make.root import documents, make
from llmkg.check import check_corpus
from llmkg.cli.main import make_app
from llmkg.errors import ParameterError
from llmkg.model.finding import Severity
from llmkg.rdf.corpus import Corpus, load_corpus
from llmkg.rdf.skolem import skolemise
from llmkg.rdf.turtle import parse_turtle

ROOT = Path(__file__).parents[2]
SOME = 1_000  # a block and the beginning of the next one
SEED = 3


def text(claims: int, seed: int, block: int) -> dict[str, str]:
    return {part.name: part.text for part in documents(claims, seed, block)}


def digest(folder: Path) -> dict[str, str]:
    files = sorted((folder / "claims").rglob("*.ttl"))
    return {p.relative_to(folder).as_posix(): sha256(p.read_bytes()).hexdigest() for p in files}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "root"
    make(ROOT, folder, SOME, SEED)
    return folder


@pytest.fixture(scope="module")
def corpus(made: Path) -> Corpus:
    return load_corpus(made)


def test_random_numbers_are_those_of_the_published_generator() -> None:
    # SplitMix64 from state 1234567, as its authors' C code gives them
    chance = Chance()
    chance._state = 1234567
    assert [chance.bits() for _ in range(3)] == [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
    ]


def test_a_table_gives_what_was_counted_in_its_shares() -> None:
    table, chance = Table((("seldom", 1), ("never", 0), ("often", 9))), Chance("table")
    drawn = [table.draw(chance) for _ in range(5_000)]
    assert set(drawn) == {"seldom", "often"}
    assert 4_300 < drawn.count("often") < 4_700
    with pytest.raises(ValueError, match="empty"):
        Table(()).draw(chance)


def test_the_bytes_are_the_same_everywhere() -> None:
    """Pinned: no order of hashing, version of Python or machine has a part in them.

    Whoever changes the profile or the making on purpose puts the new digest here.
    """
    parts = text(100, 1, 0)
    whole = sha256("".join(parts[name] for name in sorted(parts)).encode()).hexdigest()
    assert whole == "cb0e11e8ccaed0ee26926b7c415755b3b7c326e1580817f6bfe34df5873908d3"


def test_another_seed_gives_other_claims() -> None:
    assert text(50, 1, 0) != text(50, 2, 0)


def test_more_claims_only_come_after(made: Path) -> None:
    few = text(500, SEED, 0)
    blocks = [
        block
        for name, few_text in few.items()
        if "/source-" in name
        for block in few_text.split(" .\n")
        if block.startswith("c:")
    ]
    assert len(blocks) == 500
    whole = "".join(path.read_text("utf-8") for path in (made / "claims").glob("source-*/*.ttl"))
    assert all(block in whole for block in blocks)


def test_parts_made_by_several_processes_are_the_whole(made: Path, tmp_path: Path) -> None:
    told: list[int] = []
    done = make(ROOT, tmp_path / "two", SOME, SEED, jobs=2, progress=told.append)
    assert digest(tmp_path / "two") == digest(made)
    assert sum(told) == done.claims == SOME


def test_no_rule_is_broken_and_no_triple_stands_twice(corpus: Corpus) -> None:
    report = check_corpus(corpus)
    assert report.of(Severity.VIOLATION) == ()
    assert report.of(Severity.WARNING)  # real claims say more than they can show, too
    quads = list(corpus.quads())
    assert len({quad.triple for quad in quads}) == len(quads)


def test_the_profile_is_that_of_our_claims() -> None:
    """Mend with `llmkg bench profile > src/llmkg/bench/make/profile.json`."""
    ours = measure(load_corpus(ROOT).quads())
    assert set(ours) == set(measured())
    assert [each for each in distances(ours, measured()) if each.apart > 0.05] == []


def test_made_up_claims_are_as_real_ones() -> None:
    whole = measured()["whole"]["claims"]
    quads = [
        quad
        for block in range(4)
        for part in documents(4 * whole, SEED, block)
        for quad in skolemise(parse_turtle(part.text.encode(), part.name, f"urn:{part.name}"))
    ]
    found = {each.of: each for each in distances(measured(), measure(quads))}
    # The fewer were counted, the less is known: a dozen tells nothing.
    limits = ((1_000, 0.05), (400, 0.12), (100, 0.2), (50, 0.35))
    bad = [
        each
        for each in found.values()
        if each.size >= 50 and each.apart > next(m for size, m in limits if each.size >= size)
    ]
    assert bad == []
    assert found["lengths of labels, Claim, zh"].apart < 0.1


def test_claims_disagree(corpus: Corpus) -> None:
    stances = ("asserts", "denies", "retracts", "supersedes")
    said: dict[str, set[str]] = {name: set() for name in stances}
    for quad in corpus.quads():
        name = quad.predicate.value.rpartition("#")[2].rpartition("/")[2]
        if name in said:
            said[name].add(str(quad.object))
    assert said["asserts"] & said["denies"]
    assert said["retracts"] | said["supersedes"]


def test_the_command(tmp_path: Path) -> None:
    def run(*args: str) -> str:
        result = CliRunner().invoke(make_app(), ["--root", str(ROOT), "bench", *args])
        assert result.exit_code == 0, result.output
        return result.stdout

    out = tmp_path / "few"
    told = json.loads(run("make", "--claims", "20", "--seed", "7", "--out", str(out), "--json"))
    assert (told["claims"], told["seed"]) == (20, 7)
    assert f"{told['files']}" == str(len(list((out / "claims").rglob("*.ttl"))))
    assert told["bytes"] == sum(p.stat().st_size for p in (out / "claims").rglob("*.ttl"))
    assert "claims of" in run("make", "--claims", "5", "--out", str(tmp_path / "other"))
    lines = [json.loads(x) for x in run("profile", "--beside", str(out), "--json").splitlines()]
    assert {each["of"] for each in lines} >= {"propositions", "words, zh"}


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    with pytest.raises(ParameterError, match="something in"):
        make(ROOT, tmp_path, 10, 1)
    with pytest.raises(ParameterError):
        make(ROOT, tmp_path / "new", 0, 1)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
