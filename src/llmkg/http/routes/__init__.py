"""One file a noun; each builds the router for its routes."""
