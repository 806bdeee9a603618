"""Pictures as pure functions: bytes in, bytes out, bounded; no files, no threads, no clock."""
