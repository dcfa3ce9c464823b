"""The evolution tree: every model by date, every step with who says so, abilities laid over it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final
from urllib.parse import urlencode

from llmkg.errors import NotFoundError, ParameterError
from llmkg.http.sheet import Crumb, Download, Sheet, shown
from llmkg.http.views import overlay
from llmkg.http.views.branch import evolution_of, line_of
from llmkg.http.views.evolution import ABILITIES_QUERY, QUERIES, evolution
from llmkg.http.views.ledger import ledger, shelves_of
from llmkg.http.views.overlay import GLYPHS, Mark
from llmkg.http.views.placing import Placing, place
from llmkg.http.views.rails import Rails, run
from llmkg.http.views.steps import Evolution, Model, Step
from llmkg.http.views.treedrawing import TreeDrawing, draw
from llmkg.kb import KnowledgeBase
from llmkg.model.level import Level
from llmkg.model.page import Page
from llmkg.model.text import Ref
from llmkg.reason.listed import MODELS
from llmkg.reason.shelf import facets
from llmkg.vocab import Kind, thing

FOREMOST: Final = 24
"""Models in the small tree."""

WHOLE: Final = 200
"""Models up to which the tree is drawn whole; of more `AT_ONCE`, and what these come from."""

AT_ONCE: Final = 40
_MOST: Final = 80  # models of a drawing, with those from which they come
ABILITIES: Final = "abilities"
YES: Final = "yes"
_STEADY: Final = ("stated", "contested")
_WIDE: Final = 1350
FORMS: Final[Mapping[str, str]] = {
    "svg": "image/svg+xml",
    "graphml": "application/graphml+xml",
    "csv": "text/csv",
}
"""What the tree can be taken home as, with the media types."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What of the tree is asked for.

    least    name of the level below which steps are left out
    family   slug: its members and what they come from
    ability  slug: what is said of it is laid over the tree
    show     "abilities": what comes and goes at each model is laid over it
    implied  "yes": with steps that nobody says and that follow from others
    offset   where the models begin that are shown, where there are too many for one drawing
    """

    least: str = ""
    family: str = ""
    ability: str = ""
    show: str = ""
    implied: str = ""
    offset: int = 0

    @property
    def given(self) -> Mapping[str, str]:
        """The same as parameters of an address."""
        pairs = {
            "min_confidence": self.least,
            "family": self.family,
            "ability": self.ability,
            "show": self.show,
            "implied": self.implied,
            "offset": str(self.offset) if self.offset else "",
        }
        return {name: value for name, value in pairs.items() if value}


EVERYTHING: Final = Wanted()


@dataclass(frozen=True, slots=True)
class Method:
    """A training method with its short sign, which stands on the lines."""

    ref: Ref
    sign: str


@dataclass(frozen=True, slots=True)
class TreeView:
    """The tree as the page, the small drawing and the files show it.

    steps     those shown, in the order of time; `implied` how many follow from others
    hidden    how many steps the filters leave out
    ranks     of the levels that occur; `standings` of the steps
    marks     what is laid over each model, by IRI; `glyphs` those that occur, with their relations
    small       without table, filters and models that stand alone
    standalone  as a file, whose links must be whole addresses
    part        the models that were asked for, where there are too many for one drawing
    """

    wanted: Wanted
    drawing: TreeDrawing
    rails: Rails
    models: tuple[Model, ...]
    steps: tuple[Step, ...]
    implied: int
    hidden: int
    methods: tuple[Method, ...]
    levels: tuple[Level, ...]
    ranks: frozenset[int]
    standings: frozenset[str]
    families: tuple[Ref, ...]
    abilities: tuple[Ref, ...]
    marks: Mapping[str, tuple[Mark, ...]]
    glyphs: tuple[tuple[str, Ref], ...]
    ability: Ref | None
    small: bool = False
    standalone: bool = False
    part: Page[str] | None = None

    @property
    def is_wide(self) -> bool:
        """Whether the drawing is too wide to be shrunk to the page."""
        return self.drawing.width > _WIDE

    @property
    def undated(self) -> tuple[Model, ...]:
        """Models that only their neighbours place."""
        loose = {box.model.ref.iri for box in self.drawing.loose}
        return tuple(m for m in self.models if m.dated is None and m.ref.iri not in loose)

    def method(self, ref: Ref) -> int:
        """The place of a method in the list."""
        return next(n for n, each in enumerate(self.methods) if each.ref == ref)


def tree(kb: KnowledgeBase, wanted: Wanted = EVERYTHING) -> Sheet:
    """The page at ``/tree``. Raises ParameterError for a value that there is not."""
    query = urlencode(wanted.given)
    return Sheet(
        template="tree.html",
        view=tree_view(kb, wanted),
        title="tree-title",
        description="tree-description",
        crumbs=(Crumb("nav-home", "/"),),
        downloads=tuple(
            Download(name, f"/tree.{name}{'?' if query else ''}{query}", media_type)
            for name, media_type in FORMS.items()
        ),
        queries=tuple(shown(kb.queries[name]) for name in QUERIES if _asked(name, wanted)),
    )


def _asked(query: str, wanted: Wanted) -> bool:
    """Whether a query has a part in what is shown."""
    return query != ABILITIES_QUERY or bool(wanted.ability or wanted.show)


def foremost(kb: KnowledgeBase) -> Evolution:
    """The tree of the models of which most is said: as many as a small drawing holds."""
    return evolution_of(kb, _most_said(kb, 0, FOREMOST).items)


def _most_said(kb: KnowledgeBase, offset: int, limit: int) -> Page[str]:
    """Models, those of which most is said first."""
    shelves = shelves_of(kb)
    models = [each for each in shelves.top(MODELS) if facets(each.cell)[0] == (Kind.MODEL,)]
    found = shelves.window(models, offset, limit, order=lambda key: -int(key))
    return Page(tuple(found), sum(each.count for each in models), offset, limit)


def small_tree(everything: Evolution, kb: KnowledgeBase) -> TreeView:
    """The small tree, for a page that has others things to show: that of `foremost`.

    In the view of the page: ``tree=small_tree(foremost(kb), kb)``; in its template::

        {% import "parts/tree.html" as trees with context %}
        {{ trees.small(view.tree) }}

    That is a figure with drawing, legend and a link to the whole tree; on narrow screens the same
    is drawn downwards.
    """
    return _view(kb, everything, EVERYTHING, small=True)


def tree_view(kb: KnowledgeBase, wanted: Wanted) -> TreeView:
    """The tree as asked for. Raises ParameterError for a value that there is not."""
    models = _most_said(kb, wanted.offset, AT_ONCE)
    if models.total <= WHOLE:
        return _view(kb, evolution(kb), wanted)
    if wanted.family:
        rows = kb.rows("kb/tree-members", family=thing(Kind.FAMILY, wanted.family)).rows
        members = tuple(str(getattr(term, "value", "")) for (term,) in rows)
        shown = members[wanted.offset : wanted.offset + AT_ONCE]
        models = Page(shown, len(members), wanted.offset, AT_ONCE)
    return _view(kb, _part(kb, wanted, models.items), wanted, part=models)


def _part(kb: KnowledgeBase, wanted: Wanted, models: Sequence[str]) -> Evolution:
    """The tree of some models and of the nearest that they come from."""
    line = list(models)
    for deep in (1, 2, 3):
        more = line_of(kb, models, deep)
        if len(more) > _MOST:
            break
        line = sorted(more)
    with_abilities = bool(wanted.ability or wanted.show)
    return evolution_of(kb, line, with_abilities=with_abilities)


def _view(
    kb: KnowledgeBase,
    everything: Evolution,
    wanted: Wanted,
    *,
    small: bool = False,
    part: Page[str] | None = None,
) -> TreeView:
    least = kb.level(wanted.least).rank if wanted.least else 0
    _known("show", wanted.show, [ABILITIES])
    _known("implied", wanted.implied, [YES])
    if part is not None:
        # What is asked for need not be in this part.
        family, ability = (
            _named(kb, Kind.FAMILY, wanted.family),
            _named(kb, Kind.ABILITY, wanted.ability),
        )
        kept = {model.ref.iri for model in everything.models}
    else:
        family = _chosen("family", wanted.family, everything.families)
        ability = _chosen("ability", wanted.ability, everything.abilities)
        kept = _of_family(everything, family)
    known = [s for s in everything.steps if s.child.iri in kept and s.parent.iri in kept]
    implied = [step for step in known if step.standing == "entailed"]
    stated = [step for step in known if step.standing != "entailed"]
    candidates = known if wanted.implied else stated
    steps = [step for step in candidates if (step.level.rank if step.level else 0) >= least]
    marks: Mapping[str, tuple[Mark, ...]] = {}
    if ability is not None:
        marks = overlay.of_ability(everything, ability.iri)
    elif wanted.show == ABILITIES:
        marks = overlay.of_all(everything)
    models = [model for model in everything.models if model.ref.iri in kept]
    if small:
        ends = {end.iri for step in steps for end in (step.child, step.parent)}
        models = [model for model in models if model.ref.iri in ends or model.origins]
    drawing = draw(models, steps, partial(_placed, everything), everything.methods, marks)
    ordered = [box.model for box in (*drawing.boxes, *drawing.loose)]
    number = {model.ref.iri: n for n, model in enumerate(ordered)}
    steps.sort(key=lambda step: (number[step.child.iri], number[step.parent.iri]))
    marked = [mark for model in ordered for mark in marks.get(model.ref.iri, ())]
    relations = {mark.effect.name: mark.effect.relation for mark in marked}
    return TreeView(
        wanted,
        drawing,
        run([box.model for box in drawing.boxes], steps, marks),
        tuple(ordered),
        tuple(steps),
        len(implied),
        len(candidates) - len(steps),
        signed(everything.methods),
        kb.levels(),
        frozenset(step.level.rank if step.level else 0 for step in steps)
        | {mark.effect.rank for mark in marked},
        frozenset(step.standing for step in steps),
        _with(everything.families, family),
        _with(everything.abilities, ability),
        marks,
        tuple((GLYPHS[name], relations[name]) for name in GLYPHS if name in relations),
        ability,
        small,
        part=part,
    )


def signed(methods: Sequence[Ref]) -> tuple[Method, ...]:
    """Each method with a sign of its own: two letters of its slug."""
    taken: set[str] = set()
    found = []
    for ref in methods:
        words = (ref.slug or "m").split("-")
        letters = words[0][:2] if len(words) == 1 else words[0][0] + words[1][0]
        sign = letters.upper()
        choices = (sign, *(f"{sign[0]}{n}" for n in range(1, len(methods) + 2)))
        sign = next(each for each in choices if each not in taken)
        taken.add(sign)
        found.append(Method(ref, sign))
    return tuple(found)


def _placed(everything: Evolution, models: Sequence[str]) -> Placing:
    days = {model.ref.iri: model.dated.at for model in everything.models if model.dated}
    steps = [(s.parent.iri, s.child.iri) for s in everything.steps if s.standing in _STEADY]
    known = {iri: day for iri, day in days.items() if iri in set(models)}
    return place(models, known, [*steps, *everything.order])


def _of_family(everything: Evolution, family: Ref | None) -> set[str]:
    """The models of a family and all that they come from; all models where none is asked for."""
    if family is None:
        return {model.ref.iri for model in everything.models}
    kept = {model.ref.iri for model in everything.models if family.iri in model.families}
    waiting = list(kept)
    while waiting:
        here = waiting.pop()
        for step in everything.steps:
            if step.child.iri == here and step.parent.iri not in kept:
                kept.add(step.parent.iri)
                if step.standing in _STEADY:
                    waiting.append(step.parent.iri)
    return kept


def _chosen(kind: str, slug: str, among: Sequence[Ref]) -> Ref | None:
    if not slug:
        return None
    iri = thing(Kind(kind), slug)
    found = next((each for each in among if each.iri == iri), None)
    if found is None:
        _known(kind, slug, [each.slug or "" for each in among])
    return found


def _named(kb: KnowledgeBase, kind: Kind, slug: str) -> Ref | None:
    """A thing by its slug. Raises ParameterError where there is none."""
    if not slug:
        return None
    try:
        iri = thing(kind, slug)
        ledger(kb).reader.existing(iri)
    except (NotFoundError, ValueError) as error:
        mend = f"Leave it out, or look for its name at /search?kind={kind.value}."
        raise ParameterError(f"{kind.value} is {slug!r}", mend=mend) from error
    return ledger(kb).reader.ref(iri)


def _with(several: tuple[Ref, ...], chosen: Ref | None) -> tuple[Ref, ...]:
    """What can be chosen, with what is: of a part other things are told than of another."""
    return several if chosen is None or chosen in several else (chosen, *several)


def _known(name: str, value: str, among: Sequence[str]) -> None:
    if value and value not in among:
        raise ParameterError(
            f"{name} is {value!r}", mend=f"Leave it out, or choose: {', '.join(among)}."
        )
