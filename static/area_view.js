// List and map of areas, drawn from values: draw(element, data, onPick). Called again it changes what stands there, in
// place. It knows nothing of Streamlit: the default export, which Streamlit calls, only hands on. docs/decisions.md, 167.

const SVG = 'http://www.w3.org/2000/svg';
// As geo/labels.py fits labels: the height of a line, and the band in which a label may be as wide as its area.
const LINE_PX = 15, BAND = 0.6, LABEL_PX = 12, MOST_ZOOM = 24, FEW = 12;
// Up to this zoom the areas above have their names: farther in one stands within one of them.
const FAR = 4;

const LIGHT = `--ink:var(--st-text-color,#0e1415);--ground:var(--st-background-color,#fff);--edge:#6f7b7d;
--step-0:#17807a;--on-0:#ffffff;--step-1:#9fd3cb;--on-1:#16211f;--step-2:#efe8d8;--on-2:#2a2620;
--step-3:#eaa561;--on-3:#241503;--step-4:#96390a;--on-4:#ffffff;--uncompared:#d3d9da;--on-uncompared:#16211f;`;
const DARK = `--edge:#0e1415;
--step-0:#2fb5a8;--on-0:#0b1213;--step-1:#358077;--on-1:#ffffff;--step-2:#76692f;--on-2:#ffffff;
--step-3:#a3683c;--on-3:#ffffff;--step-4:#e0702f;--on-4:#0b1213;`;
// How much there is to do: one hue (presentation/charts/colours.py).
const LOAD = `--step-0:#efeaf6;--on-0:#16211f;--step-1:#d0c3e6;--on-1:#16211f;--step-2:#a990cf;--on-2:#16211f;
--step-3:#7d5cb0;--on-3:#ffffff;--step-4:#52318a;--on-4:#ffffff;`;
const LOAD_ON_DARK = `--step-0:#2b2440;--on-0:#ffffff;--step-1:#4b3b73;--on-1:#ffffff;--step-2:#7259a8;--on-2:#ffffff;
--step-3:#a38bdb;--on-3:#0b1213;--step-4:#d3c3ff;--on-4:#0b1213;`;
const STEPS = [0, 1, 2, 3, 4].map(n => `.area-view .step-${n}{--fill:var(--step-${n});--on:var(--on-${n})}`).join('');

