"""The font families that lines are rendered with: package, files, style, licence."""

from __future__ import annotations

from dataclasses import dataclass

OFL, ARPHIC, GPL_FE, APACHE = "OFL-1.1", "Arphic-1999", "GPL with font exception", "Apache-2.0"
LXGW = "OFL-1.1"


@dataclass(frozen=True, slots=True)
class Family:
    """Font files of one package that are drawn alike.

    files: names of the files (Debian) or of weights such as ``400`` (npm).
    style: song, hei, kai, hand, sans, serif, mono, typewriter, dots or narrow.
    index: the face inside a collection file.
    weight: how often it is chosen, relative to the others of its script.
    """

    name: str
    package: str
    files: tuple[str, ...]
    style: str
    licence: str
    hanzi: bool = False
    index: int = 0
    weight: float = 1.0
    npm: bool = False


def _noto(kind: str, style: str, weights: tuple[str, ...], weight: float) -> Family:
    files = tuple(f"Noto{kind}CJK-{name}.ttc" for name in weights)
    package = "fonts-noto-cjk fonts-noto-cjk-extra"
    return Family(f"Noto {kind} CJK SC", package, files, style, OFL, True, 2, weight)


def _npm(
    name: str,
    weights: str,
    style: str,
    hanzi: bool = False,
    weight: float = 1.0,
    licence: str = OFL,
) -> Family:
    return Family(
        name, f"@fontsource/{name}", tuple(weights.split()), style, licence, hanzi, 0, weight, True
    )


def _latin(
    name: str, package: str, files: str, style: str, licence: str = OFL, weight: float = 1.0
) -> Family:
    return Family(name, package, tuple(files.split("|")), style, licence, False, 0, weight)


