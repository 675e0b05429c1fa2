// A card and the ways to send it on. The picture is in the page before anybody taps: phones let a page share only at
// once, and some share nothing of a picture and a text together. ui/kit/cards.py sends what is shown.

const STYLE = `
.card-sending{display:flex;flex-wrap:wrap;gap:16px;font-family:var(--st-font);color:var(--st-text-color)}
.card-sending img{width:min(100%,260px);height:auto;border:1px solid var(--st-border-color);border-radius:8px}
.card-sending .ways{flex:1 1 200px;display:flex;flex-direction:column;gap:8px;max-width:340px}
.card-sending .ways>*{box-sizing:border-box;min-height:44px;display:flex;align-items:center;justify-content:center;
  padding:6px 12px;border:1px solid var(--st-primary-color);border-radius:8px;background:transparent;
  color:var(--st-link-color);font:inherit;font-weight:600;text-decoration:none;text-align:center;cursor:pointer}
.card-sending .ways>.first{background:var(--st-primary-color);color:#fff}
.card-sending .ways>*:focus-visible{outline:3px solid var(--st-text-color);outline-offset:2px}
.card-sending .ways>[hidden]{display:none}
.card-sending p{flex-basis:100%;margin:0;min-height:1.5em}
@media print{.card-sending .ways,.card-sending p{display:none}}
`;

const made = (parent, tag, className = '') => {
  const element = parent.appendChild(document.createElement(tag));
  element.className = className;
  return element;
};

class Sending {
  constructor(parent) {
    this.place = made(parent, 'div', 'card-sending');
    made(this.place, 'style').textContent = STYLE;
    this.image = made(this.place, 'img');
    const ways = made(this.place, 'div', 'ways');
    this.share = made(ways, 'button');
    this.message = made(ways, 'a');
    this.copy = made(ways, 'button');
    this.save = made(ways, 'a');
    this.said = made(this.place, 'p');
    this.said.setAttribute('role', 'status');
    this.share.type = this.copy.type = 'button';
    Object.assign(this.message, { target: '_blank', rel: 'noopener noreferrer' });
    this.share.addEventListener('click', () => this.shareNow());
    this.copy.addEventListener('click', () => this.copyNow());
  }

  show(sent) {
    if (sent === this.sent) return;
    this.sent = sent;
    const { picture, file, message, words } = JSON.parse(sent);
    Object.assign(this, { text: message, words });
    const bytes = Uint8Array.from(atob(picture), sign => sign.charCodeAt(0));
    this.file = new File([bytes], file, { type: 'image/png' });
    this.forget();
    this.address = URL.createObjectURL(this.file);
    Object.assign(this.image, { src: this.address, alt: message });
    this.image.decode().catch(() => {}).then(() => { this.place.dataset.drawn = ''; });
    Object.assign(this.save, { href: this.address, download: file, textContent: words.save });
    this.message.href = `https://wa.me/?text=${encodeURIComponent(message)}`;
    this.message.textContent = words.message;
    this.copy.textContent = words.copy;
    this.share.textContent = words.share;
    // Only over https, or on this computer, and where the device has somewhere to share to.
    this.share.hidden = !navigator.canShare?.({ files: [this.file] });
    this.copy.hidden = !navigator.clipboard;
    const ways = [this.share, this.message, this.copy, this.save].filter(way => !way.hidden);
    for (const way of [this.share, this.message]) way.classList.toggle('first', way === ways[0]);
    this.said.textContent = '';
  }

  async shareNow() {
    try {
      await navigator.share({ files: [this.file] });
    } catch (error) {
      // Who closes the device's own sheet has said enough.
      if (error.name !== 'AbortError') this.said.textContent = this.words.refused;
    }
  }

  async copyNow() {
    try {
      await navigator.clipboard.writeText(this.text);
      this.said.textContent = this.words.copied;
    } catch {
      this.said.textContent = this.words.refused;
    }
  }

  forget() {
    if (this.address) URL.revokeObjectURL(this.address);
  }

  leave() {
    this.forget();
    this.place.remove();
  }
}

const sendings = new WeakMap();
let turn = 0;

export default ({ data, parentElement }) => {
  if (!sendings.has(parentElement)) sendings.set(parentElement, new Sending(parentElement));
  const sending = sendings.get(parentElement), mine = ++turn;
  sending.turn = mine;
  sending.show(new TextDecoder().decode(data));
  return () => {
    // A call that a newer one has overtaken while this script was fetched is told to clean up as well.
    if (sending.turn !== mine) return;
    sendings.delete(parentElement);
    sending.leave();
  };
};
