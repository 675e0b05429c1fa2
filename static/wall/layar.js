// The wall: shows the scenes of /layar/angka one after another, asks every 15 seconds whether they have changed, and
// goes on with what it has when nobody answers. Without a server it shows what stands in the page (#kept).
import {draw, know} from './area_view.js';

const POLL_MS = 15000, PATIENCE_MS = 10000, LOST_AFTER_MS = 60000, PAUSE_MS = 300000, FALLS = 3;
const RELOAD_AT = '03:17', SHIFT = [[0, 0], [4, 0], [4, 4], [0, 4], [-4, 4], [-4, 0], [-4, -4], [0, -4]];
const asked = new URLSearchParams(location.search);
const seconds = Math.min(Math.max(Number(asked.get('detik')) || 12, 0.2), 600);
const wanted = (asked.get('adegan') || '').split(',').filter(Boolean);
const stage = document.getElementById('stage'), inline = document.getElementById('kept');
const source = (() => {
  const query = new URLSearchParams();
  for (const name of ['wilayah', 'bahasa']) if (asked.get(name)) query.set(name, asked.get(name));
  return `/layar/angka${[...query].length ? `?${query}` : ''}`;
})();

let wall = null, tag = null, shown = [], at = 0, turned = performance.now(), pausedUntil = 0;
// What the server's clock is ahead of this computer's, and when it last answered, by its own clock.
let ahead = 0, contact = null, started = null, beats = 0, falls = 0, turning = 0;

function make(name, className, parent, words) {
  const node = document.createElement(name);
  if (className) node.className = className;
  if (words) node.textContent = words;
  parent?.append(node);
  return node;
}

function say(node, words) {
  if (node.textContent !== words) node.textContent = words;
}

const header = make('header', '', stage), place = make('span', '', header), ribbon = make('span', 'ribbon', header);
const asOf = make('span', 'as-of', header), banner = make('div', 'banner', stage);
banner.setAttribute('role', 'status');
const scenes = make('div', 'scenes', stage), map = make('div', 'map', stage), footer = make('footer', '', stage);
const legend = make('div', 'legend', footer), dots = make('span', 'dots', footer), ages = make('span', 'ages', footer);
const waiting = make('div', 'waiting', stage, '…');
for (const part of [map, legend]) part.hidden = true;

// -------------------------------------------------------------------------------------------------------- building

function build(next) {
  const before = shown[at]?.dataset.key;
  wall = next;
  document.documentElement.lang = wall.language;
  say(place, wall.place);
  say(ribbon, wall.ribbon);
  say(asOf, wall.as_of);
  waiting.hidden = true;
  waiting.style.display = 'none';
  const listed = wall.scenes.filter(scene => !wanted.length || wanted.includes(scene.key));
  // An address that asks for scenes without figures shows the others: a wall never stands empty.
  shown = (listed.length ? listed : wall.scenes).map(sceneOf);
  scenes.replaceChildren(...shown);
  if (wall.map) {
    know(wall.map.url, wall.outlines);
    draw(map, wall.map);
  }
  legend.replaceChildren(...wall.legend.map(({step, label}) => {
    const [symbol, ...words] = label.split(' '), item = make('span', step);
    make('b', '', item, symbol);
    item.append(` ${words.join(' ')}`);
    return item;
  }));
  at = Math.max(shown.findIndex(node => node.dataset.key === before), 0);
  show(at);
}

function sceneOf(scene) {
  const has_map = scene.has_map && wall.map;
  const is_sparse = !scene.rows.length && !scene.cards.length;
  const node = make('section', `scene ${scene.key}${has_map ? ' beside-map' : ''}${is_sparse ? ' sparse' : ''}`);
  node.dataset.key = scene.key;
  node.dataset.map = has_map ? 'yes' : '';
  make('h1', scene.title.length > 60 ? 'long' : '', node, scene.title);
  if (scene.figure) {
    const figure = make('div', 'figure', node, scene.figure);
    if (scene.beside) make('small', '', figure, ` ${scene.beside}`);
  }
  if (scene.lead) make('p', `lead${scene.lead.length > 120 ? ' long' : ''}`, node, scene.lead);
  if (scene.cards.length) {
    const cards = make('div', 'cards', node);
    for (const {label, value} of scene.cards) {
      const card = make('div', 'card', cards);
      make('span', '', card, label);
      make('b', '', card, value);
    }
  }
  if (scene.rows.length) {
    const rows = make('div', `rows${scene.rows.length < 5 && !has_map ? ' few' : ''}`, node), lines = Math.ceil(scene.rows.length / scene.columns);
    rows.style.setProperty('--lines', lines);
    rows.style.gridTemplateRows = `repeat(${lines}, auto)`;
    rows.style.gridTemplateColumns = `repeat(${scene.columns}, minmax(0, 1fr))`;
    for (const row of scene.rows) rowOf(row, rows);
  }
  if (scene.note) make('p', 'note', node, scene.note);
  node.hidden = true;
  return node;
}

