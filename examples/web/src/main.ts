import "./style.css";
import init, { aaveV3Account, aaveV3Boundaries, defaultAdviceOptions, version, type AdviceOptions } from "plimsoll/full";
import { drawChances } from "./chart/chances";
import { Hull } from "./chart/hull";
import { drawPath } from "./chart/path";
import { drawWeather } from "./chart/weather";
import { control, element, fill } from "./dom";
import { amount, date, hours, moment, share, times } from "./format";
import { answer, trust } from "./panels";
import { PRESETS, collateralAsset, debtAsset, openPosition, userAt, type Position, type Preset } from "./positions";
import { levelName, sentence } from "./sentence";
import { recordedAssets, recordedBars, recordedPath, simulatedPath, startRange, type Market, type Path } from "./source";
import { followTheme } from "./theme";
import { Voyage, type Reading } from "./voyage";

const SIMULATOR = "simulator";
const DAY = 86_400;
/** Bars per second of the replay. */
const SPEEDS = [
  { bars: 1, name: "1 h per second" },
  { bars: 4, name: "4 h per second" },
  { bars: 12, name: "12 h per second" },
];

/** What the page shows. */
interface State {
  voyage: Voyage;
  preset: Preset;
  position: Position;
  options: AdviceOptions;
  playing: boolean;
}

const hull = new Hull(element("hull"));
const recorded = new Map<string, Float64Array>();
let state: State;
let readings: Reading[] = [];
let assets: readonly string[] = [];
let spokenLevel = "";
let timer = 0;

function now(): Reading {
  const last = readings.at(-1);
  if (!last) throw new Error("There is no advice to show yet.");
  return last;
}

/** Opens the chosen preset at the price that the replay has reached. */
function open(preset: Preset): void {
  const { price, ts } = state.voyage.now;
  state.preset = preset;
  state.position = openPosition(preset, state.voyage.path.asset, price, ts);
  const slider = control("debt");
  slider.max = String(state.position.debtLimit);
  slider.step = String(state.position.debtStep);
  slider.value = String(state.position.debt);
  element("debt-min").textContent = amount(0, debtAsset(state.position));
  element("debt-max").textContent = amount(state.position.debtLimit, debtAsset(state.position));
  render();
  speak();
}

/** Puts to sea on a path. */
function sail(path: Path): void {
  pause();
  const preset = state?.preset ?? PRESETS[0];
  const options = state?.options ?? defaultAdviceOptions();
  const voyage = new Voyage(path);
  const { price, ts } = voyage.now;
  if (!preset) return;
  state?.voyage.close();
  state = { voyage, preset, options, playing: false, position: openPosition(preset, path.asset, price, ts) };
  open(preset);
}

function render(): void {
  const { voyage, position, options } = state;
  readings = voyage.readings(position, options);
  const reading = now();
  const { advice } = reading;
  const user = userAt(position, reading.price, reading.ts);

  element("level").className = `level ${advice.status === "liquidatable" ? "critical" : advice.level}`;
  element("level").textContent = levelName(advice);
  element("sentence").textContent = sentence(advice, position.asset);
  element("holding").textContent =
    `${amount(position.collateral, collateralAsset(position))} supplied to Aave v3.7, ` +
    (position.debt > 0 ? `${amount(position.debt, debtAsset(position))} borrowed` : "nothing borrowed");
  const shown = amount(position.debt, debtAsset(position));
  element("debt-value").textContent = `${shown} owed · ${advice.leverage === undefined ? "no equity left" : `${times(advice.leverage)} leverage`}`;
  control("debt").setAttribute(
    "aria-valuetext",
    `${shown} owed${advice.leverage === undefined ? ", no equity left" : `, leverage ${advice.leverage.toFixed(2)}`}` +
      (advice.healthFactor === undefined ? "" : `, health factor ${advice.healthFactor.toFixed(2)}`),
  );

  answer(reading, options, position.asset);
  trust(reading, options, aaveV3Account(user), aaveV3Boundaries(user), position, version().core, voyage.path.seed === undefined);
  hull.draw(advice);
  drawPath(element("price"), readings, position.asset);
  drawChances(element("chances"), advice);
  drawWeather(element("weather"), readings);
  clock();
}

/** Says the sentence to a screen reader, when asked for or when the level changes. */
function speak(): void {
  const { advice } = now();
  spokenLevel = `${advice.status} ${advice.level}`;
  element("spoken").textContent = sentence(advice, state.position.asset);
}

function clock(): void {
  const { done, of } = state.voyage.progress;
  element("clock").textContent = `${moment(now().ts)} · hour ${done} of ${of}`;
  const ended = done >= of;
  element<HTMLButtonElement>("play").disabled = ended;
  element<HTMLButtonElement>("step").disabled = ended;
}

function source(): void {
  const { path } = state.voyage;
  const first = path.bars[path.warmUp * 6] ?? 0;
  const last = path.bars[path.bars.length - 6] ?? 0;
  const through = `${date(first)} to ${date(last)}`;
  element("source").textContent =
    path.seed === undefined
      ? `Recorded hourly bars of ${path.asset}, ${through}, from the folder served with this page.`
      : `Simulated, not a market: ${path.asset} drawn by the core’s own simulator, seed ${path.seed}, dated ${through}.`;
  element("seed-field").hidden = path.seed === undefined;
  element("start-field").hidden = path.seed !== undefined;
}

