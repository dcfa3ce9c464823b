"""Pages for readers. Every module here takes part by being here: see docs/pages.md."""
