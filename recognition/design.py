"""What the designer asks for: a draft's sample read, proposed from, and tried on documents."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import PurePath
from typing import Any

import cv2
from django.contrib.auth.models import AbstractBaseUser
from PIL import Image as Picture

from recognition.configuration import limits
from recognition.designing.proposals import propose_field
from recognition.designing.sample_sheet import sample_sheet
from recognition.designing.table_proposals import Orientation, propose_table
from recognition.designing.trial import static_of, try_on_sample, with_static
from recognition.designing.words import rulings_of, words_of
from recognition.engine.contract import Reader
from recognition.extraction import extract_settings
from recognition.pages.opening import open_document
from recognition.read_pages import read_for, read_in_turns, read_pages
from recognition.reading import Image, ReadPage
from recognition.shared_reader import shared_reader
from recognition.sheets import Sheet
from templates_app import drafts
from templates_app.definition.known import language_locale
from templates_app.definition.partial import parse_valid_part
from templates_app.definition.problems import Problem
from templates_app.definition.template import Box, SamplePage, Template
from templates_app.models import TemplateDraft

MOST_PAGES = 20
_REQUEST_SECONDS = 8.0
"""How long a request may read before it says how far it has come."""
_SLUG = re.compile(r"[^a-z0-9]+")
_GERMAN = re.compile(r"[äöüß]|\b(rechnung|datum|nummer|betrag|und|summe)\b", re.IGNORECASE)


class DesignError(ValueError):
    """What can't be designed on; the message says what to do instead."""


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """The pages of a draft's sample that there are: what was read, and as sheets."""

    read: tuple[ReadPage, ...]
    sheets: tuple[Sheet, ...]

    def sheet(self, number: int) -> Sheet | None:
        """The sheet of a template page."""
        return next((s for s in self.sheets if s.page.template_page == number), None)


def read_some(data: bytes, name: str, after: int) -> tuple[int, int]:
    """Read a document's pages for as long as a request may last; they are found read afterwards.

    after: how many were read before. Returns how many are now, and how many it has.
    Raises UnreadableFile, and DesignError where it has too many pages to wait for.
    """
    check_sample(data, name)
    return read_for(_REQUEST_SECONDS, data, name, after)


def begin(data: bytes, name: str, user: AbstractBaseUser | None) -> TemplateDraft:
    """Begin a template on a document; pages that were not straight are kept straightened.

    A page that can't be decoded is left out.

    Raises UnreadableFile, and DesignError where it has no page to draw on.
    """
    check_sample(data, name)
    read = read_in_turns(data, name)
    pages = [page for page in read if isinstance(page, ReadPage)]
    if not pages:
        raise DesignError(f"{name}: no page could be decoded. Choose another sample.")
    stem = PurePath(name).stem
    samples: dict[int, tuple[str, bytes]] = {}
    entries = []
    for number, page in enumerate(pages, start=1):
        path, image, kept = name, page.straight.page.image, data
        if page.straight.notes or page.straight.page.number != number:
            path, image = f"{stem}-{number}.png", page.straight.image
            kept = _png(image)
        samples[number] = (path, kept)
        height, width = image.shape[:2]
        entries.append({"number": number, "width": width, "height": height, "sample": path})
    text = "".join(line.text for page in pages for line in page.lines)
    slug = _SLUG.sub("-", stem.lower()).strip("-")[:56]
    content = {
        "format": "stencil-template/1",
        "name": drafts.free_name(slug or "template"),
        "title": stem,
        "language": _language(text),
        "pages": entries,
        "fields": [],
    }
    return drafts.new_draft(content, samples, user)


def _png(image: Image) -> bytes:
    # several times as quick as Pillow, and there may be twenty pages of them
    _, encoded = cv2.imencode(".png", cv2.cvtColor(image, cv2.COLOR_RGB2BGR))
    return encoded.tobytes()


def _language(text: str) -> str:
    han = sum("\u4e00" <= char <= "\u9fff" for char in text)
    if han > 0.05 * max(len(text), 1):
        return "zh+en"
    return "de" if len(_GERMAN.findall(text)) >= 2 else "en"


def locale_of(content: Mapping[str, Any]) -> str | None:
    """The locale that values are proposed with where the template's language leaves it open."""
    language = content.get("language", "zh+en")
    if not isinstance(language, str) or "+" not in language:
        return None
    return language_locale(language.split("+")[0])


def sample_of(draft: TemplateDraft, content: Mapping[str, Any], reader: Reader) -> Sample:
    """Read the draft's sample pages; those that have no sample are left out."""
    files = {sample.page: sample for sample in draft.samples.all()}
    read, sheets = [], []
    for index, entry in enumerate(content["pages"]):
        sample = files.get(entry["number"])
        if sample is None:
            continue
        (found,) = read_pages(sample.read(), sample.path, reader, only=entry["number"])
        if isinstance(found, ReadPage):
            stated = SamplePage(entry["number"], entry["width"], entry["height"], sample.path)
            read.append(found)
            sheets.append(sample_sheet(found, stated, index))
    return Sample(tuple(read), tuple(sheets))


def read_some_of(draft: TemplateDraft, content: Mapping[str, Any], after: int) -> tuple[int, int]:
    """Read a draft's sample pages for as long as a request may last; ``sample_of`` finds them read.

    after: how many were read before. Returns how many are now, and how many there are.
    """
    template, _ = parse_valid_part(content)
    numbers = [page.number for page in template.pages] if template else []
    until = time.monotonic() + _REQUEST_SECONDS
    for read, number in enumerate(numbers[after:], start=after + 1):
        _sheet_of(draft, content, number)
        if time.monotonic() >= until:
            return read, len(numbers)
    return len(numbers), len(numbers)


