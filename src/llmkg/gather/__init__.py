"""Quads of a store gathered into the frozen values of the model."""
