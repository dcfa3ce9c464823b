"""What schemathesis loads to send bodies that are SPARQL: it knows forms and JSON by itself."""

import schemathesis


@schemathesis.serializer("application/sparql-query", "application/sparql-update")
def written(_context: object, value: object) -> bytes:
    return str(value).encode("utf-8", "surrogatepass")
