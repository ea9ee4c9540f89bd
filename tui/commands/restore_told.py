"""What an operator reads of a restore, right after it and in every later `audit verify`."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from services.taipei import TAIPEI
from tui import words_backup as words
from tui.asked import Asked
from tui.sentence import Sentence

if TYPE_CHECKING:
    from services.went_back import WentBack
    from storage.audit_chain import Restore
    from storage.audit_entry import RestoreEntry
    from storage.manifest import Manifest
    from storage.restoring import Ending


@dataclass(frozen=True)
class Loss:
    """What is known of what was lost."""

    people: "tuple[WentBack, ...]"
    heads_known: bool
    old_readable: bool


def local(moment: datetime) -> str:
    """A time as operators in Taiwan write it, to the second."""
    return moment.astimezone(TAIPEI).strftime("%Y-%m-%d %H:%M:%S")


def tell_restore(
    asked: Asked, manifest: "Manifest", ending: "Ending", loss: Loss, aside: Path | None
) -> None:
    """The backup, what was ended, what is gone, and whom to tell."""
    asked.say(words.RESTORED, made_at=local(manifest.made_at), ended=ending.ended)
    if aside:
        asked.say(words.SET_ASIDE, path=aside)
    for entry in ending.told:
        if entry.lost_from <= entry.lost_to:
            chain = entry.branch or "-"
            asked.say(words.LOST_ROWS, chain=chain, first=entry.lost_from, last=entry.lost_to)
    if not loss.heads_known:
        asked.say(words.LOSS_UNKNOWN)
    if not loss.old_readable:
        asked.say(words.OLD_UNREADABLE)
    _tell_people(asked, loss)


def _tell_people(asked: Asked, loss: Loss) -> None:
    for one in loss.people:
        asked.say(
            words.WENT_BACK,
            masked=one.masked,
            pseudonym=one.pseudonym[:8],
            events=", ".join(one.events),
            last_at=local(one.last_at),
        )
    asked.say(words.WENT_BACK_COUNT, count=len(loss.people))


def tell_found(asked: Asked, restore: "Restore") -> None:
    """One restore that `audit verify` came upon."""
    entry = restore.entry
    asked.say(
        words.RESTORE_FOUND,
        chain=restore.chain,
        seq=restore.seq,
        by=entry.actor_id,
        at=local(entry.ts_utc),
        made_at=local(entry.backup_made_at),
        lost=_lost(entry),
        reason=entry.reason_code,
    )


def _lost(entry: "RestoreEntry") -> Sentence:
    if entry.lost_from <= entry.lost_to:
        return Sentence.of(words.LOST_BETWEEN, first=entry.lost_from, last=entry.lost_to)
    return Sentence(words.LOST_NONE if entry.heads_known else words.LOST_UNKNOWN)
