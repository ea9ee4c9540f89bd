"""How the steps of an examination say no to each other."""

from services.certificates.rules import NoneReason


class Rejected(Exception):
    """Not a valid certificate of this customer; caught by `Examination.examine`, which returns the reason."""

    def __init__(self, reason: NoneReason) -> None:
        super().__init__(reason.value)
        self.reason = reason
