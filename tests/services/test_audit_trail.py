"""Audit rows as services make them, their export, and their proof through the store (counter.md §5.4)."""

import io
import json
from dataclasses import replace

from services.audit_trail import AuditEvent, Outcome, export_audit, one_line, verify_audit
from services.visit import Mode
from storage.records import LockState, LoginLock
from tests.kit import visit
from tests.services.desk import MING, Desk


def test_line_breaks_are_escaped(desk: Desk) -> None:
    evil = replace(visit(), terminal_id="kiosk\r\nauthn_login_success", branch="台北\u2028", mode=Mode.DEMO)
    entry = desk.program.ground.trail.entry(
        evil, AuditEvent.SYS_CRASH, Outcome.FAILURE, reason="a\nb", actor_type="system"
    )
    assert (entry.terminal_id, entry.branch) == ("kiosk\\r\\nauthn_login_success", "台北\\u2028")
    assert (entry.reason_code, entry.mode) == ("a\\nb", "demo")
    assert one_line("台北 ok") == "台北 ok"


def test_a_lock_is_told_as_flags_and_a_count(desk: Desk) -> None:
    lock = LoginLock(1, 3, state=LockState.LOCKED_1)
    trail = desk.program.ground.trail
    subject = trail.subject(MING)
    entry = trail.entry(visit(), AuditEvent.LOGIN_LOCK, Outcome.FAILURE, subject=subject, lock=lock)
    assert (entry.after_state, entry.counters) == ("locked_1", "fail_count=3")
    assert (entry.customer_masked, entry.app_version) == ("A12345****", "0.1.0")
    assert entry.ts_utc == desk.clock.now()


async def test_export_and_proof(desk: Desk) -> None:
    await desk.customer()
    await desk.login()
    await desk.refused()
    file = io.StringIO()
    assert export_audit(desk.program.ground.store, file) == 2
    first, second = map(json.loads, file.getvalue().splitlines())
    assert (first["event"], second["reason_code"]) == ("authn_login_success", "wrong_password")
    assert first["ts_utc"] == "2026-03-02T02:00:00Z"
    assert first["ts_taipei"] == "2026-03-02T10:00:00+08:00"
    assert second["prev_mac"] == first["mac"]
    assert (first["chain"], first["seq"], second["seq"]) == ("taipei", 1, 2)
    assert MING not in file.getvalue()
    findings = verify_audit(desk.program.ground.store)
    assert findings.sound
    assert (findings.rows, findings.chains) == (2, 1)


def test_an_empty_trail(desk: Desk) -> None:
    file = io.StringIO()
    assert export_audit(desk.program.ground.store, file) == 0
    assert verify_audit(desk.program.ground.store).sound
