"""Which version of the program this is."""

from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed


def version() -> str:
    """The installed version; `0` where the program runs without having been installed."""
    try:
        return installed("password-center")
    except PackageNotFoundError:
        return "0"
