"""What is said in English to whoever decides about values and records, to be translated.

Beside ``frontend.sentences``, under the same rules.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

REVIEW_SENTENCES: tuple[str, ...] = (
    # why a step at the desk can't be taken
    _("Somebody else is looking at this now."),
    _("Somebody has decided this meanwhile."),
    _("This is no longer in doubt: the record has changed."),
    _("This doubt is gone with its document."),
    _("Decide the record's values first; then this comes up by itself."),
    _("This was escalated. Somebody with the right to settle it decides."),
    _("You have said what it is. Now somebody else has to."),
    _(
        "Two people settle this value, each at the review desk. Open it there, so that what you "
        "say is held against what somebody else says."
    ),
    _("Somebody else has settled it since."),
    _("“%(doubt)s” can't be taken back: %(why)s"),
    _("Somebody says that what was decided here is something else."),
    _("There is nothing to take back."),
    _("Say what makes it hard, for whoever decides it."),
    _("Write the note first."),
    _("Only a broken rule has other values to correct."),
    _("This doubt is not about a value."),
    _("Its document has been deleted."),
    _("%(name)s: nothing was read that could be accepted."),
    _("This token belongs to another step. Send each with its own."),
    _("The page can't be shown: %(why)s"),
    _("%(file)s has %(count)s pages, no page %(number)s."),
    _("Your role does not allow this. Ask an administrator for another role."),
    # why a record can't be decided so
    _("The record is at version %(version)s by now. Load it again and decide on what it says."),
    _("This token belongs to another decision. Send each with its own."),
    _(
        "No template was matched, so there are no values to decide. Assign a template to the "
        "document first."
    ),
    _("This record is rejected. Reopen it first."),
    _("This record is rejected already."),
    _("Nobody has accepted or rejected this record as a whole."),
    _("There is no such decision any more."),
    _("Decide these first: %(points)s."),
    _("Say why the rule may be broken here."),
    _("The rule '%(rule)s' has not failed; there is nothing to override."),
    _("This record has no rule named '%(rule)s'."),
    _("This record has no table named '%(table)s'."),
    _("This record has no value named '%(name)s'."),
    _("The template has no value named '%(name)s'."),
    _("%(name)s is a field; leave out the row."),
    _("%(table)s has %(count)s rows. Name one, counted from 0."),
    # how a value is written
    _("Send true for marked or present, false for not."),
    _("Send the value as text in quotes, or null where there is none."),
    _("The value is longer than %(most)s characters."),
    _("The value holds control characters. Send the text alone."),
    _("Write the number plainly, without grouping or currency: %(example)s"),
    _("Write the %(kind)s in this form: %(example)s"),
    # where it stands
    _("Send the place as a page's number and a box of four corners."),
    _("The place names a page that this record doesn't have."),
    _("The place is too small to hold a value. Draw the box around it."),
    _("The box has four corners, each an x and a y in pixels."),
    _("“%(text)s” found no cell in %(table)s"),
)
