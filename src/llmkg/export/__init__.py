"""Writing the graph out: all of it, one named graph, or one thing with its neighbourhood."""
