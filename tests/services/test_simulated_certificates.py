"""The demo's device: real keys under a real chain, as the stories say (contract §6)."""

from pathlib import Path

import pytest

from services.audit_trail import AuditEvent
from services.certificates.device import CertificateDevice
from services.certificates.port import Need, ProofPurpose
from services.certificates.rules import CertificateRules, NoneReason
from services.certificates.simulated import DemoCertificate, SimulatedStore
from services.demo_file import read_demo_people
from services.identifiers import read_id_number
from tests.kit import FixedClock, ScriptedRandomness, visit
from tests.services.conftest import OpenDesk

PEOPLE = {demo.person.id_number: (demo.person.name, demo.certificate) for demo in read_demo_people()}
REASONS = {
    DemoCertificate.VALID: None,
    DemoCertificate.NONE: NoneReason.NO_IDENTITY,
    DemoCertificate.EXPIRED: NoneReason.EXPIRED,
    DemoCertificate.REVOKED: NoneReason.REVOKED,
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> SimulatedStore:
    folder = tmp_path_factory.mktemp("demo") / "certificates"
    store = SimulatedStore(folder, PEOPLE, FixedClock(), ScriptedRandomness())
    store.prepare()
    return store


def device(store: SimulatedStore) -> CertificateDevice:
    folder = store.folder
    return CertificateDevice(store, CertificateRules(trust=folder / "trust.pem", crl=folder / "crl.pem"))


async def test_everybody_brings_what_the_story_says(made: SimulatedStore, open_desk: OpenDesk) -> None:
    desk = open_desk(device=device(made))
    proofs = desk.program.certificates
    assert (await proofs.offer(visit())).need is Need.NOTHING
    for number, (_, state) in PEOPLE.items():
        proved = await proofs.prove(visit(), ProofPurpose.UNLOCK, read_id_number(number))
        assert proved == (state is DemoCertificate.VALID), number
        event = AuditEvent.CERTIFICATE_SUCCESS if proved else AuditEvent.CERTIFICATE_NONE
        assert desk.told()[-1] == (event, REASONS[state])
    assert {state for _, state in PEOPLE.values()} == set(DemoCertificate)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_a_second_start_makes_nothing(made: SimulatedStore) -> None:
    before = contents(made.folder)
    again = SimulatedStore(made.folder, PEOPLE, FixedClock(), ScriptedRandomness(seed="other"))
    again.prepare()
    assert contents(made.folder) == before


def test_what_is_about_to_run_out_is_made_anew_even_while_it_runs(tmp_path: Path) -> None:
    clock = FixedClock()
    store = SimulatedStore(tmp_path / "made", PEOPLE, clock, ScriptedRandomness())
    store.prepare()
    before = contents(store.folder)
    clock.advance(days=59)
    ming = read_id_number("A123456789")
    store.identities(ming)
    assert contents(store.folder) == before
    clock.advance(days=1)
    assert len(store.identities(ming)) == 1
    after = contents(store.folder)
    assert after.keys() == before.keys()
    changed = {name for name in after if after[name] != before[name]} - {".lock"}
    assert changed == after.keys() - {".lock"}


def test_a_folder_that_was_meddled_with(tmp_path: Path) -> None:
    store, ming = SimulatedStore(tmp_path / "made", PEOPLE, FixedClock(), ScriptedRandomness()), "A123456789"
    store.prepare()
    for file in (store.folder / "people").iterdir():
        file.unlink()
    # files taken away are certificates taken away
    assert store.identities(read_id_number(ming)) == ()
    (store.folder / "made.json").unlink()
    # without the note of what was made everything is made anew
    assert len(store.identities(read_id_number(ming))) == 1


def test_no_number_stands_in_a_file_in_clear(made: SimulatedStore) -> None:
    for name, content in contents(made.folder).items():
        for number in PEOPLE:
            assert number not in name
            assert number.encode() not in content


def test_a_stranger_brings_nothing(made: SimulatedStore) -> None:
    assert made.identities(read_id_number("B142610160")) == ()
    assert made.identities(None) == ()
