"""Writing to a running server: who may, what, and how it gets from a request into a snapshot.

One process holds everything that a write needs (`process`), whatever the number of servers; each
write is done by a child of it that may be killed (`work`). A write is checked like a file, goes
into the journal, becomes a new snapshot, and is answered once every server reads that (`serving`).
"""
