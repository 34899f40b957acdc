// The entry `plimsoll/element`: <plimsoll-line>, the load line as an element that any page can drop in. No wasm: it draws an advice.
import { STYLE } from './element/style.mjs';
import { pictureOf } from './element/picture.mjs';
import { footOf, marksOf, summaryOf } from './element/words.mjs';

// In node, where a server renders the page, there is nothing to extend; the browser draws it later.
const Base = globalThis.HTMLElement ?? class {};

/** Between marks, pixels; where it is narrow the price and the terms take a line each. */
const GAP = { wide: 38, narrow: 56 };
const NARROW = 440;

/** A ship's hull against the scale of health factors, with its three marks, and all of it in words beside them. */
export class PlimsollLine extends Base {
  static observedAttributes = ['advice', 'asset'];

  #advice;
  #root;
  #watch;

  constructor() {
    super();
    this.#root = this.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    this.#root.adoptedStyleSheets = [sheet];
  }

  /** What `advice` or `jointAdvice` answered; undefined empties the picture. */
  get advice() {
    return this.#advice;
  }

  set advice(value) {
    if (value !== undefined && value !== null && !Array.isArray(value?.thresholds)) {
      throw new TypeError('`advice` of <plimsoll-line> must be what advice() or jointAdvice() answered, as an object or as its JSON');
    }
    this.#advice = value ?? undefined;
    this.#draw();
  }

  /** Name of the asset whose price moves, such as "ETH". */
  get asset() {
    return this.getAttribute('asset') ?? '';
  }

  set asset(value) {
    this.setAttribute('asset', value);
  }

  attributeChangedCallback(name, _, value) {
    if (name === 'advice') this.advice = value === null || value === '' ? undefined : JSON.parse(value);
    else this.#draw();
  }

  connectedCallback() {
    // A property that was set before the element was defined shadows the setter: it is taken over here.
    if (Object.hasOwn(this, 'advice')) {
      const early = this.advice;
      delete this.advice;
      this.advice = early;
    }
    let width = this.clientWidth;
    this.#watch = new ResizeObserver(() => {
      if (this.clientWidth === width) return;
      width = this.clientWidth;
      this.#draw();
    });
    this.#watch.observe(this);
    this.#draw();
  }

  disconnectedCallback() {
    this.#watch?.disconnect();
  }

  #draw() {
    if (!this.isConnected) return;
    if (!this.#advice) return this.#root.replaceChildren();
    const frame = document.createElement('div');
    frame.className = 'frame';
    frame.setAttribute('role', 'group');
    frame.setAttribute('aria-label', 'The load line');
    const foot = Object.assign(document.createElement('p'), { className: 'foot', textContent: footOf(this.#advice) });
    this.#root.replaceChildren(frame, foot);

    const width = Math.max(280, frame.clientWidth);
    const narrow = width < NARROW;
    frame.classList.toggle('narrow', narrow);
    const height = frame.clientHeight;
    const { svg, y, right } = pictureOf(this.#advice, { width, height, narrow });
    const summary = Object.assign(document.createElement('p'), { className: 'unseen', textContent: summaryOf(this.#advice) });
    const marks = spread(marksOf(this.#advice, this.asset).map((mark) => ({ ...mark, y: y(mark) })), narrow ? GAP.narrow : GAP.wide, 22, height - 44);
    const list = document.createElement('ul');
    list.style.left = `${right + 36}px`;
    list.append(...marks.map(line));
    svg.append(...marks.map((mark) => leader(mark, right)));
    frame.append(svg, summary, list);
  }
}

/** One mark in words, set at its place beside the hull. */
function line({ kind, name, figures, at }) {
  const item = document.createElement('li');
  item.className = kind;
  item.style.top = `${at - 9}px`;
  item.append(
    Object.assign(document.createElement('b'), { textContent: name }),
    ...figures.map((textContent) => Object.assign(document.createElement('span'), { textContent })),
  );
  return item;
}

function leader({ kind, y, at }, right) {
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('class', `leader ${kind}`);
  path.setAttribute('d', `M${right + 10} ${y}h6L${right + 24} ${at}h6`);
  return path;
}

/** Moves labels apart so that each has `gap` pixels, keeping their order and staying between `top` and `bottom`. */
function spread(labels, gap, top, bottom) {
  const placed = labels.toSorted((a, b) => a.y - b.y).map((label) => ({ ...label, at: Math.min(bottom, Math.max(top, label.y)) }));
  let floor = top;
  for (const label of placed) {
    label.at = Math.max(label.at, floor);
    floor = label.at + gap;
  }
  let ceiling = bottom;
  for (const label of placed.toReversed()) {
    label.at = Math.min(label.at, ceiling);
    ceiling = label.at - gap;
  }
  return placed;
}

// Several copies of the package on one page share the first one's element.
if (globalThis.customElements && !customElements.get('plimsoll-line')) customElements.define('plimsoll-line', PlimsollLine);
