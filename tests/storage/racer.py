"""A process that races others on one database, or writes until it is killed: run by the tests beside it."""

import sys
from dataclasses import replace
from pathlib import Path

from storage.database import Database
from storage.records import CredentialOrigin, LoginLock
from storage.transaction import Transaction
from tests.storage.people import NOW, entry, verifier
from tests.storage_kit import open_database

STRIKES = 40
QUESTIONS = 40


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def strike(tx: Transaction, seen: LoginLock) -> bool:
    """A guarded update on a state that was read before, in a transaction of its own."""
    if not tx.locks.replace(seen, replace(seen, fail_count=seen.fail_count + 1)):
        return False
    tx.audit.append(entry(branch="台北" if seen.fail_count % 2 else "高雄"))
    return True


def race(database: Database, customer_id: int) -> None:
    """Strikes until each of ours is counted, and takes whatever question is left; says what it won."""
    won = lost = 0
    while won < STRIKES:
        seen = database.read_now(lambda tx: tx.locks.read(customer_id))
        if database.write_now(strike, seen):
            won += 1
        else:
            lost += 1
    names = [f"question-{number}" for number in range(QUESTIONS)]
    taken = [name for name in names if database.write_now(take, name)]
    say(f"{won} {lost} {' '.join(taken)}")


def take(tx: Transaction, name: str) -> bool:
    return tx.robot_questions.take(name) is not None


def write_until_killed(database: Database, customer_id: int) -> None:
    """Changes the password again and again, and says the number of each that was committed."""
    number = database.read_now(lambda tx: tx.locks.read(customer_id)).fail_count
    while True:
        number += 1
        database.write_now(change, customer_id, number)
        say(str(number))


def change(tx: Transaction, customer_id: int, number: int) -> None:
    """All that one change touches carries its number, so that a half one would show."""
    accounts = [account.id for account in tx.customers.accounts(customer_id)]
    (old,) = tx.credentials.of_accounts(customer_id)
    new = tx.credentials.add(customer_id, verifier(str(number)), CredentialOrigin.OWN, NOW)
    assert tx.credentials.assign(accounts, seen=old.id, new=new.id)
    tx.credentials.retire(accounts, old.id, NOW, keep=3)
    tx.credentials.set_voice(customer_id, verifier(str(number)), NOW)
    seen = tx.locks.read(customer_id)
    assert tx.locks.replace(seen, replace(seen, fail_count=number))
    tx.audit.append(entry(f"change_{number}"))


def main() -> None:
    what, folder, customer_id = sys.argv[1:]
    database = open_database(Path(folder))
    say("ready")
    sys.stdin.readline()
    {"race": race, "write": write_until_killed}[what](database, int(customer_id))
    database.close_now()


if __name__ == "__main__":
    main()
