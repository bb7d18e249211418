"""Last year's consolidated workbook: read here where it is small and plain, else by a worker."""

from macros.reading import apart
from macros.reading.jobs import SUMMARY, limits_for
from scoring.comparison import Earlier
from scoring.errors import KaoheError
from workbook.limits import USUAL, UnusualError
from workbook.summary.earlier import read_earlier


def earlier(data: bytes, name: str, password: str | None = None) -> Earlier:
    """Return what a consolidated workbook says. ``name`` is the file's, for messages.

    Raise KaoheError as `read_earlier` does, where reading it takes too much, or where no worker starts.
    """
    try:
        return read_earlier(data, name, password, USUAL)
    except UnusualError:
        pass
    try:
        found: Earlier = apart.read("summary", data, name, password, limits=limits_for(len(data), SUMMARY))
    except apart.LostError as error:
        raise KaoheError(
            f"{name}：無法讀取上年總表，{error.reason.zh}；請以 Excel 開啟、另存新檔後再試",
            f"{name} cannot be read as last year's consolidated workbook, for {error.reason.en}; open it in"
            " Excel, save it anew and try again",
        ) from None
    return found


def read(data: bytes, name: str, password: str | None) -> Earlier:
    """Read one: what a worker does."""
    return read_earlier(data, name, password)
