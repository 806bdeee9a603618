"""Words inside a picture file: what is seen, for people who do not see it. As XMP, where screen
readers, libraries and the next tool look for it (IPTC AltTextAccessibility, Dublin Core)."""

from __future__ import annotations

from xml.sax.saxutils import escape

PACKET = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/">'
    "<dc:description>{alt}</dc:description>"
    "<Iptc4xmpCore:AltTextAccessibility>{alt}</Iptc4xmpCore:AltTextAccessibility>"
    '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
)
IN_LANGUAGE = '<rdf:Alt><rdf:li xml:lang="x-default">{}</rdf:li></rdf:Alt>'


def packet(alt: str) -> bytes:
    """b"" for nothing to say. Control characters are left out: XML has no way to write them."""
    words = "".join(c for c in alt if c >= " " or c in "\t\n").strip()
    if not words:
        return b""
    return PACKET.format(alt=IN_LANGUAGE.format(escape(words))).encode("utf-8", "ignore")
