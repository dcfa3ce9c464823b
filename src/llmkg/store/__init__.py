"""Where quads live and are asked: port, embedded adapter, guard, snapshots."""
