#!/usr/bin/env python3
"""Makes Roboto-Regular.woff and Roboto-Bold.woff from Debian's fonts-roboto-unhinted; needs fonttools.

Usage: subset.py [FOLDER of Roboto-Regular.ttf and Roboto-Bold.ttf]
"""
import os
import sys

from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

SOURCE = sys.argv[1] if len(sys.argv) > 1 else "/usr/share/fonts/truetype/roboto/unhinted/RobotoTTF"
KEPT = [*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x384, 0x3CF), 0x3D1, 0x3D5, 0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2018, 0x2019,
        0x201A, 0x201C, 0x201D, 0x201E, 0x2020, 0x2022, 0x2026, 0x2030, 0x2032, 0x2033, 0x2070, 0x2074, 0x2075, 0x2076, 0x2077, 0x2078, 0x2079, 0x207B,
        0x2080, 0x2081, 0x2082, 0x2083, 0x2122, 0x2202, 0x2206, 0x2211, 0x2212, 0x221A, 0x221E, 0x2248, 0x2260, 0x2264, 0x2265]


def add_arrows(font, bold):
    """Roboto has no arrows: a shaft and a head each, as wide as its plus sign and as thick as its minus sign."""
    width = font["hmtx"]["plus"][0]
    middle, half = 662, 95 if bold else 72
    for name, code, left in (("arrowleft", 0x2190, True), ("arrowright", 0x2192, False)):
        points = [(90, middle - half), (width - 420, middle - half), (width - 420, middle - 330), (width - 70, middle),
                  (width - 420, middle + 330), (width - 420, middle + half), (90, middle + half)]
        points = [(width - x, y) for x, y in points] if left else points[::-1]
        pen = TTGlyphPen(None)
        pen.moveTo(points[0])
        for point in points[1:]:
            pen.lineTo(point)
        pen.closePath()
        font["glyf"][name] = pen.glyph()
        font["hmtx"][name] = (width, 0)
        for table in font["cmap"].tables:
            if table.isUnicode():
                table.cmap[code] = name
    font["hhea"].numberOfHMetrics = len(font.getGlyphOrder())


for style in ("Regular", "Bold"):
    font = TTFont(os.path.join(SOURCE, f"Roboto-{style}.ttf"), recalcTimestamp=False)
    options = Options()
    options.layout_features = []
    options.hinting = False
    options.notdef_outline = True
    options.drop_tables += ["GPOS", "GSUB", "GDEF", "LTSH", "gasp", "hdmx", "VDMX"]
    options.name_IDs = [0, 1, 2, 5, 13, 14]
    options.flavor = None
    add_arrows(font, style == "Bold")
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[*KEPT, 0x2190, 0x2192])
    subsetter.subset(font)
    font.flavor = "woff"
    font.save(os.path.join(os.path.dirname(os.path.abspath(__file__)), f"Roboto-{style}.woff"))
