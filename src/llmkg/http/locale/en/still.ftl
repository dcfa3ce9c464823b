still-live-title = This needs a server
still-live-text = These pages are a copy that stands still. Queries in SPARQL, explanations, other days and other formats are answered by a running server, which you can start yourself:
still-search-title = Search
still-search-text = Everything here by name. Where scripts run, the list shrinks to what holds all your words.
