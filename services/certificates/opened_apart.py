"""Opens a customer's PKCS#12 file in a process of its own, which the kernel ends when that costs too much.

Anybody can bring a file, and a file says itself how often its password is hashed: two thousand million times
would stop the whole program. The process gets file and password through a pipe, never as an argument; it sees
neither the terminal nor the environment, can write no file, and what happens to it happens to nobody else.
"""

import os
import resource
import subprocess
import sys
from typing import Final

import msgspec

from services.certificates.pkcs12_content import is_whole, opens_without_password, signed_by
from services.certificates.port import Scheme, SignedChallenge, StoreError, StoreFault
from services.secret import Secret

CPU_SECONDS: Final = 5
"""Of computing for one file: a million rounds for a password, several times over, take less."""
_MEMORY: Final = 1024**3
_LONGEST: Final = 60.0
"""Seconds altogether, for a machine with much else to do."""
_LOADER: Final = ("LD_LIBRARY_PATH",)
"""Of the environment: without it some a Python does not find itself."""
_PROGRAM: Final = (
    "import sys; sys.path[:] = sys.argv[1:]; from services.certificates.opened_apart import main; main()"
)


class _Asked(msgspec.Struct):
    content: bytes
    password: str
    challenge: bytes | None
    """None: only whether it opens without a password."""
    cpu_seconds: int


class _Told(msgspec.Struct):
    fault: StoreFault | None = None
    certificate: bytes = b""
    chain: tuple[bytes, ...] = ()
    signature: bytes = b""
    scheme: Scheme = Scheme.ECDSA


def signed_apart(content: bytes, password: Secret, challenge: bytes) -> SignedChallenge:
    """The challenge signed with the key in the file.

    Raises `StoreError` PIN_WRONG, DAMAGED (also for one that costs too much), UNPROTECTED, UNUSABLE.
    """
    told = _told(content, password, challenge)
    return SignedChallenge(told.certificate, told.chain, told.signature, told.scheme)


def is_unprotected(content: bytes) -> bool:
    """Whether anybody can open it; what cannot be read, or costs too much, opens for nobody."""
    try:
        _told(content, Secret(""), None)
    except StoreError as error:
        return error.fault is StoreFault.UNPROTECTED
    return False


def _told(content: bytes, password: Secret, challenge: bytes | None) -> _Told:
    if not is_whole(content):
        raise StoreError(StoreFault.DAMAGED)
    asked = _Asked(content, password.reveal(), challenge, CPU_SECONDS)
    command = [sys.executable, "-I", "-c", _PROGRAM, *filter(None, sys.path)]
    try:
        done = subprocess.run(
            command,
            input=msgspec.msgpack.encode(asked),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in _LOADER if name in os.environ},
            start_new_session=True,
            timeout=_LONGEST,
            check=False,
        )
        fault, answer = None, done.stdout
    except subprocess.TimeoutExpired:
        fault = StoreFault.DAMAGED
    except OSError:
        fault = StoreFault.UNUSABLE
    if fault is None:
        return _read(answer)
    # raised here, so that nothing of what was asked hangs on to it
    raise StoreError(fault)


def _read(answer: bytes) -> _Told:
    try:
        told = msgspec.msgpack.decode(answer, type=_Told)
    except msgspec.DecodeError:
        told = _Told(StoreFault.DAMAGED)  # it was ended, or fell over what is in the file
    if told.fault is not None:
        raise StoreError(told.fault)
    return told


def main() -> None:
    """The process: one question on its input, one answer on its output."""
    for kind, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_AS, _MEMORY),
    ):
        resource.setrlimit(kind, (most, most))
    asked = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=_Asked)
    resource.setrlimit(resource.RLIMIT_CPU, (asked.cpu_seconds, asked.cpu_seconds))
    sys.stdout.buffer.write(msgspec.msgpack.encode(_answer(asked)))


def _answer(asked: _Asked) -> _Told:
    if opens_without_password(asked.content):
        return _Told(StoreFault.UNPROTECTED)
    if asked.challenge is None:
        return _Told()
    try:
        signed = signed_by(asked.content, Secret(asked.password), asked.challenge)
    except StoreError as error:
        return _Told(error.fault)
    return _Told(None, signed.certificate, signed.chain, signed.signature, signed.scheme)
