"""The lineage of all models: who is said to come from whom, when, by what, and what it did."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, TypeAlias
from weakref import WeakKeyDictionary

from llmkg.http.views.placing import Dated, best_day
from llmkg.http.views.steps import Effect, Evolution, Model, Stage, Step
from llmkg.kb import KnowledgeBase
from llmkg.model.claim import Stance
from llmkg.model.level import Level
from llmkg.model.lineage import Lineage, LineageEdge
from llmkg.model.text import Labels, Ref
from llmkg.store.port import Rows, Term
from llmkg.vocab import Kind, local_name, split

ABILITIES_QUERY: Final = "kb/step-abilities"
QUERIES: Final = ("kb/steps", "kb/model-days", ABILITIES_QUERY)
"""The stored queries whose answers the tree shows, beside the claims on each step."""

_MISPRINT: Final = "Misprint"
Pair: TypeAlias = tuple[str, str]
"""A model, and one that it comes from."""


_KEPT: WeakKeyDictionary[KnowledgeBase, Evolution] = WeakKeyDictionary()


def evolution(kb: KnowledgeBase) -> Evolution:
    """The tree of a snapshot, gathered once for as long as the snapshot is open."""
    found = _KEPT.get(kb)
    if found is None:
        found = _KEPT[kb] = Gathering(kb).evolution()
    return found


class Gathering:
    """Reads a snapshot once; what it asks of that may be asked of some models instead."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb
        self.labels = self.names()
        self.levels = {level.iri: level for level in kb.levels()}
        self.ranks = {level.rank: level for level in kb.levels()}

    def names(self) -> Mapping[str, Labels]:
        """The labels of all that the tree names; its models are among them."""
        labels: dict[str, dict[str, str]] = defaultdict(dict)
        for row in self.kb.rows("kb/step-names"):
            label = row["label"]
            language = getattr(label, "language", None) or ""
            labels[_iri(row["thing"])].setdefault(language, _iri(label))
        return labels

    def rows(self, name: str) -> Rows:
        """One of the queries about all models."""
        return self.kb.rows(name)

    def lineage(self, iri: str) -> Lineage:
        """From what a model comes, with the claims on each step."""
        return self.kb.lineage(iri)

    def evolution(self) -> Evolution:
        """Everything."""
        effects = self.effects()
        made = self.stages()
        usual = self.usual(made)
        made = {
            model: tuple(_sorted_methods(stage, usual) for stage in stages)
            for model, stages in made.items()
        }
        steps = tuple(self._steps(made, effects))
        reached = {
            step.child.iri for step in steps if not step.is_loop and step.standing != "denied"
        }
        order, families, unknown = self._order()
        days = self._days()
        origins = {iri: made.get(iri, ()) if iri not in reached else () for iri in self.labels}
        models = tuple(
            Model(
                self.ref(iri),
                days.get(iri),
                iri in unknown,
                frozenset(families.get(iri, ())),
                origins[iri],
                tuple(effects.get(iri, ())),
                tuple(_of(origins[iri], effects)),
            )
            for iri in sorted(self.labels)
            if _kind(iri) == Kind.MODEL.value
        )
        shown = [*(m for step in steps for m in step.methods)]
        shown += [m for each in models for stage in each.origins for m in stage.methods]
        acted = [e for step in steps for e in step.effects] + [e for m in models for e in m.effects]
        return Evolution(
            models,
            steps,
            tuple(order),
            tuple(sorted(set(shown), key=lambda each: (-usual[each], each.iri))),
            tuple(self.ref(iri) for iri in sorted({f for each in families.values() for f in each})),
            tuple(sorted({each.ability for each in acted}, key=lambda ability: ability.iri)),
        )

    def usual(self, made: Mapping[str, tuple[Stage, ...]]) -> Mapping[Ref, int]:
        """How many models each method made, however often."""
        return Counter(m for stages in made.values() for each in stages for m in each.methods)

    def ref(self, iri: str) -> Ref:
        """A thing by its names."""
        found = split(iri)
        kind, slug = (found[0].value, found[1]) if found else (None, None)
        return Ref(iri, kind, slug, self.labels.get(iri, {}))

    def _steps(
        self, made: Mapping[str, tuple[Stage, ...]], effects: Mapping[str, list[Effect]]
    ) -> Iterator[Step]:
        follows: dict[tuple[str, str], Level] = {}
        claimed: dict[tuple[str, str], None] = {}
        for row in self.rows("kb/steps"):
            pair = (_iri(row["child"]), _iri(row["parent"]))
            if "level" in row:
                level = self.levels[_iri(row["level"])]
                follows[pair] = max(follows.get(pair, level), level, key=lambda each: each.rank)
            else:
                claimed[pair] = None
        ways = self._ways(child for child, _ in claimed)
        tensions = self._tensions(ways)
        for child, parent in sorted({*follows, *claimed}):
            several = ways.get((child, parent), ())
            yield self._step(
                self.ref(child),
                self.ref(parent),
                several,
                follows.get((child, parent)),
                _between(several, made.get(child, ())),
                tensions,
                effects,
            )

    def _ways(self, children: Iterable[str]) -> dict[tuple[str, str], tuple[LineageEdge, ...]]:
        """What is said of each pair. A walk from one model also tells of those above it."""
        found: dict[tuple[str, str], list[LineageEdge]] = defaultdict(list)
        walked: set[str] = set()
        for iri in dict.fromkeys(children):
            if iri in walked:
                continue
            edges = self.lineage(iri).edges
            for edge in edges:
                if edge.child.iri not in walked:
                    found[edge.child.iri, edge.parent.iri].append(edge)
            walked |= {iri, *(edge.child.iri for edge in edges)}
        return {pair: tuple(edges) for pair, edges in found.items()}

    def _step(
        self,
        child: Ref,
        parent: Ref,
        ways: tuple[LineageEdge, ...],
        follows: Level | None,
        stages: tuple[Stage, ...],
        tensions: Mapping[str, list[tuple[Ref, str]]],
        effects: Mapping[str, list[Effect]],
    ) -> Step:
        claims = tuple({claim.iri: claim for way in ways for claim in way.claims}.values())
        standing = _standing(ways)
        denials = [each.confidence for each in claims if each.stance is Stance.DENIES]
        stated = [way.confidence for way in ways if way.confidence is not None]
        best = max(stated, key=lambda level: level.rank, default=None)
        denial = max(denials, key=lambda level: level.rank, default=None)
        strained = [pair for claim in claims for pair in tensions.get(claim.iri, ())]
        is_step = standing in ("stated", "contested") and child != parent
        stages = stages if is_step else ()
        methods = tuple(dict.fromkeys(m for stage in stages for m in stage.methods))
        return Step(
            slug=f"{child.slug}-from-{parent.slug}",
            child=child,
            parent=parent,
            ways=ways,
            stages=stages,
            methods=methods,
            claims=claims,
            standing=standing,
            level=denial if standing == "denied" else follows or best,
            stated=best,
            tensions=tuple(dict.fromkeys(tension for tension, _ in strained)),
            is_misprint=child == parent and any(kind == _MISPRINT for _, kind in strained),
            effects=tuple(_of(stages, effects)),
        )

    def stages(self) -> dict[str, tuple[Stage, ...]]:
        """The stages that made each model."""
        methods: dict[str, dict[Ref, None]] = defaultdict(dict)
        datasets: dict[str, dict[Ref, None]] = defaultdict(dict)
        based: dict[str, bool] = {}
        made: dict[str, dict[str, None]] = defaultdict(dict)
        for row in self.rows("kb/step-stages"):
            stage = _iri(row["stage"])
            made[_iri(row["model"])][stage] = None
            based[stage] = _iri(row["based"]) == "true"
            if "method" in row:
                methods[stage][self.ref(_iri(row["method"]))] = None
            if "dataset" in row:
                datasets[stage][self.ref(_iri(row["dataset"]))] = None
        return {
            model: tuple(
                Stage(self.ref(iri), tuple(methods[iri]), tuple(datasets[iri]), based[iri])
                for iri in stages
            )
            for model, stages in made.items()
        }

    def _days(self) -> dict[str, Dated]:
        said: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for row in self.rows("kb/model-days"):
            said[_iri(row["model"])].append((_iri(row["how"]), _iri(row["day"])))
        return {model: best_day(several) for model, several in said.items()}

    def _order(self) -> tuple[list[tuple[str, str]], dict[str, set[str]], set[str]]:
        order: list[tuple[str, str]] = []
        families: dict[str, set[str]] = defaultdict(set)
        unknown: set[str] = set()
        for row in self.rows("kb/model-order"):
            model = _iri(row["model"])
            if "later" in row:
                order.append((model, _iri(row["later"])))
            if "family" in row:
                families[model].add(_iri(row["family"]))
            if _iri(row["unknown"]) == "true":
                unknown.add(model)
        return order, families, unknown

    def acting(self) -> Rows:
        """What acts on which ability, by whose claims."""
        return self.kb.rows(ABILITIES_QUERY)

    def effects(self) -> dict[str, list[Effect]]:
        """What is said of abilities, by subject: what is surest first."""
        taken: dict[tuple[str, str, str, str], dict[Stance, int]] = defaultdict(dict)
        for row in self.acting():
            names = ("subject", "relation", "ability", "proposition")
            key = tuple(_iri(row[name]) for name in names)
            taken[key[0], key[1], key[2], key[3]][Stance(_iri(row["stance"]))] = int(
                _iri(row["best"])
            )
        found: dict[str, list[Effect]] = defaultdict(list)
        for (subject, relation, ability, proposition), ranks in taken.items():
            stance = next(each for each in Stance if each in ranks)
            found[subject].append(
                Effect(
                    local_name(relation),
                    self.ref(relation),
                    self.ref(ability),
                    self.ref(subject),
                    f"/proposition/{local_name(proposition)}",
                    stance,
                    Stance.DENIES in ranks and stance is Stance.ASSERTS,
                    ranks[stance],
                )
            )
        for several in found.values():
            several.sort(key=lambda each: (list(Stance).index(each.stance), -each.rank))
        return found

    def strained(self, _ways: Mapping[Pair, tuple[LineageEdge, ...]]) -> Rows:
        """The tensions between claims on the steps."""
        return self.kb.rows("kb/step-tensions")

    def _tensions(
        self, ways: Mapping[Pair, tuple[LineageEdge, ...]]
    ) -> dict[str, list[tuple[Ref, str]]]:
        found: dict[str, list[tuple[Ref, str]]] = defaultdict(list)
        for row in self.strained(ways):
            tension = (self.ref(_iri(row["tension"])), local_name(_iri(row["kind"])))
            found[_iri(row["claim"])].append(tension)
        return found


