"""Where quads live and are asked: a port, its embedded adapter, the guard before it, and snapshots."""
