"""Measurements that anyone can repeat: each beside its peer, in one run, as a ratio."""
