from celery import shared_task
from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from casework import counting, moving
from casework.actions import (
    afterwards,
    analyses,
    capacity,
    corrections,
    delivering,
    lapses,
    opinions,
    renewals,
    starts,
    transfers,
    use,
    waiting,
    warnings,
)
from casework.actions import plans as plan_actions
from casework.models import Opinion, SignedPaper, WaitingEntry, WaitingTime
from casework.reports import figures
from records import scanning
from services import version
from services.models import Offer, PlaceSnapshot, ProcessingTime


@shared_task(name="casework.expire_holds")
def expire_holds() -> None:
    """What nobody answered goes to the next provider; reminders; free places go to those who wait."""
    today = timezone.localdate()
    lapses.expire_due(today)
    lapses.lapse_due(today)
    lapses.remind_due(today)
    lapses.fill_free(today)
    transfers.seek_due()
    starts.ask_due(today)


@shared_task(name="casework.follow_corrections")
def follow_corrections() -> None:
    """Reminds before the day for an answer, and lets the officer go on once it has passed."""
    today = timezone.localdate()
    corrections.lapse(today)
    corrections.remind(today)


@shared_task(name="casework.follow_opinions")
def follow_opinions() -> None:
    """Reminds other bodies once, and writes down that silence at the end of the term agrees (APK art. 53)."""
    today = timezone.localdate()
    opinions.lapse(today)
    opinions.remind(today)


@shared_task(name="casework.remind_renewals")
def remind_renewals() -> None:
    """Who uses a help that ends soon hears that it can be asked for again."""
    renewals.remind(timezone.localdate())


@shared_task(name="casework.carry_out_ends")
def carry_out_ends() -> None:
    """Helps whose last day has passed are ended, and their places are free."""
    today = timezone.localdate()
    use.carry_out_ends(today)
    afterwards.end_terminated(today)


@shared_task(name="casework.deliver_decisions")
def deliver_decisions() -> None:
    """What nobody has opened in time goes by registered letter."""
    delivering.send_letters(timezone.localdate())


@shared_task(name="casework.finalise_decisions")
def finalise_decisions() -> None:
    """Decisions that nobody appealed in the time for it are in force for good."""
    while afterwards.finalise(timezone.localdate()):
        pass


@shared_task(name="casework.keep_waiting_lists")
def keep_waiting_lists() -> None:
    """Everybody who waits stands where the facts and rules of today put them, and hears when they come nearer."""
    today = timezone.localdate()
    waiting.settle()
    waiting.rerank(today)
    waiting.tell_turns(today)


@shared_task(name="casework.snapshot_places")
def snapshot_places() -> None:
    """Counts free places for the public pages and stamps them with the moment; plans of today come into force first."""
    now = timezone.now()
    capacity.carry_out(timezone.localdate(now))
    offers = list(Offer.objects.open_on(timezone.localdate(now)))
    free = capacity.free_by_offer(offers)
    open_entries = WaitingEntry.objects.filter(ended_at__isnull=True).order_by("service")
    people = dict(open_entries.values_list("service").annotate(people=Count("pk")))
    wait_days = counting.waits(now)
    with transaction.atomic():
        for offer in offers:
            PlaceSnapshot.objects.update_or_create(
                offer=offer,
                defaults={
                    "free": free[offer.pk],
                    "total": offer.capacity,
                    "waiting": people.get(offer.service_id, 0),
                    "wait_days": wait_days.get(offer.service_id),
                    "taken_at": now,
                },
            )
        version.bump()


@shared_task(name="casework.count_processing_times")
def count_processing_times() -> None:
    """A service with too few cases loses its row: the page then says that there are not enough."""
    now = timezone.now()
    counted, waits = counting.processing_times(now), counting.waiting_times(now)
    with transaction.atomic():
        WaitingTime.objects.all().delete()
        WaitingTime.objects.bulk_create(waits)
        ProcessingTime.objects.exclude(service__in=[row.service_id for row in counted]).delete()
        ProcessingTime.objects.bulk_create(
            counted,
            update_conflicts=True,
            unique_fields=["service"],
            update_fields=["cases", "p50", "p90", "since", "counted_at"],
        )
        version.bump()


@shared_task(name="casework.count_figures")
def count_figures() -> None:
    """Every figure of the reports, counted ahead; pages say as of when."""
    figures.count(timezone.now())


@shared_task(name="casework.remind_analyses")
def remind_analyses() -> None:
    """Heads hear of the analysis of the year before it is due; once at each of the dated rule's days."""
    analyses.remind(timezone.localdate())


@shared_task(name="casework.follow_deadlines")
def follow_deadlines() -> None:
    """Stopped clocks go on with the calendar on the lists; officers are warned of the others."""
    today = timezone.localdate()
    waiting.stand_still(today)
    warnings.keep_stopped_in_step(today)
    warnings.warn(today)


@shared_task(name="casework.move_deadlines")
def move_deadlines() -> None:
    """Running terms follow the days that were declared off or working."""
    moving.apply_declared()


@shared_task(name="casework.remind_reviews")
def remind_reviews() -> None:
    """Providers hear of plans to be looked at again, officers of those that were not; once each."""
    plan_actions.remind(timezone.localdate())


@shared_task(name="casework.scan_signed_paper")
def scan_signed_paper(paper_id: int) -> None:
    """A scan that nobody opens before it is found clean."""
    scanning.look_at(SignedPaper, paper_id)


@shared_task(name="casework.scan_opinion")
def scan_opinion(opinion_id: int) -> None:
    """The file that came with another body's opinion."""
    scanning.look_at(Opinion, opinion_id)
