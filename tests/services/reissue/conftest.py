"""Desks whose codes lie all over their range, and whose clock stands still while a code is judged."""

import pytest

from services.policy import Policy
from tests.services.conftest import OpenDesk
from tests.services.desk import Desk
from tests.services.reissue.kit import SpreadRandomness


@pytest.fixture
def desk(open_desk: OpenDesk) -> Desk:
    return open_desk(chance=SpreadRandomness(), policy=Policy(code_floor_ms=0, identity_floor_ms=0))
