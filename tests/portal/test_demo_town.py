"""The town of the demo looks like a department on an ordinary day, whatever day it is."""

from datetime import datetime, timedelta
from random import Random

import pytest

from portal.demo import paths
from portal.management.commands.load_demo import SEED, SIZES
from services.models import DecisionAct, ReferralBy, Service

TERM = timedelta(days=20)
OPEN = {"new", "in_progress", "assessed", "referred", "place_held", "place_confirmed", "decision_drafted"}
ELDERLY = Service(referral_by=ReferralBy.MUNICIPALITY, decision_act=DecisionAct.ASSESSMENT)
MONDAY = datetime(2026, 11, 30, 9, tzinfo=paths.SOFIA)


@pytest.mark.parametrize("later", range(0, 400, 57))
def test_few_are_overdue_and_nothing_lies_in_the_future(later: int) -> None:
    now, random = MONDAY + timedelta(days=later), Random(SEED)
    cases = SIZES["S"][1]
    planned = [(at, paths.plan(random, ELDERLY, True, at, now)) for at in paths.moments(random, cases, now)]
    assert all(moment < now for _at, plan in planned for _verb, moment in plan.steps)
    left = [(at + TERM - now).days for at, plan in planned if plan.status in OPEN]
    late, soon = sum(days < 0 for days in left), sum(0 <= days <= 3 for days in left)
    assert 0 < late < 7, "a few, not a flood"
    assert soon > 0
    assert 40 < len(left) < 90
    assert late + soon < len(left) / 3, "most are in time"
