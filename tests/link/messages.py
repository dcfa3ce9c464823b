"""What the Reconciliation API says of its messages, as JSON Schemas of our own.

Written from the texts of version 0.2 (Final Community Group Report of 10 April 2023) and of the
draft of 1.0, whose sections each schema names. The community group's own schemas leave fields open
that the text does not know; these do not, so that a slip in a name is seen. They are always at
hand, which those of the community group are not: see `specification`.
"""

from typing import Any, Final

from jsonschema import Draft202012Validator

Schema = dict[str, Any]

TEXT: Final[Schema] = {"type": "string", "minLength": 1}
WORDS: Final[Schema] = {"type": "string"}
FLAG: Final[Schema] = {"type": "boolean"}
COUNT: Final[Schema] = {"type": "integer", "minimum": 1}
URL: Final[Schema] = {"type": "string", "pattern": r"^https?://\S+$"}
URI: Final[Schema] = {"type": "string", "pattern": r"^[a-z][a-z0-9+.-]*:\S+$"}
LANGUAGE: Final[Schema] = {"type": "string", "pattern": "^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*$"}
DATE: Final[Schema] = {"type": "string", "pattern": r"^\d{4}(-\d\d){0,2}(T\S+)?$"}
DIRECTION: Final[Schema] = {"enum": ["ltr", "rtl", "auto"]}
SETTINGS: Final = ("number", "text", "checkbox", "select")


def record(required: Schema, optional: Schema | None = None, **more: Any) -> Schema:
    """An object of these fields and no others."""
    fields = required | (optional or {})
    return {
        "type": "object",
        "properties": fields,
        "required": list(required),
        "additionalProperties": False,
        **more,
    }


def listed(item: Schema, **more: Any) -> Schema:
    return {"type": "array", "items": item, **more}


def some(item: Schema) -> Schema:
    return {"type": "object", "additionalProperties": item}


def either(*schemas: Schema) -> Schema:
    return {"anyOf": list(schemas)}


# Authentication: the security schemes of OpenAPI
SECURITY: Final[Schema] = either(
    *(
        record({"type": {"const": kind}, **fields}, {"description": WORDS})
        for kind, fields in {
            "apiKey": {"name": TEXT, "in": {"enum": ["query", "header", "cookie"]}},
            "http": {"scheme": TEXT},
            "oauth2": {"flows": {"type": "object", "minProperties": 1}},
            "openIdConnect": {"openIdConnectUrl": URL},
        }.items()
    )
)


def template(variable: str) -> Schema:
    """An address with the place of an identifier in it; that alone, where identifiers are IRIs."""
    return record({"url": {"type": "string", "pattern": rf"^(https?://\S*)?{variable}\S*$"}})


# -- version 0.2 -----------------------------------------------------------------------------------

_ID: Final = r"\{\{id\}\}"
# 2.2 Types; a type in an answer is the object, or its identifier alone (2.1 Entities)
TYPE_02: Final = record({"id": TEXT, "name": TEXT}, {"broader": listed({"type": "object"})})
# 6.1 Suggest metadata
SUGGEST_02: Final = record(
    {"service_url": URL, "service_path": WORDS},
    {"flyout_service_url": URL, "flyout_service_path": WORDS},
)
# 7.1 Data extension metadata: the settings of properties
SETTING_02: Final = record(
    {"name": TEXT, "label": TEXT, "type": {"enum": list(SETTINGS)}},
    {
        "default": either({"type": ["number", "string", "boolean"]}),
        "help_text": WORDS,
        "choices": listed(record({"name": WORDS, "value": WORDS}), minItems=1),
    },
    **{"if": {"properties": {"type": {"const": "select"}}}, "then": {"required": ["choices"]}},
)
# 2.4 Property values
VALUE_02: Final = either(
    WORDS, {"type": ["number", "boolean"]}, record({"id": TEXT}, {"name": WORDS})
)
# 4.1 Structure of a reconciliation query: at least a query or properties
QUERY_02: Final = record(
    {},
    {
        "query": TEXT,
        "type": either(TEXT, listed(TEXT)),
        "limit": COUNT,
        "properties": listed(
            record({"pid": TEXT, "v": either(VALUE_02, listed(VALUE_02))}), minItems=1
        ),
        "type_strict": {"enum": ["should", "all", "any"]},
    },
    anyOf=[{"required": ["query"]}, {"required": ["properties"]}],
)
# 4.2 Reconciliation query responses
CANDIDATE_02: Final = record(
    {"id": TEXT, "name": TEXT, "type": listed(either(TEXT, TYPE_02)), "score": {"type": "number"}},
    {
        "description": WORDS,
        "features": listed(record({"id": TEXT, "value": {"type": ["number", "boolean"]}})),
        "match": FLAG,
    },
)
# 7.4 Data extension responses
CELL_02: Final = either(
    record({}),
    record({"id": TEXT, "name": TEXT}, {"description": WORDS}),
    record({"str": WORDS}, {"description": WORDS}),
    record({"float": {"type": "number"}}, {"description": WORDS}),
    record({"int": {"type": "integer"}}, {"description": WORDS}),
    record({"date": DATE}, {"description": WORDS}),
    record({"bool": FLAG}, {"description": WORDS}),
)
PROPERTY: Final = record({"id": TEXT, "name": TEXT}, {"description": WORDS})