def _sheet_of(draft: TemplateDraft, content: Mapping[str, Any], number: int) -> Sheet | None:
    """The sheet of one page; the others need not be read for it."""
    one = {"pages": [entry for entry in content["pages"] if entry.get("number") == number]}
    with shared_reader() as reader:
        return sample_of(draft, one, reader).sheet(number)


def page_picture(draft: TemplateDraft, number: int) -> bytes | None:
    """A sample page as JPEG in the size that the draft states; None where it has no sample."""
    entry = next((p for p in draft.content["pages"] if p.get("number") == number), None)
    sheet = _sheet_of(draft, draft.content, number)
    if entry is None or sheet is None:
        return None
    picture = Picture.fromarray(sheet.page.straight.page.image)
    size = entry["width"], entry["height"]
    # the browser stretches what is larger than any picture that may be uploaded
    if picture.size != size and size[0] * size[1] <= limits().max_pixels:
        picture = picture.resize(size, Picture.Resampling.LANCZOS)
    buffer = io.BytesIO()
    picture.convert("RGB").save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def page_words(draft: TemplateDraft, number: int) -> dict[str, Any]:
    """Words, rulings and static text of a sample page; boxes in template pixels."""
    content = draft.content
    entry = next(page for page in content["pages"] if page["number"] == number)
    sheet = _sheet_of(draft, content, number)
    if sheet is None:
        return {"words": [], "vertical": [], "horizontal": []}
    vertical, horizontal = rulings_of(sheet.page, (entry["width"], entry["height"]))
    return {
        "words": [
            {"text": word.text, "box": _rounded(word.box), "line": word.line}
            for word in words_of(sheet.page.lines)
        ],
        "vertical": [_rounded(box) for box in vertical],
        "horizontal": [_rounded(box) for box in horizontal],
    }


def proposed_field(
    draft: TemplateDraft,
    content: Mapping[str, Any],
    page: int,
    box: Box,
    taken: Collection[str] = (),
) -> dict[str, Any]:
    """What a field drawn there is called, of which type, and which label it follows."""
    locale = locale_of(content)
    sheet = _sheet_of(draft, content, page)
    proposed = propose_field(sheet.page.lines if sheet else (), box, locale, taken)
    if locale and proposed["type"] in ("amount", "date", "percent", "datetime"):
        proposed["locale"] = locale
    return proposed


def proposed_table(
    draft: TemplateDraft,
    content: Mapping[str, Any],
    page: int,
    box: Box,
    orientation: Orientation,
) -> dict[str, Any]:
    """The columns, header and end of a table drawn there."""
    entry = next(one for one in content["pages"] if one["number"] == page)
    locale = locale_of(content)
    sheet = _sheet_of(draft, content, page)
    if sheet is None:
        return propose_table((), box, orientation, ((), ()), locale)
    rulings = rulings_of(sheet.page, (entry["width"], entry["height"]))
    proposed = propose_table(sheet.page.lines, box, orientation, rulings, locale)
    for column in proposed["columns"]:
        if locale and column.get("type") in ("amount", "date", "percent"):
            column["locale"] = locale
    return proposed


def proposed_anchors(draft: TemplateDraft, content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The sample's static text, that which looks like the form's own print first."""
    template, _ = parse_valid_part(content)
    if template is None:
        return []
    with shared_reader() as reader:
        sample = sample_of(draft, content, reader)
    found = [anchor for sheet in sample.sheets for anchor in static_of(template, sheet)]
    entries = [
        {"text": a.text, "page": a.page, "box": _rounded(a.box), "likely": _is_print(a.text)}
        for a in found
    ]
    return sorted(entries, key=lambda entry: not entry["likely"])


def _is_print(text: str) -> bool:
    """Whether a text is more likely the form's own than a value of one document."""
    letters = sum(char.isalpha() for char in text)
    digits = sum(char.isdigit() for char in text)
    return digits == 0 and 2 <= letters <= 24 and letters >= 0.6 * len("".join(text.split()))


def tried_on_sample(draft: TemplateDraft, content: Mapping[str, Any]) -> dict[str, Any]:
    """Read the sample by a draft's content, as far as that is valid; ``problems`` says the rest."""
    template, problems = parse_valid_part(content)
    if template is None:
        return {"fields": {}, "tables": {}, "rules": [], "problems": _stated(problems)}
    with shared_reader() as reader:
        sample = sample_of(draft, content, reader)
        answer: dict[str, Any] = {"fields": {}, "tables": {}, "rules": []}
        if sample.sheets:
            answer = try_on_sample(
                template, sample.sheets, sample.read, reader, extract_settings(split=False)
            )
    return {**answer, "problems": _stated(problems)}


def definition_of(
    draft: TemplateDraft, content: Mapping[str, Any], reader: Reader
) -> Template | None:
    """The valid part of a draft as documents would be matched with it."""
    template, _ = parse_valid_part(content)
    if template is None:
        return None
    return with_static(template, sample_of(draft, content, reader).sheets)


def _stated(problems: Sequence[Problem]) -> list[dict[str, str]]:
    return [asdict(problem) for problem in problems]


def _rounded(box: Sequence[float]) -> list[float]:
    return [round(edge, 1) for edge in box]


def check_sample(data: bytes, name: str) -> None:
    """Raise UnreadableFile where a file can't be a sample, DesignError where it is too long."""
    count = open_document(data, name, limits()).page_count
    if count > MOST_PAGES:
        raise DesignError(
            f"{name} has {count} pages. Choose a sample of {MOST_PAGES} pages at the most."
        )
