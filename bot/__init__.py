"""The product, blind to platforms and vendors: it knows ports, never SDKs."""