const CSS = `
.area-view{${LIGHT}--no-data:rgba(138,150,153,.14);--no-data-line:#8a9699;position:relative;height:100%;
box-sizing:border-box;color:var(--ink);font-family:var(--st-font,sans-serif);font-size:13px;line-height:1.3;
display:flex;flex-direction:column;font-variant-numeric:tabular-nums}
.area-view *{box-sizing:border-box}
.area-view[data-ground=dark]{${DARK}}
.area-view[data-palette=load]{${LOAD}}
.area-view[data-palette=load][data-ground=dark]{${LOAD_ON_DARK}}
${STEPS}
.area-view .no-data{--fill:var(--no-data);--on:var(--ink);--line:var(--no-data-line)}
.area-view .uncompared{--fill:var(--uncompared);--on:var(--on-uncompared)}
.area-view .rows{flex:1;min-height:0;display:grid;grid-template-columns:minmax(4.5rem,auto) minmax(3rem,1fr) minmax(5.5rem,auto);
grid-auto-rows:minmax(0,1fr);column-gap:8px}
.area-view .row{grid-column:1/-1;display:grid;grid-template-columns:9rem 1fr 8rem;grid-template-columns:subgrid;
align-items:center;min-height:0}
.area-view.chooses [data-code]{cursor:pointer}
.area-view .name{text-align:right;overflow-wrap:anywhere}
.area-view .row[aria-selected=true] .name{font-weight:700}
.area-view .remark span{display:block}
.area-view .track{position:relative;align-self:stretch}
.area-view .bar{position:absolute;left:0;top:0;width:100%;height:100%;overflow:visible}
.area-view .bar rect{y:19%;height:62%}
.area-view .bar .room{fill:rgba(138,150,153,.18)}
.area-view .bar .length{fill:var(--fill);stroke:var(--ink);stroke-width:.4px;forced-color-adjust:none}
.area-view .bar .due{stroke:var(--ink);stroke-width:3px}
.area-view .bar .due-edge{stroke:var(--ground);stroke-width:6px}
.area-view .bar .target{stroke:var(--ink);stroke-width:1px;stroke-dasharray:1.5 3}
.area-view .bar .overall{stroke:var(--ink);stroke-width:1.5px;stroke-dasharray:6 3}
.area-view .bar pattern path{stroke:var(--ink);stroke-width:2px}
.area-view .row[aria-selected=true] .length{stroke-width:2px}
.area-view .row.is-marked .length{stroke-width:3px}
.area-view .row.is-marked{background:rgba(138,150,153,.12)}
.area-view .row:focus-visible{outline:2px solid var(--ink);outline-offset:-1px}
.area-view .plane{flex:1;min-height:0;position:relative}
.area-view .sheet{position:absolute;width:100%;height:100%;touch-action:manipulation}
.area-view .area{fill:var(--fill);fill-rule:evenodd;stroke:var(--line,var(--edge));stroke-width:1px;vector-effect:non-scaling-stroke;
stroke-linejoin:round;outline:none;transition:fill .2s;forced-color-adjust:none}
.area-view .area.no-data{stroke-dasharray:3 2}
.area-view .area.is-pale{fill-opacity:.3}
.area-view .above{pointer-events:none}
.area-view .above path{fill:none;vector-effect:non-scaling-stroke;stroke-linejoin:round}
.area-view .above .edge{stroke:var(--ground);stroke-width:4.5px}
.area-view .above .line{stroke:var(--ink);stroke-width:1.8px}
.area-view .over{fill:none;pointer-events:none;vector-effect:non-scaling-stroke;stroke-linejoin:round}
.area-view .over.edge{stroke:var(--ground);stroke-width:6px}
.area-view .over.line{stroke:var(--ink);stroke-width:3px}
.area-view .over.focus{stroke-dasharray:7 3}
.area-view .labels{pointer-events:none}
.area-view .labels text{fill:var(--on);text-anchor:middle;font-size:calc(${LABEL_PX}px*var(--unit,1));
forced-color-adjust:none}
.area-view .labels .aside,.area-view .labels .is-pale{fill:var(--ink)}
.area-view .labels .above-name{fill:var(--ink);font-weight:700;letter-spacing:.03em;stroke:var(--ground);
stroke-width:calc(3.5px*var(--unit,1));stroke-linejoin:round;paint-order:stroke}
.area-view .labels path{fill:none;stroke:var(--ink);stroke-width:1px;vector-effect:non-scaling-stroke}
.area-view .labels path.edge{stroke:var(--ground);stroke-width:3px}
.area-view .foot{flex:none;display:flex;align-items:flex-end;justify-content:space-between;gap:8px;padding-top:6px}
.area-view[data-state=missing] .sheet{display:none}
.area-view[data-state=missing]::before{content:attr(aria-label);flex:1;min-height:0;overflow:auto}
.area-view ul.legend{flex:1;display:flex;flex-wrap:wrap;gap:2px 14px;list-style:none;margin:0;padding:0}
.area-view .legend li{display:flex;align-items:center;gap:6px;margin:0;padding:0;font-size:13px}
.area-view .swatch{flex:none;width:13px;height:13px;background:var(--fill);border:1px solid var(--line,var(--edge));
forced-color-adjust:none}
.area-view .swatch.no-data{border-style:dashed}
.area-view button{flex:none;font:inherit;color:inherit;background:var(--ground);border:1px solid var(--no-data-line);
border-radius:6px;min-height:32px;min-width:32px;padding:3px 10px;cursor:pointer}
@media (max-width:767px),(pointer:coarse){.area-view button{min-height:44px;min-width:44px}}
.area-view button:focus-visible{outline:2px solid var(--ink);outline-offset:1px}
.area-view .card{position:fixed;z-index:1000;left:0;top:0;max-width:min(20rem,90vw);padding:6px 9px;border-radius:6px;
pointer-events:none;background:var(--ground);color:var(--ink);border:1px solid var(--no-data-line);
box-shadow:0 2px 8px rgba(0,0,0,.25)}
.area-view .card[hidden]{display:none}
.area-view .card div:first-child{font-weight:700}
dialog.area-view{width:96vw;height:94vh;height:94dvh;max-width:none;max-height:none;padding:10px;border-radius:8px;
border:1px solid var(--no-data-line);background:var(--ground)}
dialog.area-view:not([open]){display:none}
dialog.area-view::backdrop{background:rgba(0,0,0,.5)}
dialog.area-view .head{flex:none;display:flex;flex-wrap:wrap;gap:6px;align-items:center;padding-bottom:8px}
dialog.area-view .head strong{flex:1;font-size:16px}
dialog.area-view .sheet{touch-action:none;cursor:grab}
@media (forced-colors:active){
.area-view .over.line,.area-view .bar .due,.area-view .bar .target,.area-view .bar .overall,.area-view .bar pattern path{
stroke:CanvasText}
.area-view .over.edge,.area-view .bar .due-edge{stroke:Canvas}
.area-view .over.focus,.area-view .row.is-marked .length{stroke:Highlight}
.area-view .bar .room{fill:Canvas;stroke:GrayText}
.area-view .labels .aside,.area-view .labels .is-pale,.area-view .labels .above-name{fill:CanvasText}
.area-view .above .line{stroke:CanvasText}
.area-view .above .edge,.area-view .labels .above-name{stroke:Canvas}
.area-view .labels path{stroke:CanvasText}
.area-view .labels path.edge{stroke:Canvas}
}
@media (prefers-reduced-motion:reduce){.area-view .area{transition:none}}
@media print{
.area-view,.area-view[data-ground=dark]{${LIGHT}--ink:#000;--ground:#fff;break-inside:avoid;
-webkit-print-color-adjust:exact;print-color-adjust:exact}
.area-view[data-palette=load],.area-view[data-palette=load][data-ground=dark]{${LOAD}}
.area-view .area{transition:none}
.area-view button,.area-view .card,dialog.area-view{display:none}
.area-view.area-map{flex-direction:row;gap:12px}
.area-view.area-map .foot{flex:0 0 28%;padding:0;align-items:flex-start}
.area-view ul.legend{flex-direction:column;flex-wrap:nowrap;gap:5px}
.area-view .row{break-inside:avoid}
}`;