function tick(): void {
  try {
    if (!state.voyage.advance()) {
      pause();
      speak();
      return;
    }
    render();
    const { advice } = now();
    if (`${advice.status} ${advice.level}` !== spokenLevel) speak();
  } catch (error) {
    report(error);
  }
}

function play(): void {
  state.playing = true;
  element("play").textContent = "Pause";
  const bars = Number(control<HTMLSelectElement>("speed").value);
  window.clearInterval(timer);
  timer = window.setInterval(tick, 1000 / bars);
}

function pause(): void {
  window.clearInterval(timer);
  if (state) state.playing = false;
  element("play").textContent = "Play";
}

/** The bars of an asset, read once. */
async function read(asset: string): Promise<Float64Array> {
  let bars = recorded.get(asset);
  if (!bars) {
    bars = await recordedBars(asset);
    recorded.set(asset, bars);
  }
  return bars;
}

/** The wider market, where its two assets are served. */
async function market(): Promise<Market | undefined> {
  if (!assets.includes("BTC") || !assets.includes("ETH")) return undefined;
  const [btc, eth] = await Promise.all([read("BTC"), read("ETH")]);
  return { btc, eth };
}

/** Reads the bars of the chosen asset and sails from the chosen day, or from a month before the end. */
async function choose(asset: string, start?: number): Promise<void> {
  if (asset === SIMULATOR) {
    sail(simulatedPath(Number(control("seed").value)));
  } else {
    const bars = await read(asset);
    const { first, last } = startRange(bars);
    const from = start ?? Math.max(first, last - 30 * DAY);
    const field = control("start");
    field.min = isoDay(first);
    field.max = isoDay(last);
    field.value = isoDay(from);
    sail(recordedPath(asset, bars, Math.max(first, Math.min(last, from)), await market()));
  }
  source();
}

const isoDay = (ts: number): string => new Date(ts * 1000).toISOString().slice(0, 10);

/** A failure to read bars is said where the source is named; what was shown stays. */
function report(error: unknown): void {
  pause();
  element("source").textContent = `${error instanceof Error ? error.message : String(error)} What was shown before stays.`;
}

function wire(): void {
  const presets = element("presets");
  for (const preset of PRESETS) {
    const radio = document.createElement("input");
    radio.type = "radio";
    radio.name = "preset";
    radio.value = preset.id;
    radio.checked = preset === PRESETS[0];
    radio.addEventListener("change", () => open(preset));
    const label = document.createElement("label");
    label.append(radio, Object.assign(document.createElement("span"), { textContent: preset.name }));
    presets.append(label);
  }

  let settled = 0;
  control("debt").addEventListener("input", ({ currentTarget }) => {
    state.position = { ...state.position, debt: Number((currentTarget as HTMLInputElement).value), openedAt: state.voyage.now.ts };
    render();
    window.clearTimeout(settled);
    settled = window.setTimeout(speak, 600);
  });

  const again = (): void => {
    render();
    speak();
  };
  fill("alpha", [0.001, 0.005, 0.01, 0.05, 0.1].map((alpha) => ({ value: String(alpha), name: share(alpha) })), String(state.options.alpha), (value) => {
    state.options = { ...state.options, alpha: Number(value) };
    again();
  });
  fill("horizon", [24, 72, 168].map((span) => ({ value: String(span), name: hours(span) })), String(state.options.horizonHours), (value) => {
    state.options = { ...state.options, horizonHours: Number(value) };
    again();
  });
  fill("speed", SPEEDS.map(({ bars, name }) => ({ value: String(bars), name })), "4", () => {
    if (state.playing) play();
  });
  fill(
    "asset",
    [...assets.map((asset) => ({ value: asset, name: `${asset}, recorded` })), { value: SIMULATOR, name: "ETH, simulated" }],
    state.voyage.path.seed === undefined ? state.voyage.path.asset : SIMULATOR,
    (value) => void choose(value).catch(report),
  );

  element("play").addEventListener("click", () => {
    if (state.playing) {
      pause();
      speak();
    } else {
      play();
    }
  });
  element("step").addEventListener("click", () => {
    pause();
    tick();
  });
  element("again").addEventListener("click", () => {
    sail(state.voyage.path);
  });
  control("seed").addEventListener("change", () => void choose(SIMULATOR).catch(report));
  control("start").addEventListener("change", ({ currentTarget }) => {
    const day = Date.parse((currentTarget as HTMLInputElement).value) / 1000;
    if (Number.isFinite(day)) void choose(state.voyage.path.asset, day).catch(report);
  });
}

/** Draws anew when the width changes; the height of every chart is fixed, so nothing jumps. */
function followWidth(): void {
  let width = window.innerWidth;
  window.addEventListener("resize", () => {
    if (window.innerWidth === width) return;
    width = window.innerWidth;
    render();
  });
}

async function start(): Promise<void> {
  followTheme(element<HTMLSelectElement>("theme"));
  [assets] = await Promise.all([recordedAssets(), init(), document.fonts.load("1rem Newsreader"), document.fonts.load("1rem Instrument")]);
  control("seed").value = "7";
  element("page").hidden = false;
  element("loading").remove();
  await choose(assets.includes("ETH") ? "ETH" : (assets[0] ?? SIMULATOR));
  wire();
  followWidth();
  element("page").dataset.ready = "";
}

start().catch((error: unknown) => {
  const loading = document.getElementById("loading");
  if (!loading) return report(error);
  loading.textContent = `The core could not be loaded: ${error instanceof Error ? error.message : String(error)}`;
  loading.dataset.failed = "";
});
