"""Videos, made from pictures."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from kiosk.ports import Picture


def film(
    path: Path, pictures: Sequence[Picture], *, fps: int = 25, codec: str = "mpeg4", pixels: str = "yuv420p"
) -> Path:
    """Writes them as a video, `fps` of them a second."""
    height, width = pictures[0].shape[:2]
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=fps)
        stream.width, stream.height, stream.pix_fmt = width, height, pixels
        stream.time_base = Fraction(1, fps)
        stream.codec_context.qmax = 4
        for number, picture in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, fps)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path