const drawn = new WeakMap(), outlines = new Map();
let views = [];

export function draw(element, data, onPick = () => {}) {
  let view = drawn.get(element);
  if (view && view.kind !== data.view) {
    view.root.remove();
    view = null;
  }
  if (!view) {
    view = data.view === 'map' ? newMap(element) : newList(element);
    drawn.set(element, view);
    views.push(view);
  }
  view.onPick = data.chooses ? onPick : () => {};
  view.group = data.group;
  view.root.dataset.palette = data.palette;
  view.root.dataset.ground = groundOf(view.root);
  view.update(data);
}

export default ({parentElement, data, setTriggerValue}) =>
  draw(parentElement, data, code => setTriggerValue('picked', code));

// ------------------------------------------------------------------------------------------------ what both share

function make(name, attributes, parent) {
  const node = ['svg', 'path', 'g', 'rect', 'line', 'text', 'tspan', 'pattern'].includes(name)
    ? document.createElementNS(SVG, name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) node.setAttribute(key, value);
  if (parent) parent.append(node);
  return node;
}

// An attribute is written only where it changes: a page of 132 areas that stays as it is costs the browser nothing.
function set(node, name, value) {
  if (value === null || value === undefined) node.removeAttribute(name);
  else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
}

function say(node, words) {
  if (node.textContent !== words) node.textContent = words;
}

function groundOf(root) {
  const [r, g, b] = (getComputedStyle(root).getPropertyValue('--ground').match(/[0-9a-f]{2}/gi) || ['ff', 'ff', 'ff'])
    .map(part => parseInt(part, 16));
  return 0.3 * r + 0.59 * g + 0.11 * b < 128 ? 'dark' : 'light';
}

function style(root) {
  const home = root.getRootNode();
  home.areaViewSheet ??= Object.assign(new CSSStyleSheet(), {isOurs: true});
  if (!home.adoptedStyleSheets.includes(home.areaViewSheet)) {
    home.areaViewSheet.replaceSync(CSS);
    home.adoptedStyleSheets = [...home.adoptedStyleSheets, home.areaViewSheet];
  }
}

// Areas by code: nodes stay as long as their area does, and move only where the order changes.
function keep(nodes, items, parent, create) {
  const active = document.activeElement, codes = new Set(items.map(item => item.code));
  for (const [code, node] of nodes) {
    if (!codes.has(code)) {
      node.remove();
      nodes.delete(code);
    }
  }
  let place = parent.firstElementChild;
  for (const item of items) {
    if (!nodes.has(item.code)) nodes.set(item.code, create(item));
    const node = nodes.get(item.code);
    if (node === place) place = place.nextElementSibling;
    else parent.insertBefore(node, place);
  }
  // What is moved loses the focus.
  if (active && active !== document.activeElement && parent.contains(active)) active.focus({preventScroll: true});
}

function markAll(view, code) {
  views = views.filter(other => other.root.isConnected);
  for (const other of views) if (other.group === view.group) other.mark(code);
}

