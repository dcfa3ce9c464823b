"""Stores on other machines: SPARQL 1.1 endpoints (query, update, graph store) of any make."""
