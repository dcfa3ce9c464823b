dumps-title = The data as files
dumps-lead = Everything that is here, to take home: packed, with digests, under CC BY 4.0.
dumps-same = The same data give the same bytes on every server. An address with this digest keeps its content:
dumps-file = file
dumps-holds = holds
dumps-triples = triples
dumps-size = size
dumps-everything = everything, by named graph
