/** What stands in a field cannot be taken; the sentence names the field. */
export class FieldError extends Error {
  readonly field: HTMLInputElement;

  constructor(field: HTMLInputElement, sentence: string) {
    super(`${nameOf(field)}: ${sentence}`);
    this.field = field;
  }

  /** Marks the field until it is changed, and goes there. */
  show(): void {
    const { field } = this;
    field.setAttribute("aria-invalid", "true");
    field.addEventListener("input", () => field.removeAttribute("aria-invalid"), { once: true });
    field.focus();
  }
}

/** What a number may be; an empty field is a mistake. */
export interface Bounds {
  readonly least?: number;
  readonly most?: number;
  /** Above 0. */
  readonly positive?: boolean;
  /** No decimals. */
  readonly whole?: boolean;
}

const nameOf = (field: HTMLInputElement): string =>
  field.getAttribute("aria-label") ?? (field.labels?.[0]?.textContent ?? field.id).trim().replace(/\s+/g, " ");

/** The number in a field, and nothing that only looks like one: a comma is a point to some and a thousand to others. */
export function numberIn(field: HTMLInputElement, { least = 0, most = Number.MAX_VALUE, positive = false, whole = false }: Bounds = {}): number {
  const text = field.value.trim();
  if (text === "") throw new FieldError(field, "enter a number.");
  if (text.includes(",")) throw new FieldError(field, `${text} can be read in two ways: write decimals with a point, and thousands without a mark.`);
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(text)) throw new FieldError(field, `${text} is not a number.`);
  const value = Number(text);
  if (whole && !Number.isInteger(value)) throw new FieldError(field, "enter a number without decimals.");
  if (positive && value <= 0) throw new FieldError(field, "enter a number above 0.");
  if (!Number.isFinite(value) || value < least || value > most) {
    throw new FieldError(field, most === Number.MAX_VALUE ? `enter a number of ${least} or more.` : `enter a number from ${least} to ${most}.`);
  }
  return value;
}

/** Marks the field that a failure is about, where it is about one. */
export function showField(error: unknown): void {
  if (error instanceof FieldError) error.show();
}
