"""Make the small map of one province's kabupaten and kota for the portals' charts.

    python tools/maps.py SOURCE.geojson PROVINCE TARGET.geojson

SOURCE is the kabupaten/kota file of cahyadsn/wilayah_boundaries (MIT, commit 3c5a795), simplified. Points are snapped
to a grid of 0.001 degrees (about 110 m): neighbours share their border points, so the borders stay closed. Only code
and name are kept. Good for maps, not for measuring.
"""

import json
import sys
from pathlib import Path
from typing import Any

GRID = 3  # decimals of a degree


def ring(points: list[list[float]]) -> list[list[float]]:
    """One ring on the grid without repeated points; empty when it collapses below a triangle."""
    out: list[list[float]] = []
    for lng, lat in points:
        point = [round(lng, GRID), round(lat, GRID)]
        if not out or out[-1] != point:
            out.append(point)
    return out if len(out) >= 4 else []


def polygon(rings: list[list[list[float]]]) -> list[list[list[float]]]:
    """Outer ring and holes; empty when the outer ring collapses."""
    outer, *holes = (ring(r) for r in rings)
    return [outer, *(h for h in holes if h)] if outer else []


def main(source: str, province: str, target: str) -> None:
    """Write the features of `province` (two-digit Kemendagri code) to `target`."""
    features: list[dict[str, Any]] = []
    for feature in json.loads(Path(source).read_text())["features"]:
        properties, geometry = feature["properties"], feature["geometry"]
        if properties["kode_prov"] != province:
            continue
        parts = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
        coordinates = [p for p in map(polygon, parts) if p]
        features.append(
            {
                "type": "Feature",
                "properties": {"kode": properties["kode"], "name": properties["nama"]},
                "geometry": {"type": "MultiPolygon", "coordinates": coordinates},
            }
        )
    features.sort(key=lambda f: f["properties"]["kode"])
    text = json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":"), ensure_ascii=False)
    Path(target).write_text(text + "\n", encoding="utf-8")
    print(f"{len(features)} areas, {len(text):,} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:])