VERSION_02: Final[dict[str, Schema]] = {
    # 3.1 Service manifest, 5.1 Preview metadata
    "manifest": record(
        {"versions": listed(TEXT, contains={"const": "0.2"}), "name": TEXT,
         "identifierSpace": URI, "schemaSpace": URI},
        {
            "defaultTypes": listed(TYPE_02), "documentation": URL, "logo": URL,
            "serviceVersion": WORDS, "view": template(_ID), "feature_view": template(_ID),
            "preview": record({**template(_ID)["properties"], "width": COUNT, "height": COUNT}),
            "suggest": record(
                {}, {"entity": SUGGEST_02, "property": SUGGEST_02, "type": SUGGEST_02}
            ),
            "extend": record(
                {},
                {
                    "propose_properties": record({"service_url": URL, "service_path": WORDS}),
                    "property_settings": listed(SETTING_02),
                },
            ),
            "batchSize": COUNT, "authentication": SECURITY,
        },
    ),
    "reconciliation-query-batch": some(QUERY_02),
    "reconciliation-result-batch": some(record({"result": listed(CANDIDATE_02)})),
    # 6.3 Suggest responses
    "suggest-entities-response": record(
        {"result": listed(record(
            {"id": TEXT, "name": TEXT},
            {"description": WORDS, "notable": listed(either(TEXT, TYPE_02))},
        ))}
    ),
    "suggest-properties-response": record({"result": listed(PROPERTY)}),
    "suggest-types-response": record(
        {"result": listed(record(
            {"id": TEXT, "name": TEXT}, {"description": WORDS, "broader": listed(TYPE_02)}
        ))}
    ),
    # 7.2 Data extension property proposals, 7.3 Data extension query requests
    "data-extension-property-proposal": record(
        {"properties": listed(PROPERTY), "type": TEXT}, {"limit": COUNT}
    ),
    "data-extension-query": record(
        {"ids": listed(TEXT),
         "properties": listed(record({"id": TEXT}, {"settings": {"type": "object"}}))}
    ),
    "data-extension-response": record(
        {
            "meta": listed(record(
                {"id": TEXT, "name": TEXT},
                {"type": record({"id": TEXT, "name": TEXT}), "service": URL},
            )),
            "rows": some(some(listed(CELL_02))),
        }
    ),
}  # fmt: skip

# -- version 1.0 (draft) ---------------------------------------------------------------------------

# "Text-processing language" and "text direction" may stand beside any name or description
_SPOKEN: Final = {"lang": LANGUAGE, "dir": DIRECTION}
# Types
TYPE_10: Final = record({"id": TEXT}, {"name": TEXT, "broader": listed({"type": "object"})})
# Data extension metadata: settings
SETTING_10: Final = record(
    {
        "id": TEXT, "name": TEXT, "type": {"enum": list(SETTINGS)},
        "default": {"type": ["number", "string", "boolean"]}, "helpText": WORDS,
    },
    {"choices": listed(record({"value": WORDS}, {"id": WORDS, "name": WORDS}), minItems=1)},
    **{"if": {"properties": {"type": {"const": "select"}}}, "then": {"required": ["choices"]}},
)  # fmt: skip
# Property values
VALUE_10: Final = either(
    WORDS,
    {"type": ["number", "boolean"]},
    record({"id": TEXT}, {"name": WORDS, **_SPOKEN}),
)
# Structure of a reconciliation query: conditions
CONDITION_10: Final = record(
    {
        "matchType": {"enum": ["name", "id", "property"]},
        "propertyValue": either(VALUE_10, listed(VALUE_10)),
    },
    {
        "propertyId": TEXT, "required": FLAG, "matchQualifier": TEXT,
        "matchQuantifier": {"enum": ["any", "all", "none"]}, **_SPOKEN,
    },
    **{
        "if": {"properties": {"matchType": {"const": "property"}}},
        "then": {"required": ["propertyId"]},
    },
)  # fmt: skip
# Match responses: the score is optional
CANDIDATE_10: Final = record(
    {"id": TEXT},
    {
        "name": TEXT, "description": WORDS, "image": URL, "type": listed(either(TEXT, TYPE_10)),
        "score": {"type": "number", "minimum": 0, "maximum": 100}, "match": FLAG,
        "features": listed(record(
            {"id": TEXT, "value": {"type": ["number", "boolean"]}}, {"name": TEXT, **_SPOKEN}
        )),
        **_SPOKEN,
    },
)  # fmt: skip

