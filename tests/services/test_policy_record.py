"""Policy figures that differ from the last start's are on record by name."""

from services.policy import Policy
from services.policy_record import record_policy
from tests.kit import visit
from tests.services.desk import Desk


def start(desk: Desk, policy: Policy) -> None:
    desk.database.write_now(record_policy, policy, desk.program.ground.trail, visit())


def test_names_of_changed_figures_only(desk: Desk) -> None:
    start(desk, Policy())
    start(desk, Policy())
    assert desk.told() == []
    start(desk, Policy(strikes_before_lock=5, password_min_length=8))
    start(desk, Policy(strikes_before_lock=5, password_min_length=8))
    assert desk.told() == [("sys_config_changed", "password_min_length,strikes_before_lock")]
    assert desk.audit()[0].actor_type == "system"
