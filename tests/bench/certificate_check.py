"""A whole certificate check against the sum of its cryptography: what the rules and reasons cost on top.

Ours is what stands behind `CertificateProofs.prove` but for database and threads: the challenge is worded and
signed by a key in memory, then the answer is examined. The reference calls `cryptography` for the same steps
with everything known beforehand: sign, parse, chain, list, signature.
"""

import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.verification import Criticality, ExtensionPolicy, PolicyBuilder, Store

from services.ambient import SystemRandomness
from services.certificates.authority import Authority, Holder, new_key
from services.certificates.challenge import Challenge
from services.certificates.examination import Examination
from services.certificates.port import ProofPurpose, SignedChallenge
from services.certificates.rules import CertificateRules
from services.certificates.signature import sign
from services.identifiers import read_id_number
from tests.bench.figure import Figure, Round, run, summarise

MING: Final = read_id_number("A123456789")
NOW: Final = datetime.now(UTC)
REVOKED: Final = 100_000
CHALLENGE: Final = Challenge(ProofPurpose.UNLOCK, "kiosk-1", "visit-1", "p" * 64, b"n" * 32)


class Case:
    """One customer's certificate under an authority whose list has 100,000 entries."""

    def __init__(self, folder: Path) -> None:
        randomness = SystemRandomness()
        self.authority = Authority.create("Bench", NOW, randomness)
        self.key = new_key()
        assert isinstance(self.key, ec.EllipticCurvePrivateKey)
        holder = Holder(MING.value, "王小明", NOW - timedelta(days=1), NOW + timedelta(days=1))
        self.leaf = self.authority.issue(holder, self.key.public_key(), randomness)
        self.der = self.leaf.public_bytes(Encoding.DER)
        self.issuing_der = self.authority.issuing.public_bytes(Encoding.DER)
        revoked = dict.fromkeys(range(1, REVOKED + 1), NOW)
        made = self.authority.revocation_list(revoked, NOW - timedelta(hours=1), NOW + timedelta(days=1))
        self.serials = frozenset(revoked)
        lists = made.public_bytes(Encoding.PEM) + self.authority.root_list.public_bytes(Encoding.PEM)
        (folder / "crl.pem").write_bytes(lists)
        (folder / "trust.pem").write_bytes(self.authority.root.public_bytes(Encoding.PEM))
        rules = CertificateRules(trust=folder / "trust.pem", crl=folder / "crl.pem")
        self.examination = Examination(rules)
        self.roots = Store([self.authority.root])
        self.leaves = (
            ExtensionPolicy.webpki_defaults_ee()
            .may_be_present(x509.SubjectAlternativeName, Criticality.AGNOSTIC, None)
            .require_present(x509.KeyUsage, Criticality.AGNOSTIC, None)
        )

    def ours(self) -> None:
        """Challenge, signature, examination."""
        message = CHALLENGE.message()
        signature, scheme = sign(self.key, message)
        signed = SignedChallenge(self.der, (self.issuing_der,), signature, scheme)
        finding = self.examination.examine(signed, message, MING, NOW)
        assert finding.reason is None, finding

    def reference(self) -> None:
        """The same cryptography, and nothing around it."""
        message = b"m" * 200
        assert isinstance(self.key, ec.EllipticCurvePrivateKey)
        signature = self.key.sign(message, ec.ECDSA(hashes.SHA256()))
        leaf = x509.load_der_x509_certificate(self.der)
        issuing = x509.load_der_x509_certificate(self.issuing_der)
        builder = PolicyBuilder().store(self.roots).time(NOW.replace(tzinfo=None))
        policies = builder.extension_policies(
            ca_policy=ExtensionPolicy.webpki_defaults_ca(), ee_policy=self.leaves
        )
        verified = policies.build_client_verifier().verify(leaf, [issuing])
        assert verified.chain[0].serial_number not in self.serials
        public = leaf.public_key()
        assert isinstance(public, ec.EllipticCurvePublicKey)
        public.verify(signature, message, ec.ECDSA(hashes.SHA256()))


def microseconds(call: Callable[[], None], times: int) -> float:
    """The median of so many calls, in processor time: others on the machine count for neither side."""
    found = []
    for _ in range(times):
        begin = time.thread_time()
        call()
        found.append((time.thread_time() - begin) * 1e6)
    return median(found)


def measure(full: bool) -> Figure:
    """One round has 200 of each."""
    with tempfile.TemporaryDirectory() as folder:
        case = Case(Path(folder))
        begin = time.perf_counter()
        case.ours()
        first = (time.perf_counter() - begin) * 1000
        case.reference()
        rounds = [
            Round(microseconds(case.ours, 200), microseconds(case.reference, 200))
            for _ in range(60 if full else 12)
        ]
    detail = {"first_ms_with_reading_the_list": round(first, 1), "revoked": REVOKED}
    return summarise("certificate_check", "µs", rounds, **detail)


if __name__ == "__main__":
    run(measure)
