"""The banner that staff see above a person in danger, before they pick up the phone."""

from django.utils.formats import time_format
from django.utils.translation import gettext as _

from people.models import Person, SafeContact
from people.models.person import Channel

# What a scope reads along with the person, so that the banner costs no query of its own.
SAFE_CONTACT = (
    "uid", "person", "channels", "hours_from", "hours_until", "code_phrase", "never_leave_messages", "hide_from_others",
    "hidden_list",
)  # fmt: skip


def warnings(person: Person | None) -> list[str]:
    """What to mind, a sentence each; empty where there is no rule. One query, none where the rule was read along."""
    rule = _rule_of(person) if person is not None else None
    return [] if rule is None else list(_sentences(rule))


def _rule_of(person: Person) -> SafeContact | None:
    if "safe_contact" not in person._state.fields_cache:
        return SafeContact.objects.of(person)
    rule: SafeContact | None = person._state.fields_cache["safe_contact"]
    if rule is not None:
        rule.data_key = person.data_key  # it opens under the person's own
    return rule


def _sentences(rule: SafeContact) -> list[str]:
    labels = dict(Channel.choices)
    if rule.channels:
        channels = ", ".join(str(labels.get(channel, channel)) for channel in rule.channels)
        said = [_("Write only by: %(channels)s.") % {"channels": channels}]
    else:
        said = [_("Write nothing: messages are read at the counter and in the profile alone.")]
    if rule.hours_from and rule.hours_until:
        hours = {"from": time_format(rule.hours_from), "until": time_format(rule.hours_until)}
        said.append(_("Call and write only from %(from)s until %(until)s.") % hours)
    if rule.never_leave_messages:
        said.append(_("Never leave a message, neither on a machine nor with anybody."))
    if rule.code_phrase:
        said.append(
            _("Say first: “%(phrase)s”. Without the right answer, end the call.") % {"phrase": rule.code_phrase}
        )
    if rule.hide_from_others:
        said.append(_("Speak with the person alone: tell nobody else, not even that there is a file."))
    if rule.hidden_list:
        said.append(_("Some people may learn nothing: do not speak with anybody else about this person."))
    return said
