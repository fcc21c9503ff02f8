"""What tests of training share: the renderer, where its fonts are installed."""

import pytest

from training.synth.lines.charset import build_charset
from training.synth.lines.fonts import MissingFontsError
from training.synth.lines.render import LineRenderer


@pytest.fixture(scope="session")
def renderer() -> LineRenderer:
    try:
        return LineRenderer(build_charset())
    except (MissingFontsError, FileNotFoundError) as error:
        pytest.skip(str(error))
