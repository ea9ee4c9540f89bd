"""`relay`: sends what waits in the outbox, as a process of its own; several at once share the work."""

import asyncio
import signal
import sys
from functools import partial
from typing import TYPE_CHECKING

from services.visit import Mode
from tui import words, words_delivery
from tui.asked import Asked
from tui.parser import Parser
from tui.places import present
from tui.sentence import Exit, Refusal, Sentence

if TYPE_CHECKING:
    from services.delivery.sending_thread import Sending


def declare(parser: Parser) -> None:
    """`--status` instead of sending."""
    parser.add_argument("--status", action="store_true", help=parser.spoken(words_delivery.HELP_STATUS))
    parser.set_defaults(run=relay)


def relay(asked: Asked) -> int:
    """Until SIGTERM, SIGINT or SIGHUP; letters on their way are settled first."""
    if asked.options.status:
        from tui.commands.relay_status import status

        return status(asked)
    from tui.at_work import at_work
    from tui.sending import sending
    from tui.wiring import real_ambient, refusing

    place, settings = asked.place, asked.loaded.settings
    with refusing(place), present(asked.home), at_work(place, settings, real_ambient()) as opened:
        if opened is None:
            raise Refusal(words.DATABASE_NOT_YET, Exit.REFUSED, path=place.database_name)
        work = sending(opened.program.ground, settings, Mode.COMMAND, partial(_tell, asked))
        tell_ways(asked)
        asyncio.run(_until_told(asked, work))
    asked.say(words_delivery.RELAY_STOPPED)
    return Exit.DONE


def _tell(asked: Asked, sentence: Sentence) -> None:
    sys.stderr.write(sentence.text(asked.language) + "\n")
    sys.stderr.flush()


def tell_ways(asked: Asked) -> None:
    """Which channels go out, and which stay."""
    smtp, sms = asked.loaded.settings.smtp, asked.loaded.settings.sms
    if smtp.host is not None:
        asked.say(words_delivery.MAIL_GOES, host=smtp.host, port=smtp.port, tls=smtp.tls)
    else:
        asked.say(words_delivery.MAIL_STAYS)
    if sms.kind in {"kannel", "apprise"}:
        asked.say(words_delivery.SMS_GOES, kind=sms.kind)
    else:
        asked.say(words_delivery.SMS_STAYS)


async def _until_told(asked: Asked, work: "Sending") -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(number, partial(work.stop))
    asked.say(words_delivery.RELAY_STARTED)
    # at once, also into a journal
    sys.stdout.flush()
    await work.run()
