"""A form changes while an application is being written: nothing is lost, and what was sent stays as it was."""

from random import Random
from typing import Any

import pytest
from django.test import Client

from applications.actions import drafts, submissions
from applications.models import Application
from applications.steps import Walk
from portal.demo import answers as sampled
from portal.demo import showcase
from services.actions import entries
from services.entries import KINDS
from services.models import FormVersion, Service
from tests.support.cast import Cast

pytestmark = pytest.mark.django_db
SLUG = "home-patronage"
NEW = {"key": "stairs", "kind": "yes_no", "label_bg": "Има ли стълби пред входа?", "label_en": "Are there stairs?"}


def steps() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = FormVersion.objects.of(SLUG).published().get().schema["steps"]
    return found


def publish(rows: list[dict[str, Any]]) -> None:
    entries.publish(KINDS["form"], {"id": SLUG, "steps": rows}, by=None)


def second_version() -> tuple[str, str]:
    """The last question of the first step is asked in a step of its own, the first one no more; one is new."""
    rows = steps()
    gone, *stay, moved = list(rows[0]["questions"])
    label = f"{moved['label_bg']} (по-ясно)"
    own = {"key": "later", "title_bg": "Още нещо", "title_en": "One more thing",
           "questions": [{**moved, "label_bg": label}, NEW]}  # fmt: skip
    publish([{**rows[0], "questions": stay}, *rows[1:], own])
    return gone["key"], moved["key"]


@pytest.fixture
def half(cast: Cast) -> Application:
    draft = drafts.start(cast.citizen, [Service.objects.get(slug=SLUG)], by=cast.citizen)
    known = {"capacity": "self", "answer_by": "portal", **sampled.of_person(cast.daughter)}
    for scope, form in draft.forms():
        for key, part in sampled.sample(Random(3), form, known if scope == "common" else {}).items():
            drafts.save_step(draft, f"{scope}.{key}", part, by=cast.citizen)
    return draft


def values(application: Application) -> set[str]:
    """Every answer that lies with the draft, wherever."""
    fresh = Application.objects.get(pk=application.pk)
    found: set[str] = set()

    def collect(part: Any) -> None:
        if isinstance(part, dict):
            for value in part.values():
                collect(value)
        elif part not in (None, ""):
            found.add(str(part))

    for row in fresh.step_answers.all():
        collect(row.answers)
    return found


def test_a_half_filled_draft_follows_the_new_form_with_a_notice(
    half: Application, daughter: Client, get_never_writes: Any
) -> None:
    before = values(half)
    gone, moved = second_version()
    with get_never_writes():
        page = daughter.get(f"/apply/draft/{half.uid}/").content.decode()
    assert "Има ли стълби пред входа?" in page
    assert 'id="changed"' in page
    address = f"/apply/draft/{half.uid}/step/{SLUG}.later/"
    walk = Walk(Application.objects.get(pk=half.pk))
    carried = walk.stored(f"{SLUG}.later")
    assert moved in carried
    response = daughter.get(address)
    assert "(по-ясно)" in response.content.decode()
    data = {**carried, "stairs": "yes", "versions": walk.stamp}
    assert daughter.post(address, data).status_code == 302
    assert before <= values(half)
    half = Application.objects.get(pk=half.pk)
    assert gone in Walk(half).kept[SLUG]
    assert half.requests.get().form_version == FormVersion.objects.of(SLUG).published().get()
    assert 'id="changed"' not in daughter.get(f"/apply/draft/{half.uid}/").content.decode()


def test_it_is_not_sent_before_the_new_question_is_answered(half: Application, cast: Cast, daughter: Client) -> None:
    second_version()
    walk = Walk(Application.objects.get(pk=half.pk))
    assert [place.key for place in walk.places if not place.is_done] == [f"{SLUG}.later"]
    with pytest.raises(submissions.Incomplete):
        submissions.submit(half, by=cast.citizen)
    answers = {**walk.stored(f"{SLUG}.later"), "stairs": "no"}
    drafts.save_answers(walk, f"{SLUG}.later", answers, by=cast.citizen)
    for slot in Walk(Application.objects.get(pk=half.pk)).slots:
        from applications.actions import attachments

        attachments.answer_without_file(half, slot.key, "later", by=cast.citizen)
    old = walk.stamp.replace(walk.stamp.split("-")[-1], "1")
    with pytest.raises(submissions.FormChanged):
        submissions.submit(half, by=cast.citizen, seen=old)
    sent = submissions.submit(half, by=cast.citizen, seen=walk.stamp)
    assert sent.answers is not None
    assert sent.answers[f"{SLUG}.later"]["stairs"] == "no"
    assert "kept" not in sent.answers


def test_a_page_that_was_open_before_is_saved_as_it_was_shown(half: Application, daughter: Client) -> None:
    """The step that the page shows is gone meanwhile: its answers are kept all the same."""
    stamp = Walk(half).stamp
    rows = steps()
    publish([{**rows[0], "key": "renamed", "questions": [NEW]}, *rows[1:]])
    first = rows[0]["key"]
    stored = Walk(Application.objects.get(pk=half.pk)).kept[SLUG]
    assert stored
    typed = dict(half.step_answers.get(step=f"{SLUG}.{first}").answers.items())
    response = daughter.post(f"/apply/draft/{half.uid}/step/{SLUG}.{first}/", {**typed, "versions": stamp})
    assert response.status_code in {200, 302}
    walk = Walk(Application.objects.get(pk=half.pk))
    assert set(stored) <= set(walk.kept[SLUG])
    assert 'id="changed"' in daughter.get(f"/apply/draft/{half.uid}/").content.decode()


def test_what_was_sent_on_the_first_version_shows_its_own_labels(cast: Cast, daughter: Client) -> None:
    sent = showcase.apply(Random(3), cast.citizen, [SLUG], cast.daughter, cast.daughter)
    label = steps()[0]["questions"][0]["label_bg"]
    rows = steps()
    publish([{**rows[0], "questions": [{**row, "label_bg": f"Ново: {row['label_bg']}"} for row in rows[0]["questions"]]},
             *rows[1:]])  # fmt: skip
    page = daughter.get(f"/my/{sent.uid}/sent/").content.decode()
    assert label in page
    assert f"Ново: {label}" not in page


def test_a_known_person_is_proposed_and_marked(cast: Cast, daughter: Client) -> None:
    rows = steps()
    own = {"key": "call", "kind": "text", "label_bg": "Как да се обръщаме?", "label_en": "Your name?",
           "prefill": "person.given_name"}  # fmt: skip
    publish([{**rows[0], "questions": [*rows[0]["questions"], own]}, *rows[1:]])
    draft = drafts.start(cast.citizen, [Service.objects.get(slug=SLUG)], by=cast.citizen)
    page = daughter.get(f"/apply/draft/{draft.uid}/step/{SLUG}.{rows[0]['key']}/").content.decode()
    assert 'value="Надежда"' in page
