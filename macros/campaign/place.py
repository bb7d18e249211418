"""Which campaign a file or folder belongs to."""

from pathlib import Path

SETTINGS = "campaign.yaml"
INBOX = "inbox"


def root_of(place: Path) -> Path | None:
    """Return the folder of the campaign that a place lies in, however deep; None where it lies in none.

    What came in is no campaign, whatever is in it: the campaign is the one in whose inbox it lies.
    """
    here = place.resolve()
    root = None
    for folder in (here, *here.parents):
        is_received = root is None or root.is_relative_to(folder / INBOX)
        if is_received and (folder / SETTINGS).is_file():
            root = folder
    return root
