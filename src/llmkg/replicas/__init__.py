"""Snapshots on many machines: one pushes them to a place that all can read, the others pull them.

Whatever is put there keeps its name and content for ever, but for one small object that says which
snapshot serves. So a copy is right or is refused, and to roll out or back is one write.
"""
