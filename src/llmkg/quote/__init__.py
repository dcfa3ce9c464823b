"""How a statement may be quoted: with its level, its hedge, its fate and its reference."""