HANZI_FAMILIES = (
    _noto("Sans", "hei", ("Regular", "Medium", "DemiLight", "Light", "Bold"), 5.0),
    _noto("Serif", "song", ("Regular", "Light", "Medium", "SemiBold", "Bold", "ExtraLight"), 7.0),
    Family(
        "AR PL SungtiL GB",
        "fonts-arphic-gbsn00lp",
        ("gbsn00lp.ttf",),
        "song",
        ARPHIC,
        True,
        weight=5.0,
    ),
    Family(
        "AR PL UMing CN", "fonts-arphic-uming", ("uming.ttc",), "song", ARPHIC, True, weight=4.0
    ),
    Family(
        "AR PL KaitiM GB",
        "fonts-arphic-gkai00mp",
        ("gkai00mp.ttf",),
        "kai",
        ARPHIC,
        True,
        weight=2.5,
    ),
    Family("AR PL UKai CN", "fonts-arphic-ukai", ("ukai.ttc",), "kai", ARPHIC, True, weight=2.5),
    Family(
        "WenQuanYi Micro Hei",
        "fonts-wqy-microhei",
        ("wqy-microhei.ttc",),
        "hei",
        APACHE,
        True,
        weight=2.5,
    ),
    Family(
        "WenQuanYi Zen Hei",
        "fonts-wqy-zenhei",
        ("wqy-zenhei.ttc",),
        "hei",
        GPL_FE,
        True,
        weight=2.5,
    ),
    Family(
        "LXGW WenKai",
        "fonts-lxgw-wenkai",
        ("LXGWWenKai-Regular.ttf", "LXGWWenKai-Light.ttf", "LXGWWenKai-Bold.ttf"),
        "kai",
        LXGW,
        True,
        weight=2.5,
    ),
    Family(
        "BabelStone Han",
        "fonts-babelstone-han",
        ("BabelStoneHan.ttf",),
        "song",
        ARPHIC,
        True,
        weight=2.0,
    ),
    Family(
        "DotGothic16",
        "fonts-dotgothic16",
        ("DotGothic16-Regular.ttf",),
        "dots",
        OFL,
        True,
        weight=0.6,
    ),
    Family("Unifont", "fonts-unifont", ("unifont.otf",), "dots", GPL_FE, True, weight=0.8),
    Family("cwTeX FangSong", "fonts-cwtex-fs", ("cwfs.ttf",), "song", GPL_FE, True, weight=0.7),
    Family("cwTeX Kai", "fonts-cwtex-kai", ("cwkai.ttf",), "kai", GPL_FE, True, weight=0.4),
    Family("cwTeX Hei Bold", "fonts-cwtex-heib", ("cwheib.ttf",), "hei", GPL_FE, True, weight=0.4),
    Family("cwTeX Ming", "fonts-cwtex-ming", ("cwming.ttf",), "song", GPL_FE, True, weight=0.4),
    _npm("zcool-xiaowei", "400", "song", True, 0.8),
    _npm("zcool-kuaile", "400", "hand", True, 0.4),
    _npm("zcool-qingke-huangyou", "400", "hei", True, 0.5),
    _npm("ma-shan-zheng", "400", "hand", True, 0.5),
    _npm("long-cang", "400", "hand", True, 0.4),
)
LATIN_FAMILIES = (
    _latin(
        "Liberation Sans",
        "fonts-liberation",
        "LiberationSans-Regular.ttf|LiberationSans-Bold.ttf|LiberationSans-Italic.ttf",
        "sans",
        OFL,
        4,
    ),
    _latin(
        "Liberation Serif",
        "fonts-liberation",
        "LiberationSerif-Regular.ttf|LiberationSerif-Bold.ttf|LiberationSerif-Italic.ttf",
        "serif",
        OFL,
        3,
    ),
    _latin(
        "Liberation Mono",
        "fonts-liberation",
        "LiberationMono-Regular.ttf|LiberationMono-Bold.ttf",
        "mono",
        OFL,
        4,
    ),
    _latin(
        "Liberation Sans Narrow",
        "fonts-liberation",
        "LiberationSansNarrow-Regular.ttf|LiberationSansNarrow-Bold.ttf",
        "narrow",
        GPL_FE,
        1,
    ),
    _latin(
        "Nimbus Mono PS",
        "fonts-urw-base35",
        "NimbusMonoPS-Regular.otf|NimbusMonoPS-Bold.otf",
        "mono",
        "AGPL-3.0 with font exception",
        3,
    ),
    _latin(
        "Nimbus Sans Narrow",
        "fonts-urw-base35",
        "NimbusSansNarrow-Regular.otf|NimbusSansNarrow-Bold.otf",
        "narrow",
        "AGPL-3.0 with font exception",
        1.5,
    ),
    _latin(
        "Nimbus Roman, Sans",
        "fonts-urw-base35",
        "NimbusRoman-Regular.otf|NimbusSans-Regular.otf|NimbusSans-Bold.otf|NimbusRoman-Italic.otf|NimbusRoman-Bold.otf",
        "serif",
        "AGPL-3.0 with font exception",
        3,
    ),
    _latin(
        "URW Bookman, Gothic, C059, P052",
        "fonts-urw-base35",
        "URWBookman-Light.otf|URWGothic-Book.otf|C059-Roman.otf|P052-Roman.otf|C059-Bold.otf",
        "serif",
        "AGPL-3.0 with font exception",
        1.5,
    ),
    _latin(
        "DejaVu Sans",
        "fonts-dejavu-core",
        "DejaVuSans.ttf|DejaVuSans-Bold.ttf",
        "sans",
        "Bitstream Vera",
        1.5,
    ),
    _latin(
        "DejaVu Sans Mono",
        "fonts-dejavu-core",
        "DejaVuSansMono.ttf|DejaVuSansMono-Bold.ttf",
        "mono",
        "Bitstream Vera",
        2,
    ),
    _latin(
        "DejaVu Condensed",
        "fonts-dejavu-extra",
        "DejaVuSansCondensed.ttf|DejaVuSerifCondensed.ttf",
        "narrow",
        "Bitstream Vera",
        1,
    ),
    _latin("Cousine", "fonts-croscore", "Cousine-Regular.ttf|Cousine-Bold.ttf", "mono", APACHE, 2),
    _latin(
        "Tinos, Arimo",
        "fonts-croscore",
        "Tinos-Regular.ttf|Arimo-Italic.ttf|Tinos-Bold.ttf",
        "serif",
        APACHE,
        1,
    ),
    _latin(
        "Carlito, Caladea",
        "fonts-crosextra-carlito fonts-crosextra-caladea",
        "Carlito-Regular.ttf|Carlito-Bold.ttf|Caladea-Regular.ttf",
        "sans",
        OFL,
        1.5,
    ),
    _latin(
        "Courier Prime",
        "fonts-courier-prime",
        "Courier Prime.otf|Courier Prime Bold.otf|Courier Prime Sans.otf|Courier Prime Code.otf",
        "typewriter",
        OFL,
        3,
    ),
    _latin("GNU Typewriter", "fonts-gnutypewriter", "GNUTypewriter.ttf", "typewriter", GPL_FE, 1.5),
    _latin("OCR-A", "fonts-ocr-a", "OCRA.ttf", "mono", "public domain", 1),
    _latin("OCR-B", "fonts-ocr-b", "OCRB.otf", "mono", "OCR-B licence (free)", 1.2),
    _latin("Inconsolata", "fonts-inconsolata", "Inconsolata.otf", "mono", OFL, 1),
    _latin(
        "FreeFont",
        "fonts-freefont-ttf",
        "FreeMono.ttf|FreeMonoBold.ttf|FreeSans.ttf|FreeSerif.ttf",
        "mono",
        GPL_FE,
        2,
    ),
    _latin(
        "Hack", "fonts-hack", "Hack-Regular.ttf|Hack-Bold.ttf", "mono", "MIT and Bitstream Vera", 1
    ),
    _latin(
        "Fira Code", "fonts-firacode", "FiraCode-Regular.ttf|FiraCode-Bold.ttf", "mono", OFL, 0.7
    ),
    _latin("JetBrains Mono", "fonts-jetbrains-mono", "JetBrainsMono-Regular.ttf", "mono", OFL, 0.5),
    _latin("Go", "fonts-go", "Go-Regular.ttf|Go-Mono.ttf|Go-Bold.ttf", "sans", "BSD-3-Clause", 1),
    _latin("Lato", "fonts-lato", "Lato-Regular.ttf|Lato-Bold.ttf|Lato-Light.ttf", "sans", OFL, 1),
    _latin(
        "Open Sans", "fonts-open-sans", "OpenSans-Regular.ttf|OpenSans-Bold.ttf", "sans", OFL, 1
    ),
    _latin(
        "Noto Sans, Serif, Mono",
        "fonts-noto-core fonts-noto-mono",
        "NotoSans-Regular.ttf|NotoSerif-Regular.ttf|NotoSansMono-Regular.ttf|NotoSans-Bold.ttf",
        "sans",
        OFL,
        2,
    ),
    _latin(
        "Linux Libertine",
        "fonts-linuxlibertine",
        "LinLibertine_R.otf|LinBiolinum_R.otf|LinLibertine_RB.otf",
        "serif",
        OFL,
        0.7,
    ),
    _latin("Cabin", "fonts-cabin", "Cabin-Regular.otf|Cabin-Bold.otf", "sans", OFL, 0.5),
    _latin("Andika", "fonts-sil-andika", "Andika-Regular.ttf", "sans", OFL, 0.4),
    _latin("Comic Neue", "fonts-comic-neue", "ComicNeue-Regular.otf", "hand", OFL, 0.3),
    _latin("Vollkorn", "fonts-vollkorn", "Vollkorn-Regular.ttf", "serif", OFL, 0.4),
    _npm("vt323", "400", "dots", weight=1.5),
    _npm("share-tech-mono", "400", "mono", weight=1),
    _npm("doto", "500 700 900", "dots", weight=1),
    _npm("special-elite", "400", "typewriter", weight=1, licence=APACHE),
    _npm("pt-mono", "400", "mono", weight=1),
    _npm("roboto-mono", "400 500 700", "mono", weight=1),
    _npm("roboto-condensed", "400 500 700", "narrow", weight=1.5),
    _npm("ibm-plex-mono", "400 500", "mono", weight=1),
    _npm("space-mono", "400 700", "mono", weight=0.5),
    _npm("anonymous-pro", "400 700", "mono", weight=1),
    _npm("oswald", "400", "narrow", weight=0.5),
    _npm("barlow-condensed", "400 500", "narrow", weight=0.8),
    _npm("overpass-mono", "400", "mono", weight=0.6),
    _npm("press-start-2p", "400", "dots", weight=0.3),
    _npm("b612-mono", "400 700", "mono", weight=1),
    _npm("fragment-mono", "400", "mono", weight=0.6),
    _npm("pixelify-sans", "400 500", "dots", weight=0.4),
    _npm("nanum-gothic-coding", "400", "mono", weight=0.6),
)
FAMILIES = HANZI_FAMILIES + LATIN_FAMILIES
