type Attributes = Record<string, string | number>;

/** An SVG element with attributes and children or text. */
export function svg(tag: string, attributes: Attributes = {}, ...children: (SVGElement | string)[]): SVGElement {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

/** A picture of a given size that says what it shows. */
export function picture(width: number, height: number, label: string, ...children: SVGElement[]): SVGElement {
  return svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": label }, ...children);
}

/** Moves labels apart so that each has `gap` pixels, keeping their order and staying between `top` and `bottom`. */
export function spread<T extends { y: number }>(labels: readonly T[], gap: number, top: number, bottom: number): (T & { at: number })[] {
  const placed = [...labels].sort((a, b) => a.y - b.y).map((label) => ({ ...label, at: Math.min(bottom, Math.max(top, label.y)) }));
  let floor = top;
  for (const label of placed) {
    label.at = Math.max(label.at, floor);
    floor = label.at + gap;
  }
  let ceiling = bottom;
  for (const label of placed.reverse()) {
    label.at = Math.min(label.at, ceiling);
    ceiling = label.at - gap;
  }
  return placed.reverse();
}

/** What stands in the place of a picture that there is nothing to draw for. */
export const note = (text: string): HTMLElement => Object.assign(document.createElement("p"), { className: "empty", textContent: text });
