"""What becomes of abilities along the tree: marks at each model, with glyph and words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from llmkg.http.views.steps import Effect, Evolution, Model, Step
from llmkg.model.claim import Stance
from llmkg.vocab import Kind

MOST: Final = 4
"""The most marks that one model has in the drawing; the table has them all."""

GLYPHS: Final[Mapping[str, str]] = {
    "injects": "⊕",
    "givesRiseTo": "+",
    "unlocks": "◇",
    "improves": "↑",
    "weakens": "↓",
    "recovers": "↺",
    "affectsAbility": "~",
    "hasAbility": "+",
    "strongAt": "+",
    "lacksAbility": "×",
    "weakAt": "↓",
    "sacrifices": "−",
}
"""A mark for each relation; it never stands without the relation's name or a legend."""

_HAS: Final = ("hasAbility", "strongAt")
_OTHER: Final = "~"
_STAGE: Final = Kind.STAGE.value
_MODEL: Final = Kind.MODEL.value


@dataclass(frozen=True, slots=True)
class Mark:
    """An effect as it is drawn beside a model.

    general  it is said of the method or the data anywhere, not of this step
    more     how many other propositions say the same of the same ability
    """

    effect: Effect
    general: bool
    more: int = 0

    @property
    def glyph(self) -> str:
        """The mark of the relation."""
        return GLYPHS.get(self.effect.name, _OTHER)


def of_ability(evolution: Evolution, ability: str) -> dict[str, tuple[Mark, ...]]:
    """What is said of one ability at each model: of the model, of its stages, of their methods."""
    found = {}
    for model, actors in _actors(evolution).items():
        effects = [each for each in actors if each.ability.iri == ability]
        if effects:
            found[model] = merged(effects)
    return found


def of_all(evolution: Evolution) -> dict[str, tuple[Mark, ...]]:
    """What is said to come and go at each model.

    That is what its own stages are said to do, what it is said to sacrifice, and each ability that
    it is the first of its line to be said to have.
    """
    parents: dict[str, list[str]] = {}
    for step in evolution.steps:
        if step.standing in ("stated", "contested") and not step.is_loop:
            parents.setdefault(step.child.iri, []).append(step.parent.iri)
    models = {model.ref.iri: model for model in evolution.models}
    found = {}
    for iri, actors in _actors(evolution).items():
        above = {
            effect.ability.iri
            for ancestor in _ancestors(iri, parents)
            for effect in _asserted(models[ancestor])
        }
        effects = [
            each
            for each in actors
            if each.stance is Stance.ASSERTS
            and (
                each.of_stage
                or each.name == "sacrifices"
                or (each.name in _HAS and each.ability.iri not in above)
            )
        ]
        if effects:
            found[iri] = merged(effects)
    return found


def merged(effects: Iterable[Effect]) -> tuple[Mark, ...]:
    """One mark for all that say the same of an ability: what is said of the step itself first."""
    groups: dict[tuple[str, str, str, bool], list[Effect]] = {}
    for each in effects:
        general = each.subject.kind not in (_STAGE, _MODEL)
        glyph = GLYPHS.get(each.name, _OTHER)
        key = (glyph if each.name in _HAS else each.name, each.ability.iri, each.stance, general)
        groups.setdefault(key, []).append(each)
    marks = [
        Mark(max(several, key=lambda each: each.rank), general, len(several) - 1)
        for (_, _, _, general), several in groups.items()
    ]
    return tuple(sorted(marks, key=_first))


def _first(mark: Mark) -> tuple[bool, int, bool, bool, int]:
    """Sorts marks: what the step itself did, then what was lost, before what is merely there."""
    effect = mark.effect
    stance = list(Stance).index(effect.stance)
    return (mark.general, stance, not effect.of_stage, effect.name in _HAS, -effect.rank)


def _actors(evolution: Evolution) -> dict[str, list[Effect]]:
    """All effects at a model: of itself, and of the steps that lead to it."""
    found: dict[str, dict[str, Effect]] = {}
    for model in evolution.models:
        own = (*model.effects, *model.origin_effects)
        found[model.ref.iri] = {effect.proposition: effect for effect in own}
    for step in evolution.steps:
        for effect in _effects(step):
            found[step.child.iri].setdefault(effect.proposition, effect)
    return {model: list(effects.values()) for model, effects in found.items()}


def _effects(step: Step) -> Sequence[Effect]:
    return step.effects if step.standing in ("stated", "contested") else ()


def _asserted(model: Model) -> list[Effect]:
    return [e for e in model.effects if e.name in _HAS and e.stance is Stance.ASSERTS]


def _ancestors(iri: str, parents: Mapping[str, Sequence[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [iri]
    while waiting:
        for parent in parents.get(waiting.pop(), ()):
            if parent not in found:
                found.add(parent)
                waiting.append(parent)
    return found
