import pytest

from llmkg.store.fit import COPIES, QUAD_BYTES, fits_in_memory, memory_bytes


def test_up_to_half_the_machine_may_go_to_copies_of_the_snapshot():
    most = 1_000_000
    machine = 2 * most * QUAD_BYTES * COPIES
    assert fits_in_memory(most, machine)
    assert not fits_in_memory(most + 1, machine)


@pytest.mark.parametrize(("ceiling", "counts"), [("1048576\n", True), ("max\n", False)])
def test_the_ceiling_of_a_container_counts(tmp_path, monkeypatch, ceiling, counts):
    file = tmp_path / "memory.max"
    file.write_text(ceiling)
    monkeypatch.setattr("llmkg.store.fit._CEILING", file)
    assert (memory_bytes() == 1 << 20) is counts
