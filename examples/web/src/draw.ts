import { accountHealth, version } from "plimsoll";
import type { PlimsollLine } from "plimsoll/element";
import type { Moment, Subject } from "./account/subject";
import { drawChances } from "./chart/chances";
import { drawFan, fanOf, fanOfSeveral } from "./chart/fan";
import { drawPath } from "./chart/path";
import { drawRegion } from "./chart/region";
import { drawWeather } from "./chart/weather";
import { isJoint, liquidationPrices, type Answer } from "./answer";
import { control, element, term } from "./dom";
import { date, dollars, moment, plain, short, times } from "./format";
import type { Region } from "./joint";
import { figures, instruments, ledger, trust, type Exact } from "./panels";
import { levelName, sentence } from "./sentence";
import { decimalOf } from "./units";
import type { Voyage } from "./voyage";
import type { Now, Reading, Watch } from "./watch";

/** The answer now: the sentence, the figures and what lies ahead. */
export function drawNow(now: Now, watch: Watch, exact: Exact | undefined): void {
  const { answer, asset, drivers, bond } = now;
  const { subject, options, voyage } = watch;
  element("level").className = `level ${answer.status === "liquidatable" ? "critical" : answer.level}`;
  element("level").textContent = levelName(answer);
  element("sentence").textContent = sentence(answer, drivers, bond);
  element("origin").textContent = origin(subject, voyage);
  element("holding").textContent = subject.holding;
  drawSlider(subject, voyage.now);

  const line = element<PlimsollLine>("line");
  line.asset = asset;
  line.advice = answer;
  figures(now, options);
  drawAhead(now, watch);
  drawChances(element("chances"), answer);
  instruments(now, options);
  ledger(watch.changes, asset);
  trust(now, options, subject, version().core, voyage.seed === undefined, exact);
}

/** Whose account it is, and which of the figures are a market's: a visitor must not take a simulation for the odds of today. */
function origin({ own, from, tried }: Subject, { seed, paths }: Voyage): string {
  const account = `${from ? `Account ${short(from.user)}, read at ${from.at}` : own ? "Your account as entered" : "An example account"}${tried ? ", but with another debt, which is tried" : ""}.`;
  const assets = paths.map(({ asset }) => asset).join(" and ");
  if (seed === undefined) return `${account} The chances are from recorded hourly bars of ${assets} up to the hour shown under the price path, not from today’s market.`;
  return `${account}${own && !tried ? " Health and liquidation price are its own." : ""} The chances, safe leverage and marks are from simulated bars of ${assets}, not from today’s market.`;
}

/** How far health may go in the week ahead. */
function drawAhead({ forecast, ahead, answer }: Now, { subject, voyage }: Watch): void {
  const model = `model v${answer.confidence.model.version}`;
  element("ahead-note").textContent = ahead
    ? `How low the health factor gets at some time until then, all prices moving together: each edge is passed with the chance written on it, before the oracle’s deviation (${plain(ahead.paths, 0)} simulated paths, ${model}).`
    : `How low and how high the health factor gets at some time until then: each edge is passed with the chance written on it, from the forecast alone, before the oracle’s deviation and interest (${model}).`;
  const fan = ahead ? fanOfSeveral(ahead) : forecast && fanOf(subject.account(voyage.now), isJoint(answer) ? undefined : answer.factor, forecast);
  if (fan !== undefined) drawFan(element("ahead"), element("ahead-numbers"), fan);
}

/** What the slider stands at: at once, also where the advice takes a moment. */
export function drawSlider(subject: Subject, at: Moment): void {
  const { now, own, least, most } = subject.owed(at);
  const { leverage, healthFactor } = accountHealth(subject.account(at));
  element("debt-min").textContent = least;
  element("debt-max").textContent = most;
  element("debt-value").textContent = `${now} owed · ${leverage === undefined ? "no equity left" : `${times(leverage)} leverage`}`;
  // Hidden, it keeps its place: nothing moves when another debt is tried.
  element("tried").style.visibility = subject.tried ? "visible" : "hidden";
  element("tried-text").textContent = `Trying a debt of ${now}; ${subject.own ? "yours" : "the example’s"} is ${own}.`;
  control("debt").setAttribute(
    "aria-valuetext",
    `${now} owed${leverage === undefined ? ", no equity left" : `, leverage ${leverage.toFixed(2)}`}` +
      (healthFactor === undefined ? "" : `, health factor ${healthFactor.toFixed(2)}`),
  );
}

/** The hours up to now. */
export function drawTrail(readings: readonly Reading[], asset: string, joint: boolean): void {
  element("path-title").textContent = joint ? "Health and its marks" : "The price and its marks";
  drawPath(element("price"), readings, asset, joint);
  drawWeather(element("weather"), readings);
}

/** The liquidation region of an account over several assets; none for one asset, whose price says it. */
export function drawPlace(region: Region | undefined, answer?: Answer): void {
  element("region-section").hidden = region === undefined;
  if (!region || !answer) return;
  drawRegion(element("region"), element("region-numbers"), region);
  const together = region.together.map(({ asset, price }) => `${asset} ${dollars(decimalOf(price, asset === region.x.asset ? region.x.decimals : region.y.decimals))}`);
  element("region-facts").replaceChildren(
    ...liquidationPrices(answer, region.x.asset).map(({ asset, price }) => term(`${asset} alone`, { text: dollars(price), value: price })),
    term("Both in proportion", { text: together.length > 0 ? together.join(" and ") : "nothing liquidates it" }),
  );
}

/** The slider's ends, for a newly opened account. */
export function openSlider(subject: Subject): void {
  const { value, limit, step } = subject.slider;
  const slider = control("debt");
  slider.disabled = limit === 0;
  slider.max = String(limit);
  slider.step = String(step);
  slider.value = String(value);
}

export function drawClock({ progress: { done, of }, now }: Voyage): void {
  element("clock").textContent = `${moment(now.ts)} · hour ${done} of ${of}`;
  for (const id of ["play", "step"]) {
    const button = element<HTMLButtonElement>(id);
    // A disabled button would drop the focus.
    if (done >= of && document.activeElement === button) element("again").focus();
    button.disabled = done >= of;
  }
}

/** Where the bars come from, always said. */
export function drawSource({ paths, seed, span }: Voyage): void {
  const assets = paths.map(({ asset }) => asset);
  const through = `${date(span.first)} to ${date(span.last)}`;
  element("source").textContent =
    seed === undefined
      ? `Recorded hourly bars of ${assets.join(" and ")}, ${through}, from the folder served with this page.`
      : assets.length === 1
        ? `Simulated, not a market: ${assets[0] ?? ""} drawn by the core’s own simulator, seed ${seed}, dated ${through}.`
        : `Simulated, not a market: ${assets.join(" and ")} drawn by the core’s own simulator, seeds from ${seed}, each by itself, dated ${through}.`;
  element("seed-field").hidden = seed === undefined;
  element("start-field").hidden = seed !== undefined;
  element("episode-field").hidden = seed !== undefined || control<HTMLSelectElement>("episode").options.length < 2;
}
