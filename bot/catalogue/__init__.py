"""Dated data (models.toml, placements.toml) and the one loader that turns it into domain types."""
