// A chart, drawn by plotly once it comes near the screen; until then its place stands empty at the height it will have.
// New figures and another theme change the drawing where it stands. ui/kit/display/plots.py sends what is drawn.

const NEAR_PX = 600;
const LEAST_WIDTH_PX = 150;
const LONGEST_WAIT_MS = 1000;

let library = null, failures = 0;

const loaded = address => {
  // A browser remembers of an address that it failed, and would not ask again.
  library ||= import(failures ? `${address}#${failures}` : address).then(module => module.default).catch(error => {
    // The next chart, or the next new figure, tries again.
    library = null;
    failures += 1;
    throw error;
  });
  return library;
};

const whenIdle = act => window.requestIdleCallback
  ? window.requestIdleCallback(act, { timeout: LONGEST_WAIT_MS }) : setTimeout(act, 0);

// What Streamlit's own charts take from the theme, with texts in a grey that is legible on its ground.
const templateOf = element => {
  const style = getComputedStyle(element);
  const value = name => style.getPropertyValue(`--st-${name}`).trim();
  const [grey, ink, line, family] = [value('gray-text-color'), value('text-color'), value('border-color-light'), value('font')];
  const small = { color: grey, size: 12 };
  const axis = {
    gridcolor: line, zerolinecolor: line, tickcolor: line, tickfont: small, automargin: true,
    title: { font: { color: grey, size: 14 } },
  };
  return { layout: {
    font: { color: grey, family, size: 12, weight: Number(value('base-font-weight')) || 400 },
    paper_bgcolor: 'rgba(0,0,0,0)',
    plot_bgcolor: 'rgba(0,0,0,0)',
    margin: { pad: 8, r: 0, l: 0 },
    legend: { font: { size: 12, color: ink }, bgcolor: 'rgba(0,0,0,0)', borderwidth: 0, valign: 'top' },
    hoverlabel: {
      bgcolor: value('background-color'), bordercolor: value('border-color'), font: { color: ink, family, size: 12 },
    },
    xaxis: { ...axis, title: { ...axis.title, standoff: 20 }, showgrid: false, zeroline: false },
    yaxis: { ...axis, title: { ...axis.title, standoff: 24 }, ticklabelposition: 'outside' },
  } };
};

class Chart {
  constructor(parent) {
    this.place = parent.appendChild(document.createElement('div'));
    this.place.className = 'plot';
    this.place.setAttribute('role', 'figure');
    this.plot = this.place.appendChild(document.createElement('div'));
    this.isNear = this.isWanted = false;
    this.drawNow = () => {
      this.nearness.disconnect();
      this.isWanted = true;
      this.draw();
    };
    this.nearness = new IntersectionObserver(entries => {
      this.isNear = entries.at(-1).isIntersecting;
      // While a page comes in, what stands at its end passes by.
      if (this.isNear) whenIdle(() => this.isNear && !this.isWanted && this.drawNow());
    }, { root: parent.closest('[data-testid="stMain"]'), rootMargin: `${NEAR_PX}px 0px` });
    this.nearness.observe(this.place);
    this.size = new ResizeObserver(() => { if (this.width && this.width !== this.wantedWidth()) this.draw(); });
    this.size.observe(this.place);
    // Paper has no screen to come near to.
    window.addEventListener('beforeprint', this.drawNow);
  }

  wantedWidth() {
    return Math.max(this.place.clientWidth, LEAST_WIDTH_PX);
  }

  show(sent) {
    const template = templateOf(this.place);
    const look = sent + JSON.stringify(template);
    if (look === this.look) return;
    Object.assign(this, { sent, template, look });
    const { alt, figure } = JSON.parse(sent);
    this.place.setAttribute('aria-label', alt);
    this.place.style.height = `${figure.layout.height}px`;
    if (this.isWanted) this.draw();
  }

  async draw() {
    // Parsed anew for each drawing: plotly writes into what it is given.
    const { sent, template } = this, { figure, library: address } = JSON.parse(sent);
    let Plotly;
    try {
      Plotly = await loaded(address);
    } catch (error) {
      this.place.dataset.state = 'missing';
      this.plot.textContent = this.place.getAttribute('aria-label');
      throw error;
    }
    // Meanwhile something newer may have been shown, which draws itself.
    if (this.isGone || sent !== this.sent || template !== this.template) return;
    if (this.place.dataset.state === 'missing') this.plot.replaceChildren();
    this.width = this.wantedWidth();
    const layout = { ...figure.layout, width: this.width, template };
    await Plotly.react(this.plot, figure.data, layout, { displayModeBar: false });
    this.library = Plotly;
    // Paper is narrower than the screen: there the drawing is made smaller as a whole.
    this.place.style.setProperty('--shape', `${this.width} / ${figure.layout.height}`);
    for (const sheet of this.plot.querySelectorAll('.main-svg')) {
      sheet.setAttribute('viewBox', `0 0 ${this.width} ${figure.layout.height}`);
    }
    if (this.isGone) { Plotly.purge(this.plot); return; }
    this.place.dataset.state = 'drawn';
  }

  leave() {
    this.isGone = true;
    this.nearness.disconnect();
    this.size.disconnect();
    window.removeEventListener('beforeprint', this.drawNow);
    if (this.library) this.library.purge(this.plot);
    this.place.remove();
  }
}

const charts = new WeakMap();
let turn = 0;

export default ({ data, parentElement }) => {
  if (!charts.has(parentElement)) charts.set(parentElement, new Chart(parentElement));
  const chart = charts.get(parentElement), mine = ++turn;
  chart.turn = mine;
  chart.show(new TextDecoder().decode(data));
  return () => {
    // A call that a newer one has overtaken while this script was fetched is told to clean up as well.
    if (chart.turn !== mine) return;
    charts.delete(parentElement);
    chart.leave();
  };
};
