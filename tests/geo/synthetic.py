"""Invented coverages: cells with wiggly common borders, an island and an enclave."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

KUDUS = (110.85, -6.8)


def wiggly_coverage(
    *, seed: int, cells: int = 8, centre: tuple[float, float] = KUDUS, side: float = 0.08
) -> gpd.GeoDataFrame:
    """Cells of random points, an enclave inside them and an island beside them, all borders bent alike.

    The bend moves a point by where it lies alone, so what is shared stays shared.
    """
    rng = np.random.default_rng(seed)
    box = shapely.box(0, 0, 1, 1)
    points = shapely.multipoints(rng.uniform(0.05, 0.95, (cells, 2)))
    edges = shapely.intersection(shapely.voronoi_polygons(points, extend_to=box, only_edges=True), box)
    enclave = shapely.buffer(shapely.Point(*rng.uniform(0.3, 0.7, 2)), 0.08)
    island = shapely.box(1.2, 0.4, 1.4, 0.6)
    network = shapely.union_all([edges, box.exterior, enclave.exterior, island.exterior])
    faces = _without_specks(shapely.get_parts(shapely.polygonize([shapely.segmentize(network, 0.01)])))
    bent = shapely.transform(faces, lambda xy: np.asarray(centre) + side * _bend(xy))
    codes = [f"33190{number:05d}" for number in range(1, len(bent) + 1)]
    return gpd.GeoDataFrame({"code": codes}, geometry=list(bent), crs="EPSG:4326")


def _without_specks(faces: np.ndarray) -> np.ndarray:
    """Join each face that no grid could show to the neighbour with the longest common border."""
    for _ in range(len(faces)):
        speck = int(np.argmin(shapely.area(faces)))
        if shapely.area(faces[speck]) > 0.004:
            break
        common = shapely.length(shapely.intersection(shapely.boundary(faces), faces[speck].boundary))
        common[speck] = 0
        neighbour = int(np.argmax(common))
        faces[neighbour] = shapely.coverage_union(faces[neighbour], faces[speck])
        faces = np.delete(faces, speck)
    return faces


def _bend(xy: np.ndarray) -> np.ndarray:
    x, y = xy.T
    return np.column_stack([x + 0.01 * np.sin(40 * y) - 0.5, y + 0.01 * np.sin(37 * x + 1) - 0.5])


def frame_of(**areas: shapely.Geometry) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"code": list(areas)}, geometry=list(areas.values()), crs="EPSG:4326")


def is_coverage_by_brute_force(frame: gpd.GeoDataFrame) -> bool:
    """No pair shares ground, and a corner of one on the border of another is a corner of both."""
    areas = list(frame.geometry)
    for first in areas:
        if not first.is_valid:
            return False
        for second in areas:
            if first is second:
                continue
            if first.intersection(second).area > 0:
                return False
            own_corners = {tuple(xy) for xy in shapely.get_coordinates(first).tolist()}
            for corner in shapely.get_coordinates(second).tolist():
                on_border = first.boundary.distance(shapely.Point(corner)) < 1e-12
                if on_border and tuple(corner) not in own_corners:
                    return False
    return True


def is_on_grid(frame: gpd.GeoDataFrame, decimals: int = 4) -> bool:
    numbers = shapely.get_coordinates(frame.geometry.to_numpy()).ravel().tolist()
    return all(number == float(f"{number:.{decimals}f}") for number in numbers)
