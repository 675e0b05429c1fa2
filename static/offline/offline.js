// List and map of an offline copy (reports/offline), which holds this script and what it imports itself.
import { draw, know } from '../area_view.js';
const view = JSON.parse(document.getElementById('view').textContent);
if (view.outlines) know('outlines', view.outlines);
for (const part of ['list', 'map']) {
  const place = document.getElementById(part);
  if (view[part] && place) {
    place.replaceChildren();
    draw(place, view[part]);
  }
}