def _between(ways: tuple[LineageEdge, ...], made: tuple[Stage, ...]) -> tuple[Stage, ...]:
    """The stages of a step; without any, those that made the child out of what nobody names."""
    via = {way.via.iri for way in ways if way.via is not None}
    named = tuple(stage for stage in made if stage.ref.iri in via)
    return named or tuple(stage for stage in made if not stage.based)


def _of(stages: Iterable[Stage], effects: Mapping[str, list[Effect]]) -> Iterator[Effect]:
    """What is said of the stages, of their methods, and of their data."""
    actors = [ref.iri for stage in stages for ref in (stage.ref, *stage.methods, *stage.datasets)]
    return (each for iri in dict.fromkeys(actors) for each in effects.get(iri, ()))


def _standing(ways: tuple[LineageEdge, ...]) -> str:
    if not ways:
        return "entailed"
    asserted = any(way.confidence is not None for way in ways)
    denied = any(way.denied for way in ways)
    if asserted:
        return "contested" if denied else "stated"
    return "denied" if denied else "open"


def _sorted_methods(stage: Stage, usual: Mapping[Ref, int]) -> Stage:
    methods = tuple(sorted(stage.methods, key=lambda each: (-usual[each], each.iri)))
    return Stage(stage.ref, methods, stage.datasets, stage.based)


def _kind(iri: str) -> str:
    found = split(iri)
    return found[0].value if found else ""


def _iri(term: Term | object) -> str:
    return str(getattr(term, "value", term))
