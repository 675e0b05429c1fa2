// Rows of a plan, each with a button that chooses its desa: one element to Streamlit, for which columns, text and button
// were seven a row. A screen reader is read the sentence of a row, an eye its cells. Looks: static/page.css. ui/kit/rows.py
// sends what is shown.

const made = (parent, tag, className, text = '') => {
  const element = parent.appendChild(document.createElement(tag));
  element.className = className;
  element.textContent = text;
  return element;
};

const lineOf = (parent, className, cells) => {
  const line = made(parent, 'div', className);
  line.setAttribute('aria-hidden', 'true');
  for (const [tag, text] of cells) made(line, tag, '', text);
  return line;
};

// The desa is the head of what a phone shows as a card.
const HEAD = 1;

function draw(place, { headings, rows, button, icon }) {
  const focused = place.querySelector('button:focus')?.dataset.place;
  place.replaceChildren();
  lineOf(place, 'rows-line rows-head', headings.map(heading => ['span', heading]));
  const list = made(place, 'div', '');
  list.setAttribute('role', 'list');
  rows.forEach(({ code, name, cells, remark, sentence }, number) => {
    const row = made(list, 'div', 'rows-row');
    row.setAttribute('role', 'listitem');
    made(row, 'p', 'rows-said', sentence);
    const line = lineOf(row, 'rows-line', cells.map((cell, column) => [column === HEAD ? 'b' : 'span', cell]));
    [...line.children].forEach((cell, column) => { if (column !== HEAD) cell.dataset.label = headings[column]; });
    if (remark) made(line, 'small', '', remark);
    const chosen = made(row, 'button', 'rows-button');
    Object.assign(chosen, { type: 'button', ariaLabel: `${button}: ${name}` });
    Object.assign(chosen.dataset, { code, place: number });
    made(chosen, 'span', 'rows-icon', icon).setAttribute('aria-hidden', 'true');
    chosen.append(button);
  });
  place.querySelector(`button[data-place="${focused}"]`)?.focus({ preventScroll: true });
  place.dataset.drawn = '';
}

const shown = new WeakMap();

export default ({ data, parentElement, setTriggerValue }) => {
  if (!shown.has(parentElement)) {
    const place = made(parentElement, 'div', 'rows-place');
    shown.set(parentElement, { place });
    place.addEventListener('click', event => {
      const chosen = event.target.closest('button');
      if (chosen) shown.get(parentElement).choose(chosen.dataset.code);
    });
  }
  const view = shown.get(parentElement), look = JSON.stringify(data);
  view.choose = code => setTriggerValue('picked', code);
  if (look === view.look) return;
  view.look = look;
  draw(view.place, data);
};
