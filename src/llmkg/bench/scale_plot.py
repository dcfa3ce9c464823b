"""A picture of builds of several sizes: time and memory, stage by stage."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from llmkg.bench.plot import check
from llmkg.errors import OutsideError
from llmkg.model.location import Location

if TYPE_CHECKING:
    from llmkg.bench.scale import Scaled

_COLOURS: Final = ("#0b5394", "#c46a00", "#7a7a7a", "#a8326e", "#2e7d32", "#000000")
_MIB: Final = 1 << 20


def draw(scaled: Sequence[Scaled], file: Path) -> None:
    """Write the picture; its kind goes by the file's suffix. Raises as `plot.check` does."""
    check(file)
    from matplotlib.figure import Figure  # noqa: PLC0415 - an extra

    figure = Figure(figsize=(12, 8), layout="constrained")
    (times, memory), (writes, answers) = figure.subplots(2, 2)
    names = [stage.name for each in scaled for stage in each.stages]
    for at, name in enumerate(dict.fromkeys(names)):
        colour = _COLOURS[at % len(_COLOURS)]
        having = {e.claims: s for e in scaled for s in e.stages if s.name == name}
        claims, stages = list(having), list(having.values())
        seconds = [max(stage.seconds, 1e-3) for stage in stages]
        times.plot(claims, seconds, "o-", label=name, color=colour)
        memory.plot(claims, [s.peak / _MIB for s in stages], "o-", label=name, color=colour)
    claims = [each.claims for each in scaled]
    peers = [each.peer for each in scaled]
    for at, done in enumerate(dict.fromkeys(done for each in scaled for done in each.writes)):
        taken = {each.claims: each.writes[done][0] for each in scaled if done in each.writes}
        colour = _COLOURS[at % len(_COLOURS)]
        writes.plot(list(taken), list(taken.values()), "o-", label=done, color=colour)
    for name in dict.fromkeys(name for each in scaled for name in each.answers):
        late = {each.claims: each.answers[name][1] for each in scaled if name in each.answers}
        answers.plot(list(late), [max(p, 1e-2) for p in late.values()], "-", alpha=0.4)
    times.plot(claims, [p.seconds for p in peers], "k--", label="bulk load alone")
    memory.plot(claims, [p.peak / _MIB for p in peers], "k--", label="bulk load alone")
    titles = {
        times: "seconds of the processor",
        memory: "peak memory in MiB",
        writes: "seconds until a write is seen (median)",
        answers: "milliseconds for each query and page (p95)",
    }
    for axes, title in titles.items():
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.set_xlabel("claims")
        axes.set_title(title)
        axes.grid(alpha=0.3)
        if axes.get_legend_handles_labels()[0]:
            axes.legend(fontsize="small")
    try:
        # Without a date, the same figures give the same file.
        dated = "CreationDate" if file.suffix.lower() == ".pdf" else "Date"
        figure.savefig(file, metadata={} if file.suffix == ".png" else {dated: None})
    except OSError as error:
        raise OutsideError(
            f"The picture cannot be written: {error}", where=Location(str(file))
        ) from error
