import "./style/index.css";
import init from "plimsoll";
import "plimsoll/element";
import { AccountDialog } from "./account/dialog";
import { mark, offer, openersOf, type Opener } from "./account/mine";
import type { Entered } from "./account/reader";
import { openPosition, PRESETS, type Preset } from "./account/presets";
import { ExampleSubject } from "./account/subject";
import { control, element, fill } from "./dom";
import { drawSource } from "./draw";
import { date, hours, share } from "./format";
import { Harbour, isoDay, SIMULATOR, type Course, type Wish } from "./harbour";
import { Helm } from "./helm";
import { FieldError, numberIn, showField } from "./number";
import { keepOffline } from "./offline";
import { wirePlan } from "./plan";
import { recordedAssets } from "./source";
import { followTheme } from "./theme";

/** How long the fonts are waited for, milliseconds. */
const FONTS = 500;

/** Bars per second of the replay. */
const SPEEDS = [
  { bars: 1, name: "1 h per second" },
  { bars: 4, name: "4 h per second" },
  { bars: 12, name: "12 h per second" },
];

const example = (preset: Preset): Opener => ({
  example: preset.id,
  factors: undefined,
  open: ({ ts, prices }, [path]) => {
    const asset = path?.asset ?? "";
    return new ExampleSubject(openPosition(preset, asset, prices[asset] ?? 0, ts));
  },
});

let helm: Helm;
let harbour: Harbour;
let opener: Opener;
let timer = 0;
let busy = false;

/** Opens the account on fresh paths; what fails leaves all as it was. False where the visitor chose something else meanwhile. */
async function embark(next: Opener, wish: Wish = {}, wanted = (): boolean => true): Promise<boolean> {
  pause();
  const begun = helm.begin();
  const latest = (): boolean => begun() && wanted();
  let course: Course;
  try {
    course = await harbour.course(next.factors, wish);
  } catch (error) {
    if (latest()) throw error;
    return false;
  }
  if (!latest() || !(await helm.embark(course.paths, (at) => next.open(at, course.paths), latest))) return false;
  opener = next;
  harbour.take(course);
  drawSource(helm.watch.voyage);
  mark(opener);
  return true;
}

/** Opens the account at the hour that the replay has reached. */
async function reopen(next: Opener, wanted?: () => boolean): Promise<boolean> {
  const { paths } = helm.watch.voyage;
  const same = next.factors === undefined || next.factors.every((factor) => paths.some(({ asset }) => asset === factor));
  if (!same || paths.length > 1) return embark(next, {}, wanted);
  helm.board((at) => next.open(at, paths));
  opener = next;
  mark(opener);
  harbour.show((opener.factors?.length ?? 0) > 0);
  return true;
}

/** An account typed in, pasted or read: its first position is opened, the others are offered. */
async function take(entered: Entered, signal: AbortSignal): Promise<void> {
  const wanted = (): boolean => !signal.aborted;
  const own = await openersOf(entered, harbour.factors);
  const first = own.find(({ opener }) => opener);
  if (!first?.opener) throw new Error(own.map(({ refusal }) => refusal).join(" "));
  if (!wanted() || !(await reopen(first.opener, wanted))) return;
  offer(own, entered.missed, (next) => act(reopen(next)));
  mark(opener);
  say("");
  await helm.exact();
}

async function tick(): Promise<void> {
  if (busy) return;
  busy = true;
  try {
    if (!(await helm.advance())) {
      pause();
      helm.speak();
    }
  } catch (error) {
    report(error);
  } finally {
    busy = false;
  }
}

function play(): void {
  say("");
  element("play").textContent = "Pause";
  window.clearInterval(timer);
  timer = window.setInterval(() => void tick(), 1000 / Number(control<HTMLSelectElement>("speed").value));
}

function pause(): void {
  window.clearInterval(timer);
  timer = 0;
  element("play").textContent = "Play";
}

/** What went wrong, at the top of the page; nothing, when something has gone well since. */
function say(text: string): void {
  element("alert").textContent = text;
}

/** A failure is said, and every control shows again what the page shows. */
function report(error: unknown): void {
  pause();
  say(`${error instanceof Error ? error.message : String(error)} What was shown before stays.`);
  mark(opener);
  harbour.show((opener.factors?.length ?? 0) > 0);
  control<HTMLSelectElement>("alpha").value = String(helm.options.alpha);
  control<HTMLSelectElement>("horizon").value = String(helm.options.horizonHours);
}

/** Does what a control asks for. */
function act(done: Promise<unknown>): void {
  done.then(() => say(""), report);
}

/** A field that cannot be taken keeps what was typed, for the visitor to correct. */
function taking<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    showField(error);
    return undefined;
  }
}

