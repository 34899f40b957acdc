// The entry `plimsoll/element`: <plimsoll-line>, the load line as an element that any page can drop in. No wasm: it draws an advice.
import { STYLE } from './element/style.mjs';
import { pictureOf } from './element/picture.mjs';
import { adviceIn } from './element/shape.mjs';
import { footOf, marksOf, summaryOf } from './element/words.mjs';

// In node, where a server renders the page, there is nothing to extend; the browser draws it later.
const Base = globalThis.HTMLElement ?? class {};

/** Between marks, pixels; where it is narrow the price and the terms take a line each. */
const GAP = { wide: 38, narrow: 56 };
const NARROW = 440;
/** Below this everything is drawn smaller rather than cut off. */
const NARROWEST = 340;
/** The size of letters that the picture is measured in, pixels; a page that is read larger gets a larger picture. */
const LETTERS = 13;
const WRONG = '`advice` of <plimsoll-line> must be what advice() or jointAdvice() answered, as an object or as its JSON';

/** A ship's hull against the scale of health factors, with its three marks, and all of it in words beside them. */
export class PlimsollLine extends Base {
  static observedAttributes = ['advice', 'asset'];

  #advice;
  #drawn;
  #drawnAt;
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
    const given = value ?? undefined;
    this.#drawn = given && adviceIn(given);
    // What was refused leaves no older picture that could be taken for it.
    this.#advice = this.#drawn && given;
    this.#draw();
    if (given !== undefined && !this.#drawn) throw new TypeError(WRONG);
  }

  /** Name of the asset whose price moves, such as "ETH". */
  get asset() {
    return this.getAttribute('asset') ?? '';
  }

  set asset(value) {
    this.setAttribute('asset', value);
  }

  attributeChangedCallback(name, _, value) {
    if (name !== 'advice') return this.#draw();
    let given;
    try {
      given = value === null || value === '' ? undefined : JSON.parse(value);
    } catch (cause) {
      this.advice = undefined;
      throw new TypeError(`${WRONG}: ${cause.message}`, { cause });
    }
    this.advice = given;
  }

  connectedCallback() {
    // A property that was set before the element was defined shadows the setter: it is taken over here.
    const early = ['asset', 'advice'].filter((name) => Object.hasOwn(this, name)).map((name) => [name, this[name]]);
    for (const [name] of early) delete this[name];
    // What is drawn takes no room of its own, so drawing cannot change the size that it follows.
    this.#watch = new ResizeObserver(() => {
      if (this.#size() !== this.#drawnAt) this.#draw();
    });
    this.#watch.observe(this);
    this.#draw();
    for (const [name, value] of early) this[name] = value;
  }

  disconnectedCallback() {
    this.#watch?.disconnect();
  }

  #size() {
    return `${this.clientWidth} ${this.clientHeight}`;
  }

  #draw() {
    if (!this.isConnected) return;
    this.#drawnAt = this.#size();
    const advice = this.#drawn;
    if (!advice) return this.#root.replaceChildren();
    const frame = document.createElement('div');
    frame.className = 'frame';
    frame.setAttribute('role', 'group');
    frame.setAttribute('aria-label', 'The load line');
    const foot = Object.assign(document.createElement('p'), { className: 'foot', textContent: footOf(advice) });
    this.#root.replaceChildren(frame, foot);

    const letters = Number.parseFloat(getComputedStyle(this).fontSize) / LETTERS;
    const scale = Math.min(letters || 1, frame.clientWidth / NARROWEST || 1);
    const [width, height] = [frame.clientWidth / scale || NARROWEST, frame.clientHeight / scale];
    const narrow = width < NARROW;
    frame.classList.toggle('narrow', narrow);
    const { svg, y, right } = pictureOf(advice, { width, height, narrow, scale });
    const summary = Object.assign(document.createElement('p'), { className: 'unseen', textContent: summaryOf(advice, this.asset) });
    const marks = spread(marksOf(advice, this.asset).map((mark) => ({ ...mark, y: y(mark) })), narrow ? GAP.narrow : GAP.wide, 22, height - 44);
    const list = document.createElement('ul');
    list.style.left = `${(right + 36) * scale}px`;
    list.style.fontSize = `${LETTERS * scale}px`;
    list.append(...marks.map((mark) => line(mark, scale)));
    svg.append(...marks.map((mark) => leader(mark, right)));
    frame.append(svg, summary, list);
  }
}

/** One mark in words, set at its place beside the hull. */
function line({ kind, name, figures, at }, scale) {
  const item = document.createElement('li');
  item.className = kind;
  item.style.top = `${(at - 9) * scale}px`;
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
