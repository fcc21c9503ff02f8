"""What the core says in English about values, rules and files, as texts that can be translated.

A record keeps the English sentence; ``frontend.wording`` finds it here when a page is shown.
``sentence``, ``detail``, ``why``, ``what``, ``remedy``, ``kind`` and ``nearest`` stand for
further sentences of this list, every other place for something as it was printed or named.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

SENTENCES: tuple[str, ...] = (
    # values
    _("read with a confidence of only %(confidence)s"),
    _("nothing was found where this value is expected"),
    _("nothing was found here"),
    _("only %(text)s was found here"),
    _("'find' (%(pattern)s) found nothing in %(text)s"),
    _("%(text)s is printed here, which stands for none"),
    _("%(sentence)s; a value is required"),
    _("%(text)s tells neither marked nor empty"),
    _("%(text)s is none of the choices"),
    _("%(text)s taken for the choice '%(choice)s'"),
    _("%(text)s does not fit the pattern %(pattern)s"),
    _("the pattern %(pattern)s takes too long; simplify it"),
    _("'%(text)s' dropped, which cannot be printed here"),
    _("%(text)s holds '%(foreign)s', which cannot be printed here"),
    _("%(text)s is no amount in words"),
    _("%(text)s fails its check digits (%(checksum)s); a character is misread"),
    _("%(text)s has digits that stand apart; check that this is one number"),
    _("%(text)s has three decimals beside a currency sign; check for a grouping sign"),
    _("%(text)s may be %(dates)s; give the field a locale or date_format"),
    _("%(text)s is not in the order of the locale; check day and month"),
    _("%(text)s does not look like an e-mail address"),
    _("%(text)s does not look like a phone number"),
    _("the document has no page %(page)s of this template"),
    _("its model %(model)s is not installed here; the general one read it"),
    _("empty"),
    _("unreadable"),
    # what was changed on the way from text to value
    _("a grouping sign taken for the other one"),
    _("'%(sign)s' taken for the decimal sign"),
    _("'%(sign)s' taken for a grouping sign"),
    _("'%(sign)s' taken for a currency sign"),
    _("'%(sign)s' taken for a percent sign"),
    _("%(text)s may be '%(value)s', its percent sign read as '%(sign)s'"),
    _("'%(read)s' read as '%(meant)s' in a number"),
    _("'%(read)s' read as '%(meant)s', which the field demands"),
    _("'%(read)s' read as '%(meant)s', the only one of them printed here"),
    _("%(old)s replaced by %(new)s, the only reading under which %(rules)s holds"),
    _("%(old)s replaced by %(new)s, the only reading under which %(rules)s hold"),
    _("read as '%(text)s', the QR code on the page states '%(value)s'"),
    # what else bore on the value
    _("the QR code on the page states the same %(said)s"),
    _("the QR code states %(value)s"),
    _("%(said)s taken from the QR code on the page"),
    _("'%(value)s' says the same in words"),
    _("the figures of '%(name)s' say the same"),
    _("these words mean %(amount)s, which no amount on the page is"),
    _("the rule '%(name)s' holds"),
    _("the rule '%(name)s' fails: %(detail)s"),
    # rules
    _("holds in all %(count)s rows of %(table)s"),
    _("row %(row)s: %(detail)s; %(sentence)s"),
    _("row %(row)s: %(detail)s"),
    _("table %(table)s has no rows"),
    _("table %(table)s was not read"),
    _("the rule is no condition"),
    _("%(name)s is no %(kind)s: %(value)s"),
    _("%(name)s is empty"),
    _("%(value)s is no condition"),
    _("%(value)s is no number"),
    _("%(text)s is no %(kind)s in ISO 8601"),
    _("%(text)s is no %(kind)s"),
    _("a division by zero"),
    _("marks can be compared with == and != only"),
    _("%(left)s cannot be compared with %(right)s"),
    _("%(function)s() of a table without rows"),
    _("round() takes 0 to 12 decimals"),
    _("%(name)s (%(share)s of its marks in place)"),
    # a rule's own words, then what it compared
    _("%(message)s (%(detail)s)"),
    _("%(left)s, printed %(right)s"),
    _("%(left)s, expected %(right)s"),
    _("amount"),
    _("integer"),
    _("percent"),
    _("date"),
    _("time"),
    _("datetime"),
    # tables
    _(
        "Table %(table)s: its header was not found, so the drawn columns were used. Compare the "
        "columns' header texts with the page."
    ),
    _("Table %(table)s: none of the pages holds it."),
    _("Table %(table)s: row %(row)s is taller than max_row_height."),
    _(
        "Table %(table)s: none of its keys was found on the page. Compare the columns' key texts "
        "with the page."
    ),
    # records
    _(
        "No template's printed texts were found on this document. Assign a template by hand, or "
        "draw one for this kind."
    ),
    _(
        "No template fits; the nearest: %(nearest)s. Assign a template by hand, or draw one for "
        "this kind."
    ),
    _(
        "Invoice %(number)s of this seller was handed in before as %(file)s. Compare the two, "
        "then accept this one or reject it."
    ),
    _(
        "%(place)s was decided as %(value)s, but this reading has no such place. Check it and "
        "decide it again."
    ),
    _("A person set it aside."),
    _("This part was not found again when the file was read again."),
    _(
        "%(file)s could not be read in %(attempts)s attempts (%(why)s). Read it again from its "
        "page; if that fails too, save it anew (print it to PDF) and upload that."
    ),
    _("the worker ended each time"),
    _(
        "The page asks for the reader %(wanted)s, but the worker that took the document reads with "
        "%(reader)s. Give every machine the same models and the same default.txt, then publish "
        "again."
    ),
    # files
    _(
        "The file store can't be used (%(error)s). Try again in a minute; if it stays so, tell "
        "your administrator."
    ),
    _("%(file)s: the file holds no page."),
    _("%(file)s: page %(number)s of %(count)s is broken (%(why)s). %(remedy)s"),
    _("%(file)s: its only page is broken (%(why)s). %(remedy)s"),
    _(
        "%(file)s: page %(number)s of %(count)s is damaged (%(why)s), so parts of it may be "
        "missing or wrong. Compare it with the original, or upload it anew."
    ),
    _(
        "%(file)s: its only page is damaged (%(why)s), so parts of it may be missing or wrong. "
        "Compare it with the original, or upload it anew."
    ),
    _("the JPEG data inside it is damaged"),
    _("the compressed data inside it is damaged"),
    _("the compressed data inside it ends early"),
    _("the file ends early"),
    _("the list of pages breaks off here"),
    _("the file ends before the picture does"),
    _("its header makes no sense"),
    _("its size makes no sense"),
    _("it states a size of %(width)s x %(height)s m"),
    _("it holds a picture of %(size)s pixels, more than %(most)s million"),
    _("it cannot be parsed"),
    _("the file is cut off before it"),
    _("has %(width)s x %(height)s pixels, more than the %(most)s million pixels allowed"),
    _("has more than the %(most)s million pixels allowed"),
    _("Scan or export it again."),
    _("The file is cut off. Scan or export it again."),
    _("Scan it at 300 dpi."),
    _("Re-export the PDF, or upload page %(number)s as an image."),
    _("Re-export the PDF, or upload it as an image."),
    _("Download or export the PDF again."),
    _(
        "%(file)s is no valid %(format)s picture (%(why)s). The file is damaged or cut off. Scan "
        "or export it again."
    ),
    _("%(file)s is %(width)s x %(height)s pixels, too small to hold text. Upload the whole scan."),
    _(
        "%(file)s has %(width)s x %(height)s pixels, more than the %(most)s million pixels "
        "allowed. Scan it at 300 dpi."
    ),
    _("%(file)s has more than the %(most)s million pixels allowed. Scan it at 300 dpi."),
    _(
        "%(file)s has more than %(most)s million pixels on all its pages. Upload the pages that "
        "matter as a file of their own, or scan them at 200 dpi."
    ),
    _("%(file)s has more than %(most)s pages, the most allowed. Split it and upload the parts."),
    _(
        "%(file)s has %(count)s pages, more than the %(most)s allowed. Split it and upload the "
        "parts."
    ),
    _("%(file)s has no pages. Export the PDF again."),
    _("%(file)s is empty (0 bytes). Copy or download it again."),
    _(
        "%(file)s is %(size)s MB, more than the %(most)s MB allowed. Split it, or scan it at "
        "300 dpi."
    ),
    _("%(file)s is locked with a password. Save it without one and upload it again."),
    _("%(file)s is encrypted in a way that cannot be opened. Print it to PDF and upload that."),
    _("%(file)s is cut off before its end. Download or export the PDF again."),
    _("%(file)s is a damaged PDF. Open it in a PDF viewer and print it to a new PDF."),
    _("%(file)s is a dynamic XFA form. Open it in Adobe Reader, print it to PDF, and upload that."),
    _("%(file)s holds nothing but zero bytes. Copy or download it again."),
    _(
        "%(file)s is a text file, not a picture or PDF. Stencil reads PDF, JPEG, PNG, TIFF, BMP "
        "and WebP."
    ),
    _(
        "%(file)s is of no known kind. Stencil reads PDF, JPEG, PNG, TIFF, BMP and WebP; save it "
        "as one of these."
    ),
    _("%(file)s is %(what)s, which cannot be read. %(remedy)s"),
    _("a ZIP archive"),
    _("a video"),
    _("an XML file"),
    _("an old Office document"),
    _("a GIF picture"),
    _("a compressed archive"),
    _("a JPEG 2000 picture"),
    _("a JPEG XL picture"),
    _("a Photoshop document"),
    _("a PostScript file"),
    _("an RTF text document"),
    _("a program"),
    _("a Word document"),
    _("an Excel workbook"),
    _("a PowerPoint presentation"),
    _("an OFD document"),
    _("an OpenDocument file"),
    _("a HEIC photo"),
    _("an AVIF picture"),
    _("an SVG drawing"),
    _("a web page"),
    _("Unpack it and upload the documents inside it."),
    _("Upload the document's PDF or a picture of it."),
    _("Save it as PDF and upload that."),
    _("Save it as PNG and upload that."),
    _("Save it as JPEG or PNG and upload that."),
    _("Export it as PNG and upload that."),
    _("Export it as PDF and upload that."),
    _("Export it as PDF or PNG and upload that."),
    _("Convert it to PDF and upload that."),
    _("Set the phone's camera to JPEG, or save it as JPEG."),
    _("Print it to PDF and upload that; was it a download that failed?"),
    _("Stencil reads PDF, JPEG, PNG, TIFF, BMP and WebP."),
    _(
        "The template %(template)s, which %(file)s is to be read with, is switched off. Switch it "
        "on and read the document again, or assign another one."
    ),
    # drafts and golden documents
    _("A draft is a stencil-template/1 document with its pages."),
    _("The template is larger than 4 MB. Divide it."),
    _("This draft was published or thrown away. Open the template again."),
    _("%(name)s keeps its name: records refer to it. Copy it to have another."),
    _("Somebody else has changed this draft meanwhile. Load it again; your last step is lost."),
    _("There is a template named %(name)s already. Choose another name."),
    _("%(name)s has no version to begin from. Import one."),
    _("The draft has no page %(number)s."),
    _("%(file)s: no page could be decoded. Choose another sample."),
    _("%(file)s has %(pages)s pages. Choose a sample of %(most)s pages at the most."),
    _("The draft has no page to match documents with. Add a sample first."),
    _("The draft has no page to match documents with."),
    _("%(file)s is not recognised as this template, so there are no values to confirm."),
    _("Decide the record first; only accepted values are golden."),
    _(
        "The file holds several records. Upload the pages of this one as a file of its own, and "
        "make that golden."
    ),
    _("Run the golden documents first; some have not been read by this draft."),
    _(
        "%(count)s values of golden documents are read worse than before. Mend the draft, or "
        "say why it is published all the same."
    ),
    _("This golden document was taken out of the suite."),
    _("%(file)s stands in the way of this version. Say why it is taken out of the suite."),
    _(
        "%(file)s has %(pages)s pages; a golden document has %(most)s at the most. Upload the "
        "pages that matter as a file of their own, and make that golden."
    ),
    _("The file store has lost this document's bytes."),
    _("recognised"),
    _("not recognised"),
    # training runs
    _("It is better, but does not read by itself: %(why)s"),
    _("%(name)s was compared with %(old)s, but %(now)s reads by now. Compare again first."),
    _("The model %(name)s is no longer on disk."),
)
