"""Stored queries: their headers, their parameters, and binding values as terms.

A query is a ``.rq`` file with a YAML header in lines that start with ``#+``::

    #+ summary: {en: "Evidence on a proposition, by type", zh: 关于一个命题的证据，按类型}
    #+ description: Longer text; what stands alone is English.
    #+ tags: [evidence]
    #+ params:
    #+   proposition: {type: iri, kind: proposition, required: true, example: code-and-cot}
    #+   min: {type: level, default: Conjectural, description: the least confidence}
    SELECT … WHERE { ?_proposition … }

In the text a parameter is the variable ``?_name``. Its value takes the variable's place as one
token, a serialised term, so that no value can change what the query asks. A parameter that is
neither given nor has a default stays a variable: it fits anything in a triple pattern, and
``COALESCE(?_name, …)`` gives it a value in an expression. With ``many: true`` it takes several
values between white space, and stands in ``VALUES ?x { ?_name }``.
"""

from llmkg.queries.named import NamedQuery, bind, find_query, load_queries, parse_query
from llmkg.queries.param import TERM_OF_ONTOLOGY, Param, ParamType, ParamValue

__all__ = [
    "TERM_OF_ONTOLOGY",
    "NamedQuery",
    "Param",
    "ParamType",
    "ParamValue",
    "bind",
    "find_query",
    "load_queries",
    "parse_query",
]
