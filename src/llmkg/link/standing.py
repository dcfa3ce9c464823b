"""How a statement stands, in a line beside its name: nobody shall link to it as to a fact."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from llmkg.gather.reader import Reader
from llmkg.gather.standing import assessed, standing
from llmkg.gather.statements import claim
from llmkg.model.standing import State
from llmkg.model.text import Labels
from llmkg.vocab import Kind, split

_LANGUAGES: Final = ("en", "zh")
_ASSESSED: Final = {"en": "Somebody's statement: {}, {}.", "zh": "有人这样说：{}，{}。"}
_ALONE: Final = {"en": "A statement of which no claim speaks.", "zh": "尚无主张涉及的命题。"}
_CLAIMED: Final = {"en": "{} {} this ({}).{}", "zh": "{}{}此事（{}）。{}"}
_STANCES: Final[Mapping[str, Mapping[str, str]]] = {
    "asserts": {"en": "asserts", "zh": "主张"},
    "denies": {"en": "denies", "zh": "否认"},
    "leavesOpen": {"en": "leaves open", "zh": "存而不论"},
}
_STATES: Final[Mapping[State, Mapping[str, str]]] = {
    State.CURRENT: {"en": "", "zh": ""},
    State.SUPERSEDED: {"en": " It has been superseded.", "zh": "该主张已被取代。"},
    State.RETRACTED: {"en": " It has been retracted.", "zh": "该主张已被撤回。"},
}


def stands(reader: Reader, iri: str) -> Labels:
    """The status and level of a proposition, or the stance, level and fate of a claim.

    Nothing for whatever states nothing.
    """
    found = split(iri)
    if found is None:
        return {}
    if found[0] is Kind.PROPOSITION:
        how = assessed(reader, iri)
        if how is None:
            return _ALONE
        return {
            lang: _ASSESSED[lang].format(
                how.status.label.get(lang, ""), how.effective.label.get(lang, "")
            )
            for lang in _LANGUAGES
        }
    if found[0] is Kind.CLAIM:
        said = claim(reader, iri)
        state = _STATES[standing(reader, iri).state]
        return {
            lang: _CLAIMED[lang].format(
                said.source.label.get(lang) or said.source.slug or "",
                _STANCES[said.stance.value][lang],
                said.confidence.label.get(lang, ""),
                state[lang],
            )
            for lang in _LANGUAGES
        }
    return {}
