"""Writes what OpenCV's own SIFT finds, for lib/vision/sift/golden.test.ts.

    python3 e2e/golden/make-sift.py draw
    npx tsx e2e/golden/write-grey.ts "$MAGPIE_DATA" /tmp/grey
    python3 e2e/golden/make-sift.py /tmp/grey

Needs OpenCV (Debian's python3-opencv) and numpy. Made with OpenCV 4.6.0.

sift.bin holds, for each picture of sift.json in order, its strongest key points, strongest first:
float32 x, y, size, angle (degrees, clockwise) [count, 4], little endian, then uint8 [count, 128].
"""
import json
import os
import sys

import cv2
import numpy as np

here = os.path.dirname(os.path.abspath(__file__))
COUNT = 200


def draw():
    """Shapes, letters and noise, as shapes.png."""
    random = np.random.default_rng(1)
    picture = np.full((260, 340), 128, np.uint8)
    for _ in range(40):
        x, y, size, level = (int(random.integers(low, high)) for low, high in ((0, 340), (0, 260), (4, 40), (0, 256)))
        if random.random() < 0.5:
            cv2.circle(picture, (x, y), size, level, -1, cv2.LINE_AA)
        else:
            cv2.rectangle(picture, (x, y), (x + size, y + size), level, -1)
    for row in range(4):
        cv2.putText(picture, "Magpie keeps one", (10, 50 + 60 * row), cv2.FONT_HERSHEY_SIMPLEX, 0.5 + 0.2 * row, 20 + 70 * row, 2, cv2.LINE_AA)
    noise = random.normal(0, 6, picture.shape)
    cv2.imwrite(os.path.join(here, "shapes.png"), np.clip(picture + noise, 0, 255).astype(np.uint8))


def describe(folder):
    pictures = json.load(open(os.path.join(folder, "pictures.json")))
    with open(os.path.join(here, "sift.bin"), "wb") as out:
        for picture in pictures:
            grey = np.fromfile(os.path.join(folder, picture["name"] + ".raw"), np.uint8)
            grey = grey.reshape(picture["heightPx"], picture["widthPx"])
            points, numbers = cv2.SIFT_create().detectAndCompute(grey, None)
            order = np.argsort([-point.response for point in points], kind="stable")[:COUNT]
            places = [[*points[at].pt, points[at].size, points[at].angle] for at in order]
            out.write(np.array(places, "<f4").tobytes())
            out.write(numbers[order].astype(np.uint8).tobytes())
            picture["count"] = len(order)
    with open(os.path.join(here, "sift.json"), "w") as out:
        out.write(json.dumps({"opencv": cv2.__version__, "pictures": pictures}, indent=2) + "\n")


if sys.argv[1] == "draw":
    draw()
else:
    describe(sys.argv[1])
