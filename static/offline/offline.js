// List and map of an offline copy (reports/offline), which holds this script and what it imports itself.
import { draw, know } from '../area_view.js';
const view = JSON.parse(document.getElementById('view').textContent);
if (view.outlines) know('outlines', view.outlines);
for (const part of ['list', 'map']) {
  const place = document.getElementById(part);
  if (view[part] && place) {
    // A browser that is too old for the drawing keeps the words that stand in its place.
    const words = [...place.childNodes];
    place.replaceChildren();
    try {
      draw(place, view[part]);
    } catch {
      place.replaceChildren(...words);
    }
  }
}
