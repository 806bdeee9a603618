"""The files of one picture, to keep: the exact pixels that were asked for, and what the model
sent."""

from __future__ import annotations

from bot.cards import Card, Download, Kind, Link, Part, Strong, Text, Tone
from bot.domain.work import Picture, Version
from bot.views.review import file_name


def original_card(version: Version, picture: Picture) -> Card:
    """Both files, their pixels in words."""
    exact, kind = version.format, version.format.file_type.upper()
    parts: tuple[Part, ...] = (
        Text((Strong(str(picture.name)), " to keep")),
        Download(
            f"Exact size {exact.width}x{exact.height} {kind}",
            picture.id,
            file_name(version, picture),
            "exact",
        ),
        Download(
            f"Original {picture.width}x{picture.height}",
            picture.id,
            f"{picture.name}-original",
            "original",
        ),
        Text(("The original is what the model sent, untouched.",), Tone.QUIET),
        Link("Thread", str(version.session)),
    )
    return Card(
        Kind.DETAILS,
        parts,
        summary=f"{picture.name} to keep",
        name=str(picture.name),
        session=version.session,
        version=version.id,
        picture=picture.id,
    )
