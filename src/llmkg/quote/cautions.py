"""Cautions: how a statement may be quoted, put together from the ontology's own labels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from llmkg.model.assessment import Assessment
from llmkg.model.claim import Claim
from llmkg.model.level import Level
from llmkg.model.standing import Standing, State
from llmkg.model.text import Labels

_EN: Final = {
    "claim": "{source} {stance} this; confidence as stated: {level}{hedge}.{standing}{assessed}"
    " A claim of this source, not a fact.",
    "hedge": ', in the words "{words}"',
    "assessed": " All considered: {status}; {level}.",
    "unassessed": " Nobody has weighed it.",
    "superseded": " SUPERSEDED: quote what replaced it instead.",
    "retracted": " RETRACTED: do not rely on it.",
    "proposition": "{status}; {level}: what sources claim, not what is true.{causal}",
    "causal": " It speaks of a cause; say no more than this level.",
    "unsaid": "No claim speaks of it: nothing is known here.",
    "list": "Each item has its own level ({levels}): quote none without it. These are claims of"
    " sources, not facts.",
    "none": "Nothing here is a fact by itself: claims have levels and hedges; quote none without"
    " them.",
    "nothing": "Nothing was found; that says nothing about the world.",
    "no level": "It does not follow from what is claimed; see what is said against it and what is"
    " missing. That it does not follow does not make it false.",
    "follows": "{level}: it follows from claims of sources, and is no surer than the weakest of"
    " them. Not a fact.",
    "edge": "{level}: as claimed{denied}. Not a fact.",
    "denied": ", and denied by a claim",
    "nowhere": "nobody asserts it",
    "tensions": "Claims that do not sit together: quote none of them without the other side.",
    "questions": "Open questions: what a source says is unknown. Answer none of them from these.",
    "conforms": "That it conforms says that its form is right, not that its claims are true."
    " Nothing was stored.",
    "fails": "It would be refused as it is. Nothing was stored.",
    "rows": "Rows hold claims as well as identities: a claim goes with its confidence and hedge"
    " (`mentions`), and a plain triple with the level of its graph ({levels}).",
    "cut": " The result goes on: do not count from it.",
    "cite": "Cite the source itself besides llmkg; {level}",
    "cite plain": "a reference says where something stands, not that it is true.",
}
_ZH: Final = {
    "claim": "{source}{stance}此事；来源自述的把握：{level}{hedge}。{standing}{assessed}"
    "这是该来源的说法，不是事实。",
    "hedge": "，原话为“{words}”",
    "assessed": "综合各方：{status}；{level}。",
    "unassessed": "尚无评估。",
    "superseded": "已被取代：请引用取代它的说法。",
    "retracted": "已撤回：不要依据它。",
    "proposition": "{status}；{level}：这是来源的说法，不等于事实。{causal}",
    "causal": "它讲的是因果，所说不得超过这一级别。",
    "unsaid": "没有任何说法涉及它：这里对此一无所知。",
    "list": "每一项各有级别（{levels}），引用时不可略去。这些是来源的说法，不是事实。",
    "none": "这里没有现成的事实：说法各有级别和保留语，引用时不可略去。",
    "nothing": "没有找到；这并不说明世界上没有。",
    "no level": "从现有说法推不出它；请看反对它的说法和所缺的环节。推不出并不等于它是假的。",
    "follows": "{level}：由来源的说法推出，不会比其中最弱的一条更可靠。不是事实。",
    "edge": "{level}：据来源所述{denied}。不是事实。",
    "denied": "，另有说法否认",
    "nowhere": "没有来源主张",
    "tensions": "这些说法彼此不合：引用一方时必须同时给出另一方。",
    "questions": "未决问题：来源自己说不知道的事。不要据此作答。",
    "conforms": "合格只说明形式无误，不说明所说为真。没有存入任何内容。",
    "fails": "按现状会被拒收。没有存入任何内容。",
    "rows": "结果中既有身份也有说法：说法须连同其把握与保留语（见 mentions）引用，"
    "单独的三元组须连同其所在图的级别（{levels}）引用。",
    "cut": "结果未完：不要据此计数。",
    "cite": "除 llmkg 外还应引用原始来源；{level}",
    "cite plain": "引用只说明出处，不说明所说为真。",
}
_WORDS: Final[Mapping[str, Mapping[str, str]]] = {"en": _EN, "zh": _ZH}
_JOINED: Final = {"en": "; ", "zh": "；"}


def text(labels: Labels, lang: str, otherwise: str = "") -> str:
    """The text in this language, else in English, else in any."""
    for tag in (lang, "en", *labels):
        if tag in labels:
            return labels[tag]
    return otherwise


class Cautions:
    """Writes cautions in one language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._words = _WORDS[lang]

    def say(self, name: str, **parts: str) -> str:
        """A sentence by its name."""
        return self._words[name].format(**parts)

    def level(self, level: Level | None) -> str:
        """A level in words."""
        return text(level.label, self.lang, level.name) if level else self.say("nowhere")

    def levels(self, levels: Iterable[Level | None]) -> str:
        """The levels that occur, surest first, in words."""
        found = {level.rank: self.level(level) for level in levels if level is not None}
        return _JOINED[self.lang].join(found[rank] for rank in sorted(found, reverse=True))

    def listing(self, levels: Iterable[Level | None], *, empty: bool = False) -> str:
        """Of a list of statements with these levels."""
        if empty:
            return self.say("nothing")
        named = self.levels(levels)
        return self.say("list", levels=named) if named else self.say("none")

    def standing(self, standing: Standing) -> str:
        """That something was retracted or superseded; "" where it stands."""
        return "" if standing.state is State.CURRENT else self.say(standing.state.value)

    def hedge(self, claim: Claim) -> str:
        """The hedge of a claim, in its own words."""
        words = hedges(claim)
        return self.say("hedge", words=_JOINED[self.lang].join(words)) if words else ""

    def claim(
        self, claim: Claim, stance: str, standing: Standing, assessment: Assessment | None
    ) -> str:
        """Of a claim; `stance` is the label of its stance."""
        return self.say(
            "claim",
            source=claim.source.text(self.lang, "en"),
            stance=stance,
            level=self.level(claim.confidence),
            hedge=self.hedge(claim),
            standing=self.standing(standing),
            assessed=self.assessed(assessment),
        )

    def assessed(self, assessment: Assessment | None) -> str:
        """How a proposition stands, as part of another caution."""
        if assessment is None:
            return self.say("unassessed")
        status = assessment.status.text(self.lang, "en")
        return self.say("assessed", status=status, level=self.level(assessment.effective))

    def proposition(self, assessment: Assessment | None, *, causal: bool) -> str:
        """Of a proposition."""
        if assessment is None:
            return self.say("unsaid")
        return self.say(
            "proposition",
            status=assessment.status.text(self.lang, "en"),
            level=self.level(assessment.effective),
            causal=self.say("causal") if causal else "",
        )


def hedges(claim: Claim) -> list[str]:
    """The hedging words of a claim, in every language that they are given in."""
    return [each.value for each in claim.hedge]