function wireAccount(): void {
  element("alert-close").addEventListener("click", () => say(""));
  const presets = element("presets");
  for (const preset of PRESETS) {
    const radio = Object.assign(document.createElement("input"), { type: "radio", name: "preset", value: preset.id, checked: preset === PRESETS[0] });
    radio.addEventListener("change", () => act(reopen(example(preset))));
    const label = document.createElement("label");
    label.append(radio, Object.assign(document.createElement("span"), { textContent: preset.name }));
    presets.insertBefore(label, element("own-choice"));
  }
  let dialog: AccountDialog | undefined;
  element("enter").addEventListener("click", () => {
    dialog ??= new AccountDialog(take);
    dialog.open(harbour.factors);
  });
  control("debt").addEventListener("input", ({ currentTarget }) => act(helm.owe((currentTarget as HTMLInputElement).valueAsNumber)));
  element("debt-reset").addEventListener("click", () => {
    const { own } = helm.watch.subject.slider;
    const slider = control("debt");
    slider.value = String(own);
    // The button goes with what it resets.
    slider.focus();
    act(helm.owe(own));
  });
  fill("alpha", [0.001, 0.005, 0.01, 0.05, 0.1].map((alpha) => ({ value: String(alpha), name: share(alpha) })), String(helm.options.alpha), (value) =>
    act(helm.terms({ alpha: Number(value) })),
  );
  fill("horizon", [24, 72, 168].map((span) => ({ value: String(span), name: hours(span) })), String(helm.options.horizonHours), (value) =>
    act(helm.terms({ horizonHours: Number(value) })),
  );
  element("exact").addEventListener("click", () => act(helm.exact()));
  wirePlan(
    () => ({ subject: helm.watch.subject, moment: helm.watch.voyage.now, answer: helm.now.answer }),
    () => act(helm.exact()),
  );
}

function wireReplay(): void {
  fill("speed", SPEEDS.map(({ bars, name }) => ({ value: String(bars), name })), "4", () => {
    if (timer) play();
  });
  control<HTMLSelectElement>("asset").addEventListener("change", ({ currentTarget }) => act(embark(opener, { source: (currentTarget as HTMLSelectElement).value })));
  element("play").addEventListener("click", () => {
    if (!timer) return play();
    pause();
    helm.speak();
  });
  element("step").addEventListener("click", () => {
    pause();
    say("");
    void tick();
  });
  element("again").addEventListener("click", () => {
    const { paths } = helm.watch.voyage;
    pause();
    act(helm.embark(paths, (at) => opener.open(at, paths)));
  });
  control("seed").addEventListener("change", () => {
    const seed = taking(() => numberIn(control("seed"), { most: 2 ** 32 - 1, whole: true }));
    if (seed !== undefined) act(embark(opener, { seed }));
  });
  wireStart();
  control<HTMLSelectElement>("episode").addEventListener("change", ({ currentTarget }) => {
    const { value } = currentTarget as HTMLSelectElement;
    if (value) act(embark(opener, { start: Number(value) }));
  });
}

/** A day that is chosen is taken at once; one that is typed, when it is whole: at Enter or when the field is left. */
function wireStart(): void {
  const field = control("start");
  let typing = false;
  const go = (leaving = false): void => {
    typing = false;
    const { days } = harbour;
    const start = Date.parse(field.value) / 1000;
    if (!days || field.value === isoDay(days.from)) return;
    const fits = Number.isFinite(start) && field.value >= field.min && field.value <= field.max;
    if (fits) return act(embark(opener, { start }));
    const wrong = new FieldError(field, `the bars reach from ${date(days.first)} to ${date(days.last)}.`);
    say(wrong.message);
    // Whoever has left the field is not called back: it shows again what is shown.
    if (leaving) field.value = isoDay(days.from);
    else showField(wrong);
  };
  field.addEventListener("keydown", ({ key }) => {
    if (key === "Enter") go();
    else if (key !== "Tab") typing = true;
  });
  field.addEventListener("change", () => {
    if (!typing) go();
  });
  field.addEventListener("blur", () => {
    if (typing) go(true);
  });
}

/** Draws anew when the width changes; the height of every chart is fixed, so nothing jumps. */
function followWidth(): void {
  let width = window.innerWidth;
  window.addEventListener("resize", () => {
    if (window.innerWidth === width) return;
    width = window.innerWidth;
    helm.redraw();
  });
}

/** Fonts that are blocked or slow are no reason to wait. */
const fonts = (): Promise<unknown> =>
  Promise.race([
    Promise.allSettled([document.fonts.load("1rem Newsreader"), document.fonts.load("1rem Instrument")]),
    new Promise((resolve) => setTimeout(resolve, FONTS)),
  ]);

async function start(): Promise<void> {
  followTheme(element<HTMLSelectElement>("theme"));
  const [assets] = await Promise.all([recordedAssets(), init(), fonts()]);
  const [first] = PRESETS;
  if (!first) return;
  harbour = new Harbour(assets);
  helm = new Helm(report);
  // Drawing needs widths: the page stands there before its first answer, and goes again where there is none.
  const loading = element("loading");
  element("page").hidden = false;
  loading.hidden = true;
  try {
    await embark(example(first)).catch(async (error: unknown) => {
      if (assets.length === 0) throw error;
      await embark(example(first), { source: SIMULATOR });
      say(`${error instanceof Error ? error.message : String(error)} Simulated bars are shown instead.`);
    });
  } catch (error) {
    element("page").hidden = true;
    loading.hidden = false;
    throw error;
  }
  loading.remove();
  performance.mark("plimsoll:advice");
  wireAccount();
  wireReplay();
  followWidth();
  element("page").dataset.ready = "";
  void keepOffline((text) => {
    element("kept").textContent = text;
  });
}

start().catch((error: unknown) => {
  const loading = document.getElementById("loading");
  if (!loading) return report(error);
  loading.textContent = `The page could not be started: ${error instanceof Error ? error.message : String(error)}`;
  loading.dataset.failed = "";
});
