"""What `config check` says of the files behind `[certificates]` and `[smtp]`, a sentence each."""

import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tui import words_certificates as words
from tui.sentence import Sentence

if TYPE_CHECKING:
    from screens.words.phrase import Phrase
    from services.certificates.settings import CertificateSettings
    from services.delivery.settings import SmtpSettings
    from services.ports import Clock

_WITH_FILES: Final = frozenset({"pkcs11", "pkcs12"})


def certificate_files(
    home: Path, settings: "CertificateSettings", clock: "Clock"
) -> tuple[list[Sentence], list[Sentence]]:
    """What is wrong, and what is good and until when; nothing where no store wants them."""
    problems: list[Sentence] = list(_of_store(settings))
    good: list[Sentence] = []
    if settings.store in _WITH_FILES:
        from services.certificates.checkup import FileState, look_over

        for remark in look_over(settings.rules(home), clock.now()):
            phrase: Phrase = words.FILES[remark.state.value]
            facts = {"path": remark.path, "authority": remark.authority, "until": remark.until}
            told = good if remark.state is FileState.LIST_GOOD else problems
            told.append(Sentence(phrase, {**facts}))
    return problems, good


def _of_store(settings: "CertificateSettings") -> Iterator[Sentence]:
    if settings.store == "simulated":
        yield Sentence.of(words.SIMULATED_OUTSIDE)
    if settings.store == "pkcs11" and not Path(settings.module).is_file():
        yield Sentence.of(words.NO_DRIVER, path=settings.module)


def mail_authorities(settings: "SmtpSettings") -> Iterator[Sentence]:
    """Whether `smtp.ca` can be read as certificates; the relay would only say that no mail goes."""
    if settings.host is not None and settings.ca is not None:
        try:
            ssl.create_default_context(cafile=settings.ca)
        except (OSError, ssl.SSLError):
            yield Sentence.of(words.MAIL_CA, path=settings.ca)
