import "./style/index.css";
import init from "plimsoll";
import "plimsoll/element";
import { AccountDialog } from "./account/dialog";
import { leave, offer, openersOf, type Opener } from "./account/mine";
import type { Entered } from "./account/reader";
import { openPosition, PRESETS, type Preset } from "./account/presets";
import { ExampleSubject } from "./account/subject";
import { control, element, fill } from "./dom";
import { hours, share } from "./format";
import { Harbour, SIMULATOR } from "./harbour";
import { Helm } from "./helm";
import { keepOffline } from "./offline";
import { wirePlan } from "./plan";
import { recordedAssets } from "./source";
import { followTheme } from "./theme";

/** Bars per second of the replay. */
const SPEEDS = [
  { bars: 1, name: "1 h per second" },
  { bars: 4, name: "4 h per second" },
  { bars: 12, name: "12 h per second" },
];

const example = (preset: Preset): Opener => ({
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

/** Opens the account on fresh paths; what fails leaves all as it was. */
async function embark(next: Opener, start?: number): Promise<void> {
  pause();
  const paths = await harbour.paths(next.factors, start);
  await helm.embark(paths, (at) => next.open(at, paths));
  opener = next;
}

/** Opens the account at the hour that the replay has reached. */
async function reopen(next: Opener): Promise<void> {
  const { paths } = helm.watch.voyage;
  const same = next.factors === undefined || next.factors.every((factor) => paths.some(({ asset }) => asset === factor));
  if (!same || paths.length > 1) return embark(next);
  opener = next;
  await helm.board((at) => next.open(at, paths));
}

/** An account typed in, pasted or read: its first position is opened, the others are offered. */
async function take(entered: Entered): Promise<void> {
  const own = await openersOf(entered, harbour.factors);
  const first = own.find(({ opener }) => opener);
  if (!first?.opener) throw new Error(own.map(({ refusal }) => refusal).join(" "));
  await reopen(first.opener);
  await helm.exact();
  offer(own, first, entered.missed, (next) => void reopen(next).catch(report));
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
  element("play").textContent = "Pause";
  window.clearInterval(timer);
  timer = window.setInterval(() => void tick(), 1000 / Number(control<HTMLSelectElement>("speed").value));
}

function pause(): void {
  window.clearInterval(timer);
  timer = 0;
  element("play").textContent = "Play";
}

/** A failure to read bars is said where the source is named; what was shown stays. */
function report(error: unknown): void {
  pause();
  element("source").textContent = `${error instanceof Error ? error.message : String(error)} What was shown before stays.`;
}

function wireAccount(): void {
  const presets = element("presets");
  for (const preset of PRESETS) {
    const radio = Object.assign(document.createElement("input"), { type: "radio", name: "preset", value: preset.id, checked: preset === PRESETS[0] });
    radio.addEventListener("change", () => {
      leave();
      void reopen(example(preset)).catch(report);
    });
    const label = document.createElement("label");
    label.append(radio, Object.assign(document.createElement("span"), { textContent: preset.name }));
    presets.insertBefore(label, element("own-choice"));
  }
  let dialog: AccountDialog | undefined;
  element("enter").addEventListener("click", () => {
    dialog ??= new AccountDialog(take);
    dialog.open(harbour.factors);
  });
  control("debt").addEventListener("input", ({ currentTarget }) => void helm.owe((currentTarget as HTMLInputElement).valueAsNumber).catch(report));
  fill("alpha", [0.001, 0.005, 0.01, 0.05, 0.1].map((alpha) => ({ value: String(alpha), name: share(alpha) })), String(helm.options.alpha), (value) =>
    void helm.terms({ alpha: Number(value) }).catch(report),
  );
  fill("horizon", [24, 72, 168].map((span) => ({ value: String(span), name: hours(span) })), String(helm.options.horizonHours), (value) =>
    void helm.terms({ horizonHours: Number(value) }).catch(report),
  );
  element("exact").addEventListener("click", () => void helm.exact().catch(report));
  wirePlan(
    () => ({ subject: helm.watch.subject, moment: helm.watch.voyage.now, answer: helm.now.answer }),
    () => void helm.exact().catch(report),
  );
}

function wireReplay(): void {
  fill("speed", SPEEDS.map(({ bars, name }) => ({ value: String(bars), name })), "4", () => {
    if (timer) play();
  });
  const choices = [...harbour.assets.map((asset) => ({ value: asset, name: `${asset}, recorded` })), { value: SIMULATOR, name: "simulated" }];
  fill("asset", choices, harbour.source, (source) => {
    const before = harbour.source;
    harbour.source = source;
    embark(opener).catch((error: unknown) => {
      harbour.source = before;
      control<HTMLSelectElement>("asset").value = before;
      report(error);
    });
  });
  element("play").addEventListener("click", () => {
    if (!timer) return play();
    pause();
    helm.speak();
  });
  element("step").addEventListener("click", () => {
    pause();
    void tick();
  });
  element("again").addEventListener("click", () => {
    const { paths } = helm.watch.voyage;
    pause();
    void helm.embark(paths, (at) => opener.open(at, paths)).catch(report);
  });
  const from = (start: number): void => {
    if (Number.isFinite(start)) void embark(opener, start).catch(report);
  };
  control("seed").addEventListener("change", () => void embark(opener).catch(report));
  control("start").addEventListener("change", ({ currentTarget }) => from(Date.parse((currentTarget as HTMLInputElement).value) / 1000));
  control<HTMLSelectElement>("episode").addEventListener("change", ({ currentTarget }) => {
    const { value } = currentTarget as HTMLSelectElement;
    if (value) from(Number(value));
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

async function start(): Promise<void> {
  followTheme(element<HTMLSelectElement>("theme"));
  const [assets] = await Promise.all([recordedAssets(), init(), document.fonts.load("1rem Newsreader"), document.fonts.load("1rem Instrument")]);
  const [first] = PRESETS;
  if (!first) return;
  harbour = new Harbour(assets);
  helm = new Helm(report);
  control("seed").value = "7";
  const paths = await harbour.paths(undefined);
  element("page").hidden = false;
  element("loading").remove();
  opener = example(first);
  await helm.embark(paths, (at) => opener.open(at, paths));
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
  loading.textContent = `The core could not be loaded: ${error instanceof Error ? error.message : String(error)}`;
  loading.dataset.failed = "";
});