function rowOf(row, parent) {
  const node = make('div', `row ${row.step || 'plain'}`, parent);
  make('span', 'symbol', node, row.symbol);
  make('span', 'name', node, row.name);
  make('span', 'value', node, row.value);
  if (row.length === null && !row.note) return;
  const about = make('div', 'about', node);
  if (row.length !== null) {
    const bar = make('div', 'bar', about);
    make('i', '', bar).style.width = `${Math.min(row.length, 100)}%`;
    if (row.expected !== null) make('u', '', bar).style.left = `${Math.min(row.expected, 100)}%`;
  }
  if (row.note) make('span', '', about, row.note);
}

// -------------------------------------------------------------------------------------------------------- rotating

function show(n) {
  if (!shown.length) return;
  at = (n + shown.length) % shown.length;
  shown.forEach((node, index) => {
    node.hidden = index !== at;
  });
  const has_map = shown[at].dataset.map === 'yes';
  map.hidden = legend.hidden = !has_map;
  say(dots, shown.map((_node, index) => index === at ? '●' : '○').join(''));
  turning += 1;
  document.body.dataset.turns = turning;
}

function turn() {
  try {
    if (performance.now() >= pausedUntil) show(at + 1);
    // Not in show(): new figures show a scene too, and would hide that nothing turns.
    turned = performance.now();
  } finally {
    setTimeout(turn, seconds * 1000);
  }
}

addEventListener('keydown', event => {
  const act = {
    ' ': () => {
      pausedUntil = performance.now() < pausedUntil ? 0 : performance.now() + PAUSE_MS;
    },
    ArrowRight: () => show(at + 1), ArrowDown: () => show(at + 1),
    ArrowLeft: () => show(at - 1), ArrowUp: () => show(at - 1),
    Escape: () => {
      pausedUntil = 0;
      show(0);
    },
    f: () => document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen(),
  }[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!act || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  act();
  tick();
});

// ----------------------------------------------------------------------------------------------------------- asking

async function ask() {
  let answer;
  try {
    const headers = tag ? {'If-None-Match': tag} : {};
    answer = await fetch(source, {headers, cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MS)});
  } catch {
    return;
  }
  // Said by the service worker: nobody answers.
  if (answer.status === 204) return;
  if (answer.status === 401 || answer.status === 403) {
    await leave();
    return;
  }
  const date = Date.parse(answer.headers.get('date')), is_kept = answer.headers.has('x-kept');
  if (is_kept) contact ??= date;
  else if (answer.ok || answer.status === 304) {
    if (date) ahead = date - Date.now();
    contact = date || Date.now();
    // By the server's clock too: a display whose own is behind would begin anew again and again all night.
    started ??= contact;
    beKept();
  }
  if (answer.ok) {
    const next = await answer.json();
    // Of figures that were kept the server is asked anew, whole.
    tag = is_kept ? null : answer.headers.get('etag');
    build(next);
  } else if (answer.status === 404) say(waiting, await answer.text());
}

// Also asked for later: a page that was on its way when the worker began, or was reloaded past it, is not the worker's,
// and would know nothing once the server is gone.
async function beKept() {
  const workers = navigator.serviceWorker;
  if (!workers || workers.controller) return;
  try {
    const {active} = await workers.register('/layar/pekerja.js', {scope: '/layar'});
    active?.postMessage('take');
  } catch (error) {
    console.warn('wall', error);
  }
}

async function poll() {
  try {
    await ask();
  } catch (error) {
    stumble(error);
  } finally {
    tick();
    setTimeout(poll, wall ? POLL_MS : 3000);
  }
}

async function leave() {
  wall = null;
  shown = [];
  scenes.replaceChildren();
  map.replaceChildren();
  if ('caches' in window) await caches.delete('kawal-layar');
  location.replace(`/layar/masuk?ke=${encodeURIComponent(location.pathname + location.search)}`);
}

// -------------------------------------------------------------------------------------------------- clock and banners

const now = () => Date.now() + ahead;

