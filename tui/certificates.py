"""Which device this desk has, by its settings; what must not stand in a customers' hall is refused.

Commands import this before the first paint: it brings next to nothing.
"""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from services.certificates.settings import CertificateSettings
from services.visit import Mode
from tui.places import Place, faults_of
from tui.sentence import Exit, Refusal

if TYPE_CHECKING:
    from services.certificates.device import CertificateDevice
    from services.certificates.port import CertificateStore
    from services.program import Ambient

FOLDER: Final = "certificates"
"""In a home: the small authority, and in the demo's the simulated device too."""


def with_device(ambient: "Ambient", place: Place, settings: CertificateSettings, mode: Mode) -> "Ambient":
    """The ambient with its device, if it has none yet; raises `Refusal`.

    The demo brings a device and an authority of its own, unless another store is set.
    """
    if ambient.device is not None:
        return ambient
    if mode is Mode.DEMO and settings.store in {"none", "simulated"}:
        return replace(ambient, device=_simulated(place.folder / FOLDER, ambient))
    home = place.folder.parent if mode is Mode.DEMO else place.folder
    return replace(ambient, device=_device(home, settings, mode))


def refuse_simulated_store(settings: CertificateSettings) -> None:
    """A customers' hall takes only what is the customer's own: token or PIN (security C-9)."""
    if settings.store == "simulated":
        from tui import words_certificates as words

        raise Refusal(words.SIMULATED_OUTSIDE, Exit.REFUSED)


def _simulated(folder: Path, ambient: "Ambient") -> "CertificateDevice":
    from services.certificates.device import CertificateDevice
    from services.certificates.rules import AUTHORITY_LIST, AUTHORITY_TRUST, CertificateRules
    from services.certificates.simulated import SimulatedStore
    from services.demo_file import read_demo_people

    people = {demo.person.id_number: (demo.person.name, demo.certificate) for demo in read_demo_people()}
    store = SimulatedStore(folder, people, ambient.clock, ambient.randomness)
    with faults_of(folder):
        store.prepare()
    rules = CertificateRules(trust=folder / AUTHORITY_TRUST, crl=folder / AUTHORITY_LIST)
    return CertificateDevice(store, rules)


def _device(home: Path, settings: CertificateSettings, mode: Mode) -> "CertificateDevice":
    from services.certificates.device import CertificateDevice

    return CertificateDevice(_store(home, settings, mode), settings.rules(home))


def _store(home: Path, settings: CertificateSettings, mode: Mode) -> "CertificateStore":
    refuse_simulated_store(settings)
    if settings.store == "pkcs12":
        return _file(home / settings.path, mode)
    if settings.store == "pkcs11":
        return _token(settings)
    from services.certificates.port import NoStore

    return NoStore()


def _file(path: Path, mode: Mode) -> "CertificateStore":
    from services.certificates.pkcs12_file import Pkcs12File
    from tui import words_certificates as words

    store = Pkcs12File(path)
    if mode is not Mode.DEMO and store.unprotected():
        raise Refusal(words.UNPROTECTED, Exit.REFUSED, path=path)
    return store


def _token(settings: CertificateSettings) -> "CertificateStore":
    from services.certificates.pkcs11_token import Pkcs11Token
    from tui import words_certificates as words

    if not Path(settings.module).is_file():
        raise Refusal(words.NO_DRIVER, Exit.REFUSED, path=settings.module)
    return Pkcs11Token(settings.module, settings.token or None)
