"""The manifest of the service, in the form of each version.

One endpoint serves both, but one manifest cannot: `suggest.entity` is an object in 0.2 and a truth
in 1.0, and the template of `view` has two braces in the one and is RFC 6570's in the other. Both
name both versions.
"""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from llmkg import __version__
from llmkg.link.extension import settings
from llmkg.link.linker import Linker
from llmkg.link.reading import MOST_QUERIES
from llmkg.link.writing import brief
from llmkg.vocab import BASE, LLMKG

Json: TypeAlias = dict[str, Any]

VERSIONS: Final = ("0.2", "1.0-draft")
WIDTH: Final = 430
HEIGHT: Final = 300
_TYPES: Final = (
    *("Model", "ModelFamily", "Ability", "TrainingMethod", "TrainingStage", "Dataset"),
    *("Benchmark", "Source", "Person", "Organisation", "Concept"),
)


def _common(linker: Linker, root: str, language: str) -> Json:
    """What both forms have; `root` is the server's address, ending in a slash."""
    types = [LLMKG[name] for name in _TYPES if LLMKG[name] in linker.types.counts]
    return {
        "versions": [*VERSIONS],
        "name": "llmkg:语言模型能力的来源" if language == "zh" else "llmkg: origins of abilities",
        "documentation": f"{root}api",
        "logo": f"{root}logo.svg",
        "serviceVersion": __version__,
        "batchSize": MOST_QUERIES,
        "defaultTypes": [brief(linker.types.named(each), language) for each in types],
    }


def manifest_02(linker: Linker, root: str, language: str) -> Json:
    """As version 0.2 has it, and OpenRefine reads it."""
    here = f"{root}reconcile"
    suggest = {
        kind: {"service_url": here, "service_path": f"/suggest/{kind}"}
        for kind in ("entity", "property", "type")
    }
    return {
        **_common(linker, root, language),
        "identifierSpace": BASE,
        "schemaSpace": str(LLMKG),
        "view": {"url": f"{here}/view?id={{{{id}}}}"},
        "preview": {
            "url": f"{here}/preview?id={{{{id}}}}",
            "width": WIDTH,
            "height": HEIGHT,
        },
        "suggest": suggest,
        "extend": {
            "propose_properties": {"service_url": here, "service_path": "/extend/propose"},
            "property_settings": [
                {
                    "name": each["id"],
                    "label": each["label"],
                    "type": each["type"],
                    "default": each["default"],
                    "help_text": each["help"],
                    **({"choices": each["choices"]} if "choices" in each else {}),
                }
                for each in settings(linker, language)
            ],
        },
    }


def manifest_10(linker: Linker, root: str, language: str) -> Json:
    """As version 1.0 (draft) has it."""
    return {
        **_common(linker, root, language),
        "lang": language,
        "dir": "ltr",
        "view": {"url": f"{root}reconcile/view?id={{id}}"},
        "preview": {"width": WIDTH, "height": HEIGHT},
        "suggest": {"entity": True, "property": True, "type": True},
        "extend": {
            "proposeProperties": True,
            "propertySettings": [
                {
                    "id": each["id"],
                    "name": each["label"],
                    "type": each["type"],
                    "default": each["default"],
                    "helpText": each["help"],
                    **({"choices": each["choices"]} if "choices" in each else {}),
                }
                for each in settings(linker, language)
            ],
        },
        "standardizedScore": True,
    }
