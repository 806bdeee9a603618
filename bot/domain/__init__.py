"""Plain Python: frozen dataclasses and pure functions. No I/O, no await, no pydantic."""
