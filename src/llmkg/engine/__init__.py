"""The engine room: strangers' queries in worker processes that can be killed.

A query is never run where it could hold up or bring down the server: a zygote (one thread, the
snapshot in its memory) forks workers, each answers one query at a time over a socket, and whoever
is over time or memory is killed and replaced.
"""
