"""Image models: one module per provider, each an ImageModel; none knows another."""
