"""The world: one folder per foreign thing. Adapters never import each other, nor services."""
