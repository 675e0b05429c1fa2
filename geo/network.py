"""The common network of borders, snapped to whole numbers.

All lengths here are in grid cells: `geo.coverage` divides degrees by the grid before and multiplies after.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.polygons import repaired_polygons

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.polygons import Geometries

_MIN_COVERED_SHARE = 0.5
# Half the diagonal of a cell: two borders this far on either side of a line cannot snap to the same points.
_HALF_TONGUE = 0.71
_LONG_TONGUE = 3.0
_TONGUE_PASSES = 3


def snap_network(areas: Geometries) -> Geometries:
    """Snap the common borders of areas to whole numbers and build the areas anew from its faces.

    Parameters
    ----------
    areas : array of Polygon or MultiPolygon, shape (n,)
        Valid; in cells. Ground claimed twice goes to the smaller area, so that an enclave drawn on top of
        its surroundings stays.

    Returns
    -------
    array of Polygon, MultiPolygon or None, shape (n,)
        A valid coverage with whole coordinates; None where an area has no face left.
    """
    areas = _without_overlaps(areas)
    snapped = _faces_by_area(areas)
    for _ in range(_TONGUE_PASSES):
        tongues = _lost_tongues(areas, snapped)
        if shapely.is_empty(tongues).all():
            break
        areas = _widen_tongues(areas, tongues)
        snapped = _faces_by_area(areas)
    return snapped


def _without_overlaps(areas: Geometries) -> Geometries:
    if shapely.coverage_is_valid(areas):
        return areas
    rank = np.empty(len(areas), dtype=np.intp)
    rank[np.argsort(shapely.area(areas), kind="stable")] = np.arange(len(areas))
    apart = areas.copy()
    for small, large in shapely.STRtree(areas).query(areas, predicate="intersects").T:
        if rank[small] < rank[large]:
            apart[large] = shapely.difference(apart[large], areas[small])
    return repaired_polygons(apart)


def _lost_tongues(areas: Geometries, snapped: Geometries) -> Geometries:
    """The tongues and islets of each area that snapping lost, about a cell wide; else empty polygons.

    What is narrower than a cell collapses to a line. That costs no area to speak of, but the outline of its
    owner moves by the tongue's whole length: what reaches farther than `_LONG_TONGUE` must stay.
    """
    lost, owner = shapely.get_parts(shapely.difference(areas, shapely.buffer(snapped, 1.0)), return_index=True)
    corners, part = shapely.get_coordinates(lost, return_index=True)
    reach = np.zeros(len(lost))
    np.maximum.at(reach, part, shapely.distance(shapely.points(corners), snapped[owner[part]]))
    tongues: Geometries = np.full(len(areas), shapely.Polygon(), dtype=object)
    for area in np.unique(owner[reach > _LONG_TONGUE]):
        tips = shapely.union_all(lost[(owner == area) & (reach > _LONG_TONGUE)])
        # The buffer of one cell was taken off above. Two cells more reach back over it, into what snapping kept
        # (decision 16).
        tongue = shapely.intersection(areas[area], shapely.buffer(tips, 2.0))
        tongues[area] = shapely.buffer(tongue, _HALF_TONGUE, join_style="mitre", mitre_limit=2.0)
    return tongues


def _widen_tongues(areas: Geometries, tongues: Geometries) -> Geometries:
    """The areas, each with its tongue, whose ground is taken from the others."""
    widened = areas.copy()
    tree = shapely.STRtree(areas)
    for owner in np.flatnonzero(~shapely.is_empty(tongues)):
        for other in tree.query(tongues[owner], predicate="intersects"):
            if other != owner:
                widened[other] = shapely.difference(widened[other], tongues[owner])
        widened[owner] = shapely.union(widened[owner], tongues[owner])
    repaired = repaired_polygons(widened)
    return np.where(shapely.is_missing(repaired), areas, repaired)


def _faces_by_area(areas: Geometries) -> Geometries:
    network = shapely.union_all(shapely.boundary(areas), grid_size=1.0)
    faces: Geometries = shapely.get_parts(shapely.polygonize([network]))
    owner = _owner_of_faces(faces, areas)
    _give_narrow_gaps_to_a_neighbour(faces, owner)
    snapped: Geometries = np.full(len(areas), None, dtype=object)
    for area in np.unique(owner[owner >= 0]):
        snapped[area] = shapely.coverage_union_all(faces[owner == area])
    return repaired_polygons(snapped)


def _owner_of_faces(faces: Geometries, areas: Geometries) -> NDArray[np.intp]:
    """The position of the area that covers most of each face, -1 where most is no area's."""
    owner = np.full(len(faces), -1, dtype=np.intp)
    face, area = shapely.STRtree(areas).query(faces, predicate="intersects")
    share = shapely.area(shapely.intersection(faces[face], areas[area])) / shapely.area(faces[face])
    covered = np.bincount(face, weights=share, minlength=len(faces))
    # NumPy keeps the last value written to a position, so the largest share must come last.
    order = np.argsort(share, kind="stable")
    owner[face[order]] = area[order]
    owner[covered < _MIN_COVERED_SHARE] = -1
    return owner


def _give_narrow_gaps_to_a_neighbour(faces: Geometries, owner: NDArray[np.intp]) -> None:
    """Let the neighbour with the longest common border own each gap narrower than two cells (in place)."""
    tree = shapely.STRtree(faces)
    for gap in np.flatnonzero(owner < 0):
        if not shapely.buffer(faces[gap], -1.0).is_empty:
            continue
        near = tree.query(faces[gap], predicate="touches")
        near = near[owner[near] >= 0]
        common = shapely.length(shapely.intersection(faces[gap], faces[near]))
        if near.size and common.max() > 0:
            owner[gap] = owner[near[np.argmax(common)]]