# Data extension responses: the values are property values, each under the name of its type
CELL_10: Final = either(
    record({}),
    record({"id": TEXT}, {"name": TEXT, "description": WORDS, **_SPOKEN}),
    *(
        record({name: schema}, {"description": WORDS, **_SPOKEN})
        for name, schema in {
            "str": WORDS,
            "float": {"type": "number"},
            "int": {"type": "integer"},
            "date": DATE,
            "bool": FLAG,
        }.items()
    ),
)

VERSION_10: Final[dict[str, Schema]] = {
    # Service manifest; a URI template has its variable in single braces (RFC 6570)
    "manifest": record(
        {"versions": listed(TEXT, contains={"const": "1.0-draft"}), "name": TEXT,
         "view": template(r"\{[+?&]?id\}")},
        {
            "defaultTypes": listed(TYPE_10), "documentation": URL, "logo": URL,
            "serviceVersion": WORDS, "featureView": template(r"\{[+?&]?id\}"),
            "preview": record({"width": COUNT, "height": COUNT}),
            "suggest": record({}, {"entity": FLAG, "property": FLAG, "type": FLAG}),
            "extend": record(
                {}, {"proposeProperties": FLAG, "propertySettings": listed(SETTING_10)}
            ),
            "batchSize": COUNT, "authentication": SECURITY,
            "standardizedScore": FLAG, **_SPOKEN,
        },
    ),
    "reconciliation-query-batch": record(
        {"queries": listed(
            record(
                {"conditions": listed(CONDITION_10, minItems=1)},
                {"type": TEXT, "limit": COUNT, **_SPOKEN},
            )
        )},
        {**_SPOKEN},
    ),
    "reconciliation-result-batch": record(
        {"results": listed(record({"candidates": listed(CANDIDATE_10)}))}, {**_SPOKEN}
    ),
    # Suggest responses
    "suggest-entities-response": record(
        {"result": listed(record(
            {"id": TEXT, "name": TEXT},
            {"description": WORDS, "image": URL, "notable": listed(either(TEXT, TYPE_10)),
             **_SPOKEN},
        ))}
    ),
    "suggest-properties-response": record(
        {"result": listed(record(
            {"id": TEXT, "name": TEXT},
            {"description": WORDS, "matchQualifiers": listed(record({"id": TEXT, "name": TEXT})),
             **_SPOKEN},
        ))}
    ),
    "suggest-types-response": record(
        {"result": listed(record(
            {"id": TEXT, "name": TEXT},
            {"description": WORDS, "broader": listed(TYPE_10), **_SPOKEN},
        ))}
    ),
    # Data extension property proposals, query requests, responses
    "data-extension-property-proposal": record(
        {
            "properties": listed(record(
                {"id": TEXT, "name": TEXT}, {"description": WORDS, **_SPOKEN}
            )),
            "type": TEXT,
        },
        {"limit": COUNT},
    ),
    "data-extension-query": record(
        {"ids": listed(TEXT),
         "properties": listed(record({"id": TEXT}, {"settings": {"type": "object"}}))},
        {**_SPOKEN},
    ),
    "data-extension-response": record(
        {
            "meta": listed(record(
                {"id": TEXT},
                {"name": TEXT, "type": TYPE_10, "service": URL, **_SPOKEN},
            )),
            "rows": listed(record(
                {"id": TEXT,
                 "properties": listed(record(
                     {"id": TEXT, "values": listed(CELL_10)}, {**_SPOKEN}
                 ))},
                {**_SPOKEN},
            )),
        },
        {**_SPOKEN},
    ),
}  # fmt: skip

VERSIONS: Final = {"0.2": VERSION_02, "1.0-draft": VERSION_10}


def as_written(document: object, version: str, name: str) -> None:
    """Raise unless a message is what the text of the specification says of it."""
    schema = VERSIONS[version][name]
    Draft202012Validator(schema).validate(document)
