"""Domain object -> Card. Every word that people read lives in this room; nothing here does I/O."""
