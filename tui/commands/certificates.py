"""`certificates issue`, `revoke`, `crl`: a small authority for demonstration and tests, in a folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from services.ambient import SystemClock, SystemRandomness
from services.certificates.rules import AUTHORITY_LIST
from services.errors import ServiceError
from services.identifiers import IdNumber, read_id_number
from services.taipei import TAIPEI
from tui import words_certificates as words
from tui.asked import Asked
from tui.certificates import FOLDER
from tui.parser import Parser
from tui.places import faults_of, make_folder
from tui.sentence import Exit, Refusal
from tui.typed_secret import given_or_read, typed_secret
from tui.words import FILE_EXISTS

if TYPE_CHECKING:
    from services.certificates.authority_folder import AuthorityFolder

_SHORTEST_PASS_PHRASE: Final = 12
_SHORTEST_PIN: Final = 6
_LONGEST_DAYS: Final = 3650


def declare(parser: Parser) -> None:
    """`issue`, `revoke` and `crl`."""
    parser.expect("ACTION")
    issuing = parser.add_command("issue", words.HELP_ISSUE, issue)
    issuing.add_argument("id", metavar="ID", help=parser.spoken(words.HELP_ID))
    issuing.add_argument("--name", default="TEST", help=parser.spoken(words.HELP_NAME))
    issuing.add_argument("--days", type=int, default=365, metavar="N", help=parser.spoken(words.HELP_DAYS))
    sizes = (2048, 3072, 4096)
    issuing.add_argument("--rsa", type=int, choices=sizes, help=parser.spoken(words.HELP_RSA))
    issuing.add_argument("--out", type=Path, metavar="FILE", help=parser.spoken(words.HELP_OUT))
    issuing.add_argument("--pin-file", type=Path, metavar="FILE", help=parser.spoken(words.HELP_PIN_FILE))
    revoking = parser.add_command("revoke", words.HELP_REVOKE, revoke)
    revoking.add_argument("serials", metavar="SERIAL", nargs="+", help=parser.spoken(words.HELP_SERIALS))
    listing = parser.add_command("crl", words.HELP_CRL, renew_list)
    for each in (issuing, revoking, listing):
        _declare_authority(each)


def _declare_authority(parser: Parser) -> None:
    parser.add_argument("--folder", type=Path, metavar="DIR", help=parser.spoken(words.HELP_FOLDER))
    parser.add_argument("--pass-file", type=Path, metavar="FILE", help=parser.spoken(words.HELP_PASS_FILE))
    shown = parser.spoken(words.HELP_LIST_DAYS)
    parser.add_argument("--list-days", type=int, default=7, metavar="N", help=shown)


def issue(asked: Asked) -> int:
    """A PKCS#12 file with a new key; makes the authority first where there is none."""
    from services.certificates.authority import Holder

    options, number = asked.options, _id_number(asked)
    life, now = _days(options.days), SystemClock().now()
    authority = _authority(asked, made_here=True)
    pin = typed_secret(
        asked, words.ASK_PIN, "--pin-file", least=_SHORTEST_PIN, file=options.pin_file, new=True
    )
    out = options.out.absolute() if options.out else None
    if out and out.exists():
        raise Refusal(FILE_EXISTS, Exit.USED_WRONGLY, path=out)
    with _at_work(authority):
        if not authority.exists:
            authority.create("Password Center Test", now, _days(options.list_days))
            asked.say(words.AUTHORITY_MADE, folder=authority.folder)
        holder = Holder(number.value, options.name, now - timedelta(minutes=5), now + life)
        issued = authority.issue(holder, pin, out, rsa_bits=options.rsa)
    asked.say(words.ISSUED, path=issued.file, serial=issued.serial)
    asked.say(words.FOR_TESTS)
    return Exit.DONE


def revoke(asked: Asked) -> int:
    """All of them or none; the list is renewed with them."""
    from services.certificates.authority_folder import NoSuchCertificate

    serials, authority = asked.options.serials, _authority(asked)
    with _at_work(authority):
        try:
            authority.revoke(serials, SystemClock().now(), _days(asked.options.list_days))
        except NoSuchCertificate as unknown:
            raise Refusal(words.NEVER_ISSUED, Exit.REFUSED, serial=unknown) from None
    asked.say(words.REVOKED, count=len(set(serials)), path=authority.folder / AUTHORITY_LIST)
    return Exit.DONE


def renew_list(asked: Asked) -> int:
    """The same list, with a new end."""
    authority, now, life = _authority(asked), SystemClock().now(), _days(asked.options.list_days)
    with _at_work(authority):
        authority.renew_list(now, life)
    until = (now + life).astimezone(TAIPEI).strftime("%Y/%m/%d %H:%M")
    asked.say(words.LIST_MADE, path=authority.folder / AUTHORITY_LIST, until=until)
    return Exit.DONE


def _authority(asked: Asked, *, made_here: bool = False) -> "AuthorityFolder":
    """The authority of the folder; refuses where there is none, unless one may be `made_here`."""
    from services.certificates.authority_folder import KEY_FILE, AuthorityFolder

    options = asked.options
    folder = options.folder.absolute() if options.folder else asked.home / FOLDER
    there = (folder / KEY_FILE).exists()
    if not there and not made_here:
        raise Refusal(words.AUTHORITY_MISSING, Exit.REFUSED, folder=folder)
    pass_phrase = typed_secret(
        asked,
        words.ASK_PASS_PHRASE,
        "--pass-file",
        least=1 if there else _SHORTEST_PASS_PHRASE,
        file=options.pass_file,
        new=not there,
    )
    if made_here and not options.folder:
        make_folder(asked.home)
    return AuthorityFolder(folder, pass_phrase, SystemRandomness())


@contextmanager
def _at_work(authority: "AuthorityFolder") -> Iterator[None]:
    """One at a time; what is wrong with the folder as a sentence."""
    from services.certificates.authority_folder import WrongPassPhrase

    try:
        with faults_of(authority.folder), authority.alone():
            yield
    except WrongPassPhrase:
        raise Refusal(words.AUTHORITY_LOCKED, Exit.REFUSED, folder=authority.folder) from None
    except (ValueError, msgspec.DecodeError) as damage:
        raise Refusal(words.AUTHORITY_DAMAGED, Exit.FAILED, folder=authority.folder) from damage


def _id_number(asked: Asked) -> IdNumber:
    word = asked.options.id
    given = given_or_read(asked, word, words.ASK_ID)
    try:
        return read_id_number(given)
    except ServiceError:
        # what was read unseen is not shown either
        raise Refusal(words.NOT_AN_ID, Exit.USED_WRONGLY, given=word) from None


def _days(given: int) -> timedelta:
    if not 0 < given <= _LONGEST_DAYS:
        raise Refusal(words.BAD_DAYS, Exit.USED_WRONGLY, given=given, most=_LONGEST_DAYS)
    return timedelta(days=given)
