"""What is wrong with a template, said in English where it is checked, to be translated.

Beside ``frontend.sentences``, under the same rules.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

TEMPLATE_SENTENCES: tuple[str, ...] = (
    _("is missing"),
    _("is no key of stencil-template/1"),
    _("belongs to vertical tables only"),
    _("belongs to horizontal tables only"),
    _("must be of type %(type)s (got %(value)s)"),
    _("must be one of %(known)s (got %(value)s)"),
    _("must match %(pattern)s (got %(value)s)"),
    _("needs at least %(least)s entries (got %(value)s)"),
    _("takes at most %(most)s entries (got %(value)s)"),
    _("must be at least %(least)s (got %(value)s)"),
    _("must be at most %(most)s (got %(value)s)"),
    _("must be at most %(most)s pixels"),
    _("must be a text or a list of texts (got %(value)s)"),
    _("must not be empty"),
    _("must not be blank"),
    _("field"),
    _("table"),
    _("column"),
    _("rule"),
    _("page"),
    _("%(what)s %(name)s stands already in %(place)s; names must differ"),
    _("page %(page)s is not among the sample's pages (%(known)s)"),
    _("x0 must be smaller than x1 (got %(box)s)"),
    _("y0 must be smaller than y1 (got %(box)s)"),
    _("must lie inside its page of %(width)s x %(height)s (got %(box)s)"),
    _("must lie inside its page, 0 to %(most)s (got %(range)s)"),
    _("must lie between %(least)s and %(most)s, inside the table's box"),
    _("must lie between 0 and the table's height of %(height)s"),
    _("must be greater than 0"),
    _("must begin before it ends (got %(range)s)"),
    _("no column is called %(name)s; there are %(known)s"),
    _("has no meaning for a %(type)s; leave it out"),
    _("%(name)s is no module of python-stdnum; names look like cn.uscc, iban or eu.vat"),
    _("%(name)s is unknown; write it like zh-CN or de-DE"),
    _("is no condition; compare it with something, as in a == b"),
    # rules, as they are written
    _("%(sentence)s (at character %(position)s) in %(text)s"),
    _("is longer than %(most)s characters"),
    _("has more than %(most)s parts"),
    _("is nested too deeply"),
    _("write == to compare"),
    _("this string has no closing quote"),
    _("join comparisons with 'and'"),
    _("%(text)s has no meaning in a rule"),
    _("did not expect %(text)s"),
    _("expected a name or a number, got %(text)s"),
    _("expected a column's name after %(text)s"),
    _("expected %(text)s before %(next)s"),
    _("%(text)s is no function; there are %(known)s"),
    _("%(function)s() takes %(most)s at most"),
    _(
        "columns of %(tables)s cannot be checked row by row together; put them into sum(...), "
        "min(...) or max(...)"
    ),
    _("the end"),
    # patterns
    _("is %(count)s characters long, at most %(most)s are allowed"),
    _("is no regular expression: %(why)s at position %(position)s (got %(text)s)"),
    _("is no regular expression: %(why)s (got %(text)s)"),
    _("is too intricate to compile (got %(text)s)"),
    _(
        "has %(count)s unnamed groups; name the one that holds the value (?P<value>...) and write "
        "the others as (?:...)"
    ),
    _("missing )"),
    _("missing ]"),
    _("missing group name"),
    _("unbalanced parenthesis"),
    _("unterminated character set"),
    _("nothing to repeat"),
    _("multiple repeat"),
    _("min repeat greater than max repeat"),
    _("bad character range"),
    _("bad character in group name"),
    _("bad escape (end of pattern)"),
    _("unknown group"),
    _("unknown property"),
    _("unknown extension"),
    # date formats
    _("%(directive)s is unknown; there are %(known)s"),
    _("%(directive)s says again what stands before it"),
    _("names no part of a date; write it like %d.%m.%Y"),
    # values that a person writes
    _("%(name)s: %(sentence)s"),
    _("The template has no value named %(name)s."),
    _("Write the number plainly, without grouping or currency: %(example)s"),
    _("Write the %(kind)s in this form: %(example)s"),
    _("The value is longer than %(most)s characters."),
    _("The value holds control characters. Send the text alone."),
    _("no field is called %(name)s"),
    _("no table is called %(name)s"),
    _("table %(table)s has no column %(name)s"),
    _("is no finite number"),
    _("holds a character that no database stores; remove it"),
    # last, for it would fit others too
    _("must be %(expected)s (got %(value)s)"),
)
