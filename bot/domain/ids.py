"""The ids of the studio. All are made by us (port Ids), so a platform's id never names a row."""

from hashlib import sha256
from typing import NewType

TeamId = NewType("TeamId", str)
MemberId = NewType("MemberId", str)
CampaignId = NewType("CampaignId", str)
UploadId = NewType("UploadId", str)
DraftId = NewType("DraftId", str)
SessionId = NewType("SessionId", str)
OrderId = NewType("OrderId", str)
VersionId = NewType("VersionId", str)
PictureId = NewType("PictureId", str)
ReviewId = NewType("ReviewId", str)
PostId = NewType("PostId", str)
JobId = NewType("JobId", str)
FileKey = NewType("FileKey", str)
"""sha256 of the bytes, 64 lower-case hex digits: the name of a stored file."""


def derived(*parts: str | int) -> str:
    """The one id that follows from what an act is about: the same act, however often delivered,
    names the same row. 26 hex digits (104 bits), so two acts never meet by chance."""
    text = "\x1f".join(str(part) for part in parts)
    return sha256(text.encode()).hexdigest()[:26]
