"""One connection to the mail server, and what each stage of handing a letter over may come to (RFC 5321)."""

import asyncio
import re
from contextlib import suppress
from typing import Final

from services.delivery.replies import Replies, Reply
from services.delivery.smtp_connecting import Connected
from services.delivery.transport import Accepted, Reject, Retry, Verdict

_QUEUED_AS: Final = re.compile(r"queued as ([A-Za-z0-9]{1,64})")
_ENHANCED: Final = re.compile(r"\A[245]\.\d{1,3}\.\d{1,3}\b")
_SHUTTING_DOWN: Final = 421
_GOODBYE_SECONDS: Final = 1.0


class Stale(Exception):
    """The server had closed a connection that was kept: it has taken nothing of the letter."""


class SmtpConnection:
    """Hands letters over, one after another."""

    def __init__(self, connected: Connected, patience: float, last_patience: float) -> None:
        self._extensions = connected.extensions
        self._replies = Replies(connected.transport)
        self._patience = patience
        self._last_patience = last_patience
        self._handed_over = False
        self.letters = 0
        """Tries made on it."""
        self.rested_at = 0.0
        """When it was last used, on the monotonic clock."""

    @property
    def usable(self) -> bool:
        """Whether the server has not hung up, as far as is known."""
        return self._replies.open

    async def send(self, sender: str, to: str, content: bytes) -> Verdict:
        """Hands one letter over; raises `Stale`. Afterwards the connection may not be `usable` any more."""
        self.letters += 1
        self._handed_over = False
        if not to.isascii() and "smtputf8" not in self._extensions:
            return Reject("smtputf8")
        try:
            # one timer, set anew at each stage
            async with asyncio.timeout(self._patience) as limit:
                return await self._hand_over(sender, to, content, limit)
        except TimeoutError:
            return self._in_doubt("timeout")
        except ConnectionError:
            return self._in_doubt("disconnected")

    async def _hand_over(self, sender: str, to: str, content: bytes, limit: asyncio.Timeout) -> Verdict:
        """MAIL, RCPT, DATA, in one go where the server takes that (RFC 2920); then the letter."""
        lines = _envelope(sender, to)
        due = self._replies.say(b"".join(lines), len(lines)) if "pipelining" in self._extensions else []
        for number, (stage, line) in enumerate(zip(("mail", "rcpt", "data"), lines, strict=True)):
            reply = due[number] if due else self._replies.say(line, 1)[0]
            refusal = await self._judged(stage, reply, wanted=3 if stage == "data" else 2)
            self._wait_anew(limit, self._patience)
            if refusal is not None:
                await self._begin_anew(due[number + 1 :])
                return refusal
        self._wait_anew(limit, self._last_patience)
        return await self._content(content)

    async def _judged(
        self, stage: str, due: "asyncio.Future[Reply]", *, wanted: int
    ) -> Retry | Reject | None:
        """The first answer to a letter also shows whether the connection was still good; raises `Stale`."""
        kept = stage == "mail" and self.letters > 1
        try:
            refusal = self._refusal(stage, await due, wanted)
        except ConnectionError:
            if kept:
                raise Stale from None
            raise
        if kept and not self.usable:  # 421: it is tired of this connection
            raise Stale
        return refusal

    async def _content(self, content: bytes) -> Verdict:
        """The letter itself and the dot; the server's answer is the hand-over."""
        # no line of a composed letter begins with a dot; if one ever did, it would have to be doubled
        body = content.replace(b"\r\n.", b"\r\n..") + b".\r\n"
        self._handed_over = True
        reply = await self._replies.say(body, 1)[0]
        refusal = self._refusal("data", reply, 2)
        if refusal is not None:
            return refusal
        found = _QUEUED_AS.search(reply.text)
        return Accepted(found[1] if found else None)

    def _refusal(self, stage: str, reply: Reply, wanted: int) -> Retry | Reject | None:
        """A 5xx at the recipient or the content is about this letter; at MAIL it is about who sends."""
        if reply.code // 100 == wanted:
            return None
        found = _ENHANCED.match(reply.text)
        reason = f"{stage} {reply.code}{' ' + found[0] if found else ''}"
        if reply.code == _SHUTTING_DOWN or not 400 <= reply.code < 600:
            self.drop()
        for_good = 500 <= reply.code < 600 and stage != "mail"
        return Reject(reason) if for_good else Retry(reason)

    async def _begin_anew(self, rest: "list[asyncio.Future[Reply]]") -> None:
        """Ends the transaction, not the connection; a connection that does not take that is dropped."""
        if not self.usable:
            return
        codes = [(await due).code for due in rest]
        # a server that wants the letter although it refused the recipient gets none
        if 354 in codes or (await self._replies.say(b"RSET\r\n", 1)[0]).code != 250:
            self.drop()

    def _in_doubt(self, what: str) -> Retry:
        """No answer: behind the letter's end the server may have taken it all the same."""
        self.drop()
        return Retry(f"data {what}", doubtful=True) if self._handed_over else Retry(what)

    def _wait_anew(self, limit: asyncio.Timeout, patience: float) -> None:
        limit.reschedule(asyncio.get_running_loop().time() + patience)

    def drop(self) -> None:
        """Hangs up."""
        self._replies.hang_up()

    async def close(self) -> None:
        """Says goodbye, briefly."""
        with suppress(ConnectionError, TimeoutError):
            async with asyncio.timeout(_GOODBYE_SECONDS):
                await self._replies.say(b"QUIT\r\n", 1)[0]
        self.drop()


def _envelope(sender: str, to: str) -> tuple[bytes, bytes, bytes]:
    """The lines before a letter; addresses come from `mail.envelope`, so that none begins another line."""
    utf8 = b"" if to.isascii() else b" SMTPUTF8 BODY=8BITMIME"
    return (b"MAIL FROM:<%b>%b\r\n" % (sender.encode(), utf8), b"RCPT TO:<%b>\r\n" % to.encode(), b"DATA\r\n")
