"""What is said in English about labelled folders, collections and thresholds, to be translated.

Beside ``frontend.sentences``, under the same rules; ``said`` stands for a library's own words.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

SAMPLE_SENTENCES: tuple[str, ...] = (
    # files of a labelled folder
    _("is no JSON (%(said)s): %(line)s"),
    _('needs {"filename": ..., "text": ...}: %(line)s'),
    _("its text must stand in quotes: %(line)s"),
    _("is named a second time in line %(number)s of %(list)s; keep one of them."),
    _("is named in line %(number)s of %(list)s, but the folder has no such file."),
    _("%(list)s does not name it. Add a line for it, or take it away."),
    _("has %(ending)s; a picture ends in %(endings)s."),
    _("has an empty label. Write the text that is printed."),
    _("is empty (0 bytes). Copy it again."),
    _("is no picture that can be opened, whatever its ending says."),
    _("ends too early (%(said)s). Copy it again."),
    _("cannot be decoded (%(said)s)."),
    _("has %(width)s x %(height)s pixels; a cut line has far fewer."),
    _("is %(width)s x %(height)s pixels, not %(wanted)s."),
    _("is far too large: %(said)s."),
    _("cannot be read: %(said)s."),
    _("is only %(height)s pixels high; characters need %(least)s at least."),
    _("is %(width)s x %(height)s pixels: much taller than wide. Turn it, so that it is read."),
    _("its label %(label)s has control characters, which nothing prints."),
    _("its label %(label)s has characters unknown here: %(characters)s"),
    _(
        "its label %(label)s needs %(needed)s frames, but %(width)s x %(height)s pixels give "
        "%(frames)s. Check the label, or cut the picture anew."
    ),
    # folders and collections
    _(
        "This is no zip file that can be unpacked (%(said)s). Pack the folder again, without a "
        "password."
    ),
    _(
        "This is an LMDB database. Such files are taken on the command line alone: manage.py "
        "samples import FOLDER --name NAME."
    ),
    _(
        "It holds %(count)s files, more than %(most)s. Divide it, or use the command line: "
        "manage.py samples import FOLDER --name NAME."
    ),
    _("It holds more than %(most)s GB unpacked. Divide it."),
    _(
        "%(folder)s holds no labelled pictures: no labels.txt, no .jsonl with filename and text, "
        "no LMDB database (data.mdb), and no picture whose name could be its label."
    ),
    _("%(path)s is not UTF-8 (%(said)s). Save it as UTF-8."),
    _("%(name)s can't name a collection. Use letters, digits and hyphens, 64 at most."),
    _(
        "The label %(label)s can't be a file's name (%(signs)s). Choose the form jsonl, which "
        "holds every label."
    ),
    _(
        "The label %(label)s has line ends, or blanks around it, which labels.txt can't hold. "
        "Choose the form jsonl."
    ),
    _("There is no model '%(name)s' with a charset. Known: %(known)s."),
    _("'%(size)s' is no size. Write width and height in pixels as 80x25."),
    # reports of training runs
    _("There is no model '%(name)s'. Known: %(known)s."),
    _("It reads %(count)s characters and no other."),
    _("%(runtime)s gives %(given)s classes, torch %(wanted)s."),
    _("%(runtime)s gives no numbers."),
    _("The export cannot be loaded: %(said)s"),
    _("%(runtime)s stands off torch by %(share)s; %(allowed)s is allowed."),
    # thresholds
    _("A threshold lies between 0 and 1."),
    _("The template's draft has no field %(name)s any more."),
)