function clock(moment) {
  const options = {timeZone: 'Asia/Jakarta', hour: '2-digit', minute: '2-digit', hourCycle: 'h23'};
  const day = new Date(moment).toLocaleDateString('en-CA', {timeZone: 'Asia/Jakarta'});
  const today = new Date(now()).toLocaleDateString('en-CA', {timeZone: 'Asia/Jakarta'});
  const time = new Date(moment).toLocaleTimeString(wall?.language === 'en' ? 'en-GB' : 'id-ID', options);
  return `${day === today ? '' : `${day.slice(8)}/${day.slice(5, 7)} `}${time}`;
}

function age(ms) {
  const minutes = Math.floor(ms / 60000);
  const [words, n] = minutes < 60 ? ['minutes', minutes] : minutes < 2880 ? ['hours', Math.floor(minutes / 60)]
    : ['days', Math.floor(minutes / 1440)];
  return wall.words[words].replace('{n}', n);
}

function trouble() {
  const {import_at: imported, stale_after_hours: hours} = wall.ages;
  if (!inline && contact && now() - contact > LOST_AFTER_MS) {
    return wall.words.no_contact.replace('{age}', age(now() - contact)).replace('{time}', clock(contact));
  }
  const since = imported ? now() - Date.parse(imported) : 0;
  return hours && since > hours * 3600000 ? wall.words.old.replace('{age}', age(since)) : '';
}

function isNight() {
  const [from, to] = wall.night, time = new Date(now()).toLocaleTimeString('en-GB',
    {timeZone: 'Asia/Jakarta', hour: '2-digit', minute: '2-digit', hourCycle: 'h23'});
  if (!from) return false;
  return from < to ? from <= time && time < to : from <= time || time < to;
}

function tick() {
  fit();
  if (!wall) return;
  const words = trouble();
  say(banner, words);
  document.body.classList.toggle('has-banner', Boolean(words));
  document.body.classList.toggle('night', isNight());
  const parts = [];
  if (performance.now() < pausedUntil) parts.push(wall.words.paused);
  if (wall.ages.import_at) parts.push(wall.words.import.replace('{time}', clock(Date.parse(wall.ages.import_at))));
  if (contact && !inline) parts.push(wall.words.contact.replace('{time}', clock(contact)));
  say(ages, parts.length ? `${parts.join(' · ')} WIB` : '');
}

// A panel that shows one picture for weeks keeps it: the stage moves by a few pixels each minute.
function fit() {
  const scale = Math.min(innerWidth / 1920, innerHeight / 1080);
  const [x, y] = SHIFT[Math.floor(Date.now() / 60000) % SHIFT.length];
  const left = (innerWidth - 1920 * scale) / 2 + x * scale, top = (innerHeight - 1080 * scale) / 2 + y * scale;
  const wish = `translate(${left}px, ${top}px) scale(${scale})`;
  if (stage.style.transform !== wish) stage.style.transform = wish;
}

// ------------------------------------------------------------------------------------------------ staying alive

function stumble(error) {
  console.warn('wall', error);
  falls += 1;
  if (falls >= FALLS) location.reload();
}

addEventListener('error', event => stumble(event.error));
addEventListener('unhandledrejection', event => stumble(event.reason));
addEventListener('resize', fit);

function beat() {
  beats += 1;
  // Read from outside by what watches over the display (docs/kiosk.md).
  document.title = `Layar · ${beats}`;
  if (wall && performance.now() - turned > 3 * seconds * 1000 + 30000) location.reload();
  const day = new Date(now()).toLocaleDateString('en-CA', {timeZone: 'Asia/Jakarta'});
  const reloads = Date.parse(`${day}T${RELOAD_AT}:00+07:00`);
  const is_heard = contact && now() - contact < LOST_AFTER_MS;
  // Figures that were kept are no sign of the server: without one nothing has started.
  if (started !== null && is_heard && started < reloads && now() >= reloads) location.reload();
}

async function stayAwake() {
  try {
    if (document.visibilityState === 'visible') await navigator.wakeLock?.request('screen');
  } catch {
    // Refused on battery, or without https: the display's own settings keep it on (docs/kiosk.md).
  }
}

document.addEventListener('visibilitychange', stayAwake);
stayAwake();
fit();
if (inline) build(JSON.parse(inline.textContent));
else {
  // What came before the worker did it has not seen: figures are asked for once more, whole, so that it keeps them.
  navigator.serviceWorker?.addEventListener('controllerchange', () => {
    tag = null;
    ask().catch(stumble);
  });
  poll();
}
setInterval(tick, 1000);
setInterval(beat, 5000);
setTimeout(turn, seconds * 1000);
