// Map and list mark each other: what the pointer is over in one gets a heavy line in the other.
// Streamlit tells the server of clicks only; this stays in the browser and asks nobody.
(() => {
  const CODE_OF = point => point && (point.location || [].concat(point.customdata || [])[0]);
  const bars = code => [...document.querySelectorAll('.js-plotly-plot')].flatMap(plot => {
    const trace = (plot._fullData || []).findIndex(each => each.type === 'bar' && each.customdata && each.marker.line);
    if (trace < 0) return [];
    const last = plot._fullData.length - 1;
    const place = [...plot._fullData[trace].customdata].findIndex(each => String(each) === code);
    const layers = [...plot.querySelectorAll('.barlayer .trace')];
    const shown = place < 0 ? null : layers[Math.min(1, last)];
    return shown ? [...shown.querySelectorAll('.point path')].slice(place, place + 1) : [];
  });
  const shapes = code => [...document.querySelectorAll('path.choroplethlocation')]
    .filter(path => path.__data__ && path.__data__.loc === code);
  let marked = [];
  const clear = () => {
    marked.forEach(([path, before]) => path.setAttribute('style', before));
    marked = [];
  };
  const mark = code => {
    clear();
    if (!code) return;
    marked = [...bars(code), ...shapes(code)].map(path => [path, path.getAttribute('style') || '']);
    marked.forEach(([path, before]) => path.setAttribute('style', `${before};stroke:${getComputedStyle(path).color};stroke-width:3px;stroke-opacity:1`));
  };
  const listen = () => document.querySelectorAll('.js-plotly-plot').forEach(plot => {
    if (plot.dataset.isLinked || !plot.on) return;
    plot.dataset.isLinked = 'yes';
    plot.on('plotly_hover', event => mark(CODE_OF(event.points[0])));
    plot.on('plotly_unhover', clear);
  });
  clearInterval(window.kawalLinked);
  window.kawalLinked = setInterval(listen, 500);
})();