// Pointer and keyboard, the same for list and map: what they come upon is marked in both and tells its figures.
function listen(view, holder, card, step) {
  const itemOf = event => event.target.closest?.('[data-code]');
  const leave = () => {
    card.hidden = true;
    markAll(view, null);
  };
  const tell = (node, x, y) => {
    const area = view.areas.get(node.dataset.code);
    if (!area) return;
    card.replaceChildren(...area.hover.map(line => Object.assign(document.createElement('div'), {textContent: line})));
    card.hidden = false;
    const {width, height} = card.getBoundingClientRect();
    const left = x + 14 + width > innerWidth ? x - 14 - width : x + 14;
    card.style.left = `${Math.max(4, Math.min(left, innerWidth - width - 4))}px`;
    card.style.top = `${Math.max(4, Math.min(y + 14, innerHeight - height - 4))}px`;
    markAll(view, node.dataset.code);
  };
  holder.addEventListener('pointermove', event => {
    const node = itemOf(event);
    if (node && !view.isDragging) tell(node, event.clientX, event.clientY);
    else leave();
  });
  holder.addEventListener('pointerleave', leave);
  holder.addEventListener('focusin', event => {
    const node = itemOf(event);
    if (!node) return;
    rove(view.nodes, node);
    view.focus?.(node.dataset.code);
    if (!node.matches(':focus-visible')) return;
    const box = node.getBoundingClientRect();
    tell(node, box.left + box.width / 2, box.top + box.height / 2);
  });
  holder.addEventListener('focusout', () => {
    leave();
    view.focus?.(null);
  });
  holder.addEventListener('click', event => {
    const node = itemOf(event);
    if (node) view.onPick(node.dataset.code);
  });
  holder.addEventListener('keydown', event => {
    const node = itemOf(event);
    if (!node || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' || event.key === ' ') view.onPick(node.dataset.code);
    else if (event.key === 'Escape' && !card.hidden) leave();
    else {
      const all = [...view.nodes.values()];
      const next = {Home: all[0], End: all[all.length - 1]}[event.key] || step(node, event.key);
      if (!next) return;
      next.focus();
    }
    event.preventDefault();
  });
}

// One stop of the Tab key for all areas; arrows lead from one to the next.
function rove(nodes, chosen) {
  for (const node of nodes.values()) set(node, 'tabindex', node === chosen ? 0 : -1);
}

function ready(nodes, chosen) {
  const all = [...nodes.values()];
  if (!all.some(node => node === document.activeElement)) rove(nodes, nodes.get(chosen) || all[0]);
}

// --------------------------------------------------------------------------------------------------------- the list

function newList(element) {
  const root = make('div', {class: 'area-view area-list', role: 'group'}, element);
  style(root);
  const rows = make('div', {class: 'rows', role: 'listbox'}, root);
  const card = make('div', {class: 'card', 'aria-hidden': 'true', hidden: ''}, root);
  const view = {kind: 'list', root, nodes: new Map(), areas: new Map()};

  const create = ({code}) => {
    const row = make('div', {class: 'row', role: 'option', 'data-code': code, tabindex: -1});
    make('span', {class: 'name'}, row);
    const bar = make('svg', {class: 'bar', 'aria-hidden': 'true'}, make('span', {class: 'track'}, row));
    for (const part of ['room', 'length', 'hatch']) make('rect', {class: part, x: 0}, bar);
    for (const part of ['target', 'overall', 'due-edge', 'due']) {
      const is_due = part.startsWith('due');
      make('line', {class: part, y1: is_due ? '8%' : '0', y2: is_due ? '92%' : '100%'}, bar);
    }
    make('span', {class: 'remark'}, row);
    return row;
  };
  const show = (row, area, data) => {
    const [name, {firstChild: bar}, remark] = row.children;
    const [room, length, hatch, target, overall, edge, due] = [...bar.children].filter(part => !part.matches('pattern'));
    const is_marked = row.classList.contains('is-marked');
    set(row, 'class', `row ${area.step}${is_marked ? ' is-marked' : ''}`);
    set(row, 'aria-description', area.hover.slice(1).join(', '));
    set(row, 'aria-selected', area.code === data.chosen);
    say(name, area.name);
    set(room, 'width', area.length === null ? '0' : '100%');
    set(length, 'width', `${Math.max(0, area.length || 0)}%`);
    set(length, 'visibility', area.length === null ? 'hidden' : null);
    set(hatch, 'width', area.is_bound ? length.getAttribute('width') : '0');
    set(hatch, 'fill', area.is_bound ? hatching(bar) : null);
    line(target, data.target);
    line(overall, data.overall ?? null);
    for (const part of [edge, due]) line(part, area.length === null ? null : area.expected);
    while (remark.children.length > area.remark.length) remark.lastChild.remove();
    area.remark.forEach((words, n) => say(remark.children[n] || make('span', {}, remark), words));
  };
  view.update = data => {
    view.areas = new Map(data.areas.map(area => [area.code, area]));
    set(root, 'aria-label', data.alt);
    root.classList.toggle('chooses', data.chooses);
    set(rows, 'aria-label', data.words.how);
    keep(view.nodes, data.areas, rows, create);
    for (const area of data.areas) show(view.nodes.get(area.code), area, data);
    ready(view.nodes, data.chosen);
    set(root, 'data-drawn', data.areas.length);
  };
  view.mark = code => view.nodes.forEach((row, other) => row.classList.toggle('is-marked', other === code));
  listen(view, rows, card, (row, key) =>
    ({ArrowDown: row.nextElementSibling, ArrowRight: row.nextElementSibling,
      ArrowUp: row.previousElementSibling, ArrowLeft: row.previousElementSibling})[key]);
  return view;
}

// Fill of a bar of which only a bound is told. Each bar has its own: one of a row that is gone would draw nothing.
let hatchings = 0;

function hatching(bar) {
  let pattern = bar.querySelector('pattern');
  if (!pattern) {
    const id = `area-view-hatch-${hatchings += 1}`;
    pattern = make('pattern', {id, width: 7, height: 7, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)'}, bar);
    make('path', {d: 'M0 0V7'}, pattern);
  }
  return `url(#${pattern.id})`;
}

function line(node, at) {
  set(node, 'visibility', at === null ? 'hidden' : null);
  if (at !== null) for (const end of ['x1', 'x2']) set(node, end, `${at}%`);
}

// ---------------------------------------------------------------------------------------------------------- the map

function newMap(element) {
  const root = make('div', {class: 'area-view area-map', role: 'group'}, element);
  style(root);
  const view = newSheet(root, {kind: 'map', root});
  const foot = make('div', {class: 'foot'}, root), legend = make('ul', {class: 'legend'}, foot);
  const button = make('button', {type: 'button', class: 'enlarge'}, foot);
  const showSheet = view.update;
  let large = null;
  view.update = data => {
    set(root, 'aria-label', data.alt);
    while (legend.children.length > data.classes.length) legend.lastChild.remove();
    data.classes.forEach(({step, label}, n) => {
      const item = legend.children[n] || make('li', {}, legend);
      if (!item.children.length) [make('span', {}, item), make('span', {}, item)];
      set(item.firstChild, 'class', `swatch ${step}`);
      say(item.lastChild, label);
    });
    say(button, data.words.enlarge);
    view.data = data;
    showSheet(data);
    if (large?.root.open) large.update(data);
  };
  button.addEventListener('click', () => {
    large ??= newLarge(root, view);
    large.open();
  });
  return view;
}

// A sheet draws the areas into whatever box of the map is shown, and the labels that fit there.
function newSheet(root, view) {
  // A listener for the focus on the picture itself would make it one more stop of the Tab key.
  const plane = make('div', {class: 'plane'}, root), sheet = make('svg', {class: 'sheet', role: 'listbox'}, plane);
  const ground = make('g', {role: 'presentation'}, sheet);
  const above = make('g', {class: 'above', 'aria-hidden': 'true'}, sheet);
  for (const part of ['edge', 'line']) make('path', {class: part}, above);
  const over = ['edge', 'line', 'mark line', 'focus edge', 'focus line'].map(
    name => make('path', {class: `over ${name}`, 'aria-hidden': 'true'}, sheet));
  const labels = make('g', {class: 'labels', 'aria-hidden': 'true'}, sheet);
  const card = make('div', {class: 'card', 'aria-hidden': 'true', hidden: ''}, root);
  Object.assign(view, {sheet, nodes: new Map(), areas: new Map(), shapes: {}, above: [], box: null, asked: null, zoom: 1});

  const outline = code => view.shapes[code]?.[0] ?? '';
  const create = ({code}) => make('path', {role: 'option', 'data-code': code, tabindex: -1, d: outline(code)});
  const paint = data => {
    const areas = data.areas.filter(area => view.shapes[area.code]);
    view.areas = new Map(areas.map(area => [area.code, area]));
    keep(view.nodes, areas, ground, create);
    for (const area of areas) {
      const node = view.nodes.get(area.code);
      set(node, 'class', `area ${area.step}${area.is_pale ? ' is-pale' : ''}`);
      set(node, 'aria-label', area.hover.join(', '));
      set(node, 'aria-selected', area.code === data.chosen);
    }
    for (const part of over.slice(0, 2)) set(part, 'd', view.areas.has(data.chosen) ? outline(data.chosen) : '');
    for (const part of above.children) set(part, 'd', view.above.map(({path}) => path).join(''));
    set(above, 'transform', data.above ? `translate(${data.above.offset})` : null);
    ready(view.nodes, data.chosen);
    set(root, 'data-drawn', areas.length);
    view.whole = around(areas.map(area => view.shapes[area.code]));
    view.resize();
  };
  view.update = async data => {
    set(sheet, 'aria-label', data.words.how);
    root.classList.toggle('chooses', data.chooses);
    view.asked = data;
    const [shapes, above] = await Promise.all([data.url, data.above?.url].map(url => url && outlinesOf(url).catch(() => null)));
    // Another view may have been asked for meanwhile.
    if (view.asked !== data) return;
    // What the map says in words stands in its place where it did not come; the next run of the page asks again.
    set(root, 'data-state', shapes ? null : 'missing');
    if (!shapes) return;
    if (view.shapes !== shapes) {
      view.shapes = shapes;
      view.nodes.forEach(node => node.remove());
      view.nodes.clear();
    }
    view.above = above ? namesAbove(data.above, above) : [];
    paint(data);
  };
  view.resize = () => {
    const {clientWidth: width, clientHeight: height} = sheet;
    if (!width || !height || !view.whole) return;
    view.size = [width, height];
    view.showBox(view.boxFor(widened(view.whole, width / height)));
  };
  view.boxFor = whole => whole;
  view.showBox = box => {
    view.box = box;
    const scale = view.size[0] / box[2];
    set(sheet, 'viewBox', box.map(part => Math.round(part * 100) / 100).join(' '));
    sheet.style.setProperty('--unit', 1 / scale);
    label(labels, view, scale);
  };
  view.mark = code => set(over[2], 'd', code && view.areas.has(code) ? outline(code) : '');
  view.focus = code => {
    const is_seen = code && view.nodes.get(code)?.matches(':focus-visible');
    for (const part of over.slice(3)) set(part, 'd', is_seen ? outline(code) : '');
  };
  listen(view, plane, card, (node, key) => towards(view, node.dataset.code, key));
  new ResizeObserver(() => view.resize()).observe(sheet);
  return view;
}

// Areas above, as far as they have an outline: path on their own plane, name, and middle and room on the map's.
function namesAbove({offset, names}, shapes) {
  return Object.entries(names).filter(([code]) => shapes[code]).map(([code, name]) => {
    const [path, , , , , x, y, radius] = shapes[code];
    return {code: `above-${code}`, path, name, at: [x + offset[0], y + offset[1], radius]};
  });
}

// Outlines that need not be fetched, under the address by which a map names them.
export function know(url, shapes) {
  outlines.set(url, Promise.resolve(shapes));
}

function outlinesOf(url) {
  if (!outlines.has(url)) {
    const asked = fetch(url).then(answer => {
      if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
      return answer.json();
    });
    outlines.set(url, asked);
    asked.catch(() => outlines.delete(url));
  }
  return outlines.get(url);
}

// Shapes are [path, left, top, right, bottom, x and y of the label, radius and half width of the room around it].
function around(shapes) {
  if (!shapes.length) return null;
  const [left, top] = [1, 2].map(n => Math.min(...shapes.map(shape => shape[n])));
  const [right, bottom] = [3, 4].map(n => Math.max(...shapes.map(shape => shape[n])));
  const [x, y] = [(right - left) * 0.02, (bottom - top) * 0.02];
  return [left - x, top - y, right - left + 2 * x, bottom - top + 2 * y];
}

function widened([x, y, width, height], ratio) {
  const wide = Math.max(width, height * ratio), high = wide / ratio;
  return [x - (wide - width) / 2, y - (high - height) / 2, wide, high];
}

// The area that lies most in the direction of an arrow key.
function towards(view, code, key) {
  const direction = {ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1]}[key];
  if (!direction) return null;
  const [x, y] = view.shapes[code].slice(5, 7);
  let best = null, least = Infinity;
  for (const [other, node] of view.nodes) {
    const [east, south] = [view.shapes[other][5] - x, view.shapes[other][6] - y];
    const along = east * direction[0] + south * direction[1], across = Math.abs(east * direction[1] + south * direction[0]);
    if (other !== code && along > 0 && along + 2 * across < least) [best, least] = [node, along + 2 * across];
  }
  return best;
}

const pen = document.createElement('canvas').getContext('2d');

function label(holder, view, scale) {
  const [left, top] = view.box, [width, height] = view.size, unit = 1 / scale;
  pen.font = `${LABEL_PX}px ${getComputedStyle(view.root).fontFamily}`;
  const frame = {left, top, width, height, scale, measure: line => pen.measureText(line).width};
  const areas = [...view.areas.values()].map(({label: lines, code}) => ({lines, code, at: view.shapes[code].slice(5)}));
  const above = placesAbove(view, frame);
  const inside = labelsThatFit(areas, frame, above.map(({box}) => box)), aside = new Map();
  // On a map of few areas each has its name: where there is no room for it, outside, with a line that leads there. Where
  // nobody can point at an area, the same holds for its figure.
  const isWhole = (shown, lines) => view.asked.is_read_from_afar ? shown?.length === lines.length : shown?.[0] === lines[0];
  const nameless = areas.length > FEW || view.zoom > 1 ? []
    : areas.filter(({code, lines}) => !isWhole(inside.get(code), lines));
  nameless.forEach(({code}) => inside.delete(code));
  const taken = areas.filter(({code}) => inside.has(code)).map(area => boxAround(area.at, inside.get(area.code), frame));
  for (const area of nameless) {
    const box = boxAside(area, frame, taken, [...view.nodes.values()]);
    if (!box) continue;
    aside.set(area.code, box);
    taken.push(box);
  }
  const groups = new Map([...holder.children].map(node => [node.dataset.of, node]));
  const kept = new Set([...inside.keys(), ...aside.keys(), ...above.map(({code}) => code)]);
  for (const [code, node] of groups) if (!kept.has(code)) node.remove();
  for (const {code, lines: all, at: [atX, atY]} of areas) {
    const box = aside.get(code), lines = box ? all : inside.get(code);
    if (!lines) continue;
    const group = groups.get(code) || make('g', {'data-of': code}, holder);
    if (!group.children.length) for (const part of ['edge', 'line']) make('path', {class: part}, group);
    const text = group.querySelector('text') || make('text', {}, group);
    const [a, b, c, d] = (box || [0, 0, 0, 0]).map((part, n) => part * unit + (n % 2 ? top : left));
    const [x, y] = box ? [(a + c) / 2, (b + d) / 2] : [atX, atY];
    const nearest = [Math.min(Math.max(atX, a), c), Math.min(Math.max(atY, b), d)];
    for (const path of [...group.children].slice(0, 2)) set(path, 'd', box ? `M${atX} ${atY}L${nearest.join(' ')}` : null);
    set(text, 'class', box ? 'aside' : view.areas.get(code).is_pale ? 'is-pale' : view.areas.get(code).step);
    while (text.children.length > lines.length) text.lastChild.remove();
    lines.forEach((words, n) => {
      const part = text.children[n] || make('tspan', {}, text);
      set(part, 'x', Math.round(x * 100) / 100);
      // The middle of a line of this type lies a third of its size above where it is written.
      set(part, 'y', Math.round((y + (LINE_PX * (n - (lines.length - 1) / 2) + LABEL_PX * 0.34) * unit) * 100) / 100);
      say(part, words);
    });
  }
  for (const {code, name, box: [a, b, c, d]} of above) {
    const text = groups.get(code) || make('text', {class: 'above-name', 'data-of': code}, holder);
    set(text, 'x', Math.round(((a + c) / 2 * unit + left) * 100) / 100);
    set(text, 'y', Math.round((((b + d) / 2 + LABEL_PX * 0.34) * unit + top) * 100) / 100);
    say(text, name);
  }
}

// Where the names of the areas above stand: in their middle, or a line or two from it where another name stands there.
function placesAbove(view, frame) {
  const wide = {...frame, measure: line => frame.measure(line) * 1.12}, placed = [];
  if (view.zoom > FAR) return placed;
  for (const {code, name, at} of [...view.above].sort((a, b) => b.at[2] - a.at[2])) {
    const [a, b, c, d] = boxAround(at, [name], wide);
    const box = [0, 1, -1, 2, -2].map(n => [a, b + n * LINE_PX, c, d + n * LINE_PX]).find(([e, f, g, h]) => e >= 0 && f >= 0
      && g <= frame.width && h <= frame.height && !placed.some(other => touch([e, f, g, h], other.box)));
    if (box) placed.push({code, name, box});
  }
  return placed;
}

// Left, upper, right and lower edge of a label in pixels of the sheet.
function boxAround([x, y], lines, {left, top, scale, measure}) {
  const [wide, high] = [Math.max(...lines.map(measure)) / 2, lines.length * LINE_PX / 2];
  const [px, py] = [(x - left) * scale, (y - top) * scale];
  return [px - wide, py - high, px + wide, py + high];
}

const touch = ([a, b, c, d], [e, f, g, h]) => a < g && e < c && b < h && f < d;

// The place nearest to an area that lies on no area and no label, nor does the way to it cross one.
function boxAside({lines, at}, frame, taken, shapes) {
  const {left, top, width, height, scale} = frame, [a, b, c, d] = boxAround(at, lines, frame), boxes = [];
  const [px, py] = [(a + c) / 2, (b + d) / 2];
  const isCrossed = ([e, f, g, h]) => {
    const [x, y] = [Math.min(Math.max(px, e), g), Math.min(Math.max(py, f), h)];
    return [...Array(25).keys()].map(n => [px + (x - px) * n / 24, py + (y - py) * n / 24]).some(
      ([u, v]) => taken.some(other => touch([u - 2, v, u + 2, v], other)));
  };
  const isFree = (x, y) => !shapes.some(shape => shape.isPointInFill(new DOMPoint(x / scale + left, y / scale + top)));
  for (let x = 3; x + c - a + 3 <= width; x += 12) {
    for (let y = 3; y + d - b + 3 <= height; y += 10) {
      const box = [x, y, x + c - a, y + d - b];
      if (!taken.some(other => touch(box, other))) boxes.push([Math.hypot(x - a, y - b), box]);
    }
  }
  boxes.sort((one, other) => one[0] - other[0]);
  return boxes.find(([, [e, f, g, h]]) => !isCrossed([e, f, g, h]) && [e - 2, (e + g) / 2, g + 2].every(
    x => [f - 2, (f + h) / 2, h + 2].every(y => isFree(x, y))))?.[1];
}

// The same as geo.labels.labels_that_fit, with the width of each line as it is written.
export function labelsThatFit(areas, frame, standing = []) {
  const {width, height, scale} = frame, taken = [...standing], chosen = new Map();
  for (const {code, lines, at: [x, y, radius, half]} of [...areas].sort((a, b) => b.at[2] - a.at[2])) {
    const symbol = lines.length > 1 ? [lines[lines.length - 1].split(' ')[0]] : null;
    for (const attempt of [lines, lines.slice(0, 1), symbol]) {
      if (!attempt?.length) continue;
      const box = boxAround([x, y, 0, 0], attempt, frame), [a, b, c, d] = box, [wide, high] = [(c - a) / 2, (d - b) / 2];
      const has_room = high <= radius * scale * BAND && wide <= half * scale || Math.hypot(wide, high) <= radius * scale;
      if (has_room && a >= 0 && b >= 0 && c <= width && d <= height
          && !taken.some(other => touch(box, other))) {
        taken.push(box);
        chosen.set(code, attempt);
        break;
      }
    }
  }
  return chosen;
}

// ---------------------------------------------------------------------------------------------------- the large map

function newLarge(home, small) {
  const root = make('dialog', {class: 'area-view'}, home), head = make('div', {class: 'head'}, root);
  const title = make('strong', {}, head);
  const buttons = Object.fromEntries(['zoom_in', 'zoom_out', 'whole', 'close'].map(
    name => [name, make('button', {type: 'button'}, head)]));
  const view = newSheet(root, {kind: 'large', root}), {sheet} = view, fingers = new Map();
  let centre = null, start = null;

  view.group = small.group;
  view.onPick = code => {
    root.close();
    small.onPick(code);
  };
  view.boxFor = ([x, y, width, height]) => {
    const [wide, high] = [width / view.zoom, height / view.zoom];
    centre ??= [x + width / 2, y + height / 2];
    // No farther than the edge of the map.
    centre = [Math.min(Math.max(centre[0], x + wide / 2), x + width - wide / 2),
      Math.min(Math.max(centre[1], y + high / 2), y + height - high / 2)];
    return [centre[0] - wide / 2, centre[1] - high / 2, wide, high];
  };
  const zoomTo = (wanted, px, py) => {
    const [x, y, wide] = view.box, unit = wide / view.size[0];
    const [east, south] = [x + px * unit, y + py * unit], before = view.zoom;
    view.zoom = Math.min(Math.max(wanted, 1), MOST_ZOOM);
    centre = centre.map((part, n) => [east, south][n] + (part - [east, south][n]) * before / view.zoom);
    view.resize();
  };
  const zoomBy = factor => zoomTo(view.zoom * factor, view.size[0] / 2, view.size[1] / 2);
  const move = (dx, dy) => {
    const unit = view.box[2] / view.size[0];
    centre = [centre[0] - dx * unit, centre[1] - dy * unit];
    view.resize();
  };
  const whole = () => {
    [view.zoom, centre] = [1, null];
    view.resize();
  };
  buttons.zoom_in.addEventListener('click', () => zoomBy(1.6));
  buttons.zoom_out.addEventListener('click', () => zoomBy(1 / 1.6));
  buttons.whole.addEventListener('click', whole);
  buttons.close.addEventListener('click', () => root.close());
  root.addEventListener('keydown', event => {
    const act = {'+': () => zoomBy(1.6), '=': () => zoomBy(1.6), '-': () => zoomBy(1 / 1.6), 0: whole}[event.key];
    if (act && !event.ctrlKey && !event.metaKey) {
      act();
      event.preventDefault();
    }
  });
  sheet.addEventListener('wheel', event => {
    event.preventDefault();
    const box = sheet.getBoundingClientRect();
    zoomTo(view.zoom * 1.0015 ** -event.deltaY, event.clientX - box.left, event.clientY - box.top);
  }, {passive: false});
  sheet.addEventListener('pointerdown', event => {
    fingers.set(event.pointerId, [event.clientX, event.clientY]);
    start = [event.clientX, event.clientY];
  });
  sheet.addEventListener('pointermove', event => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const now = [event.clientX, event.clientY], others = [...fingers].filter(([id]) => id !== event.pointerId);
    if (!view.isDragging && Math.hypot(now[0] - start[0], now[1] - start[1]) < 5) return;
    view.isDragging = true;
    // From here on the sheet hears of this finger wherever it goes; a click that is none stays with its area.
    sheet.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, now);
    if (others.length) {
      const other = others[0][1], box = sheet.getBoundingClientRect();
      const apart = point => Math.hypot(point[0] - other[0], point[1] - other[1]);
      zoomTo(view.zoom * apart(now) / Math.max(apart(before), 1),
        (now[0] + other[0]) / 2 - box.left, (now[1] + other[1]) / 2 - box.top);
    } else move(now[0] - before[0], now[1] - before[1]);
  });
  for (const end of ['pointerup', 'pointercancel']) sheet.addEventListener(end, event => fingers.delete(event.pointerId));
  // A drag ends in a click, which chooses nothing.
  sheet.addEventListener('click', event => {
    if (view.isDragging) event.stopImmediatePropagation();
    view.isDragging = false;
  }, {capture: true});

  const focus = view.focus;
  view.focus = code => {
    focus(code);
    if (!code) return;
    const [x, y] = view.shapes[code].slice(5), [left, top, wide, high] = view.box;
    if (x > left && x < left + wide && y > top && y < top + high) return;
    centre = [x, y];
    view.resize();
  };
  const showSheet = view.update;
  view.update = data => {
    say(title, data.title);
    set(root, 'aria-label', data.title);
    for (const [name, button] of Object.entries(buttons)) say(button, data.words[name]);
    return showSheet(data);
  };
  const show = small.mark;
  small.mark = code => {
    show(code);
    if (root.open) view.mark(code);
  };
  view.open = () => {
    for (const name of ['ground', 'palette']) root.dataset[name] = small.root.dataset[name];
    view.group = small.group;
    root.showModal();
    whole();
    view.update(small.data);
  };
  return view;
}
