/** The element of the page with this id; its absence is a mistake in index.html. */
export function element<E extends HTMLElement = HTMLElement>(id: string): E {
  const found = document.getElementById(id);
  if (!found) throw new Error(`index.html has no element "${id}"`);
  return found as E;
}

/** A form control by id. */
export const control = <E extends HTMLInputElement | HTMLSelectElement = HTMLInputElement>(id: string): E => element<E>(id);

/** Fills a list of choices and calls back with each new choice. */
export function fill(id: string, choices: readonly { value: string; name: string }[], chosen: string, onChange: (value: string) => void): void {
  const select = element<HTMLSelectElement>(id);
  for (const { value, name } of choices) select.append(new Option(name, value, value === chosen, value === chosen));
  select.addEventListener("change", () => onChange(select.value));
}

/** One line of a description; `value` is the number behind the text, for whoever reads the page by program. */
export interface Line {
  readonly text: string;
  readonly kind?: string;
  readonly value?: number | undefined;
}

/** A term and its descriptions, for a definition list. */
export function term(name: string, ...lines: readonly Line[]): HTMLElement {
  const group = document.createElement("div");
  group.append(Object.assign(document.createElement("dt"), { textContent: name }));
  for (const { text, kind, value } of lines) {
    const description = Object.assign(document.createElement("dd"), { textContent: text });
    if (kind) description.className = kind;
    if (value !== undefined) description.dataset.value = String(value);
    group.append(description);
  }
  return group;
}

/** A table with a caption; the first cell of each row heads it. */
export function table(caption: string, heads: readonly string[], rows: readonly (readonly string[])[]): HTMLElement {
  const made = document.createElement("table");
  made.className = "numbers";
  made.append(Object.assign(document.createElement("caption"), { textContent: caption }));
  const head = made.createTHead().insertRow();
  head.append(...heads.map((textContent) => Object.assign(document.createElement("th"), { scope: "col", textContent })));
  const body = made.createTBody();
  for (const [first = "", ...cells] of rows) {
    const row = body.insertRow();
    row.append(Object.assign(document.createElement("th"), { scope: "row", textContent: first }));
    row.append(...cells.map((textContent) => Object.assign(document.createElement("td"), { textContent })));
  }
  return made;
}
