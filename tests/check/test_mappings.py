"""What the check finds in mapping sets, with the line."""

import pytest

from llmkg.check import check_files
from llmkg.check.mappings import faults

HEAD = """#mapping_set_id: https://example.org/set
#license: https://creativecommons.org/licenses/by/4.0/
#curie_map:
#  x: https://example.org/
"""
COLUMNS = "subject_id\tpredicate_id\tobject_id\tmapping_justification\tconfidence\n"
FINE = "x:a\tskos:exactMatch\tmodel:one\tsemapv:LexicalMatching\t0.9\n"


def there(iri):
    return iri.endswith("/model/one")


def found(tmp_path, content):
    path = tmp_path / "set.sssom.tsv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return [(fault.rule, fault.line) for fault in faults(path, there)]


def test_a_good_set_has_no_fault(tmp_path):
    assert found(tmp_path, HEAD + COLUMNS + FINE) == []


@pytest.mark.parametrize(
    ("content", "rule", "line"),
    [
        (COLUMNS + FINE.replace("x:a", "model:one"), "MappingHead", 1),
        (HEAD.replace("https://creative", "creative") + COLUMNS + FINE, "MappingHead", 2),
        (HEAD + COLUMNS + FINE.replace("x:a", "y:a"), "MappingCurie", 6),
        (HEAD + COLUMNS + FINE.replace("x:a", "https://example.org/a"), "MappingCurie", 6),
        (HEAD + COLUMNS + FINE.replace("x:a", ""), "MappingCurie", 6),
        (HEAD + COLUMNS + FINE.replace("LexicalM", "Guess"), "MappingJustification", 6),
        (HEAD + COLUMNS + FINE.replace("semapv:", "x:"), "MappingJustification", 6),
        (HEAD + COLUMNS + FINE + FINE.replace("model:one", "model:two"), "MappingUnknown", 7),
        (HEAD + COLUMNS + FINE.replace("0.9", "1.2"), "MappingConfidence", 6),
        (HEAD + COLUMNS + FINE.replace("0.9", "nan"), "MappingConfidence", 6),
        (HEAD + COLUMNS + FINE.replace("0.9", "high"), "MappingConfidence", 6),
        (HEAD + COLUMNS + FINE + "\n" + FINE, "MappingDuplicate", 8),
        (HEAD + COLUMNS.replace("predicate_id\t", "") + FINE, "MappingSyntax", 5),
        (HEAD + COLUMNS + '"open\n', "MappingSyntax", 6),
        (HEAD + "#  - [\n" + COLUMNS + FINE, "MappingSyntax", 5),
        ("#" + "[" * 5_000 + "\n" + COLUMNS, "MappingSyntax", 1),
        (HEAD, "MappingSyntax", 5),
        ("", "EmptyFile", 1),
        ((HEAD + COLUMNS).encode() + b"x:\xff\n", "FileEncoding", 6),
    ],
)
def test_a_fault_is_found_in_its_line(tmp_path, content, rule, line):
    assert (rule, line) in found(tmp_path, content)


def test_sets_are_checked_with_all_data_and_alone(small):
    folder = small / "claims" / "mappings"
    folder.mkdir()
    path = folder / "mine.sssom.tsv"
    path.write_text(HEAD + COLUMNS + FINE.replace("model:one", "model:none"), encoding="utf-8")
    for report in (check_files(small), check_files(small, only=path)):
        (finding,) = report.violations
        assert finding.rule.endswith("#MappingUnknown")
        assert finding.focus == "https://w3id.org/llmkg/model/none"
        assert finding.location is not None
        assert finding.location.file.endswith("mappings/mine.sssom.tsv")
        assert finding.location.line == 6
        assert set(finding.messages) == set(finding.mend) == {"en", "zh"}
    path.write_text(HEAD + COLUMNS + FINE.replace("model:one", "x:b"), encoding="utf-8")
    assert check_files(small).conforms
