// Colours follow the page's `color-scheme`; each can be set from outside by a custom property.
// The marks use the Okabe-Ito palette, which readers with any colour vision can tell apart; each also has its own dash and name.
export const STYLE = `
:host {
  --ink: var(--plimsoll-ink, light-dark(#13232e, #e8ecea));
  --muted: var(--plimsoll-muted, light-dark(#4d5f6b, #9db0bb));
  --rule: var(--plimsoll-rule, light-dark(#d3d6cf, #263a46));
  --hull: var(--plimsoll-hull, light-dark(#21343f, #3b5363));
  --edge: var(--plimsoll-hull-edge, light-dark(#0d1a22, #6d8898));
  --paint: var(--plimsoll-paint, #faf7ee);
  --sea: var(--plimsoll-sea, light-dark(rgb(0 114 178 / 0.3), rgb(40 120 180 / 0.42)));
  --crest: var(--plimsoll-crest, light-dark(#0072b2, #56b4e9));
  --safe: var(--plimsoll-safe, #009e73);
  display: flex;
  flex-direction: column;
  height: 38rem;
  color: var(--ink);
  font-family: var(--plimsoll-font, system-ui, sans-serif);
  font-size: 0.8125rem;
  font-variant-numeric: tabular-nums lining-nums;
}
:host([hidden]) { display: none; }
.frame { position: relative; flex: 1; min-height: 0; }
svg { display: block; position: absolute; inset: 0 auto auto 0; overflow: hidden; }
svg svg { position: static; }
text { font: inherit; fill: var(--ink); }
.axis text { fill: var(--muted); }
.grid { stroke: var(--rule); fill: none; }
ul { list-style: none; margin: 0; padding: 0; position: absolute; top: 0; right: 0; }
li { position: absolute; left: 0; right: 0; line-height: 1.15rem; white-space: nowrap; }
li b { display: block; font-weight: 600; }
li span { color: var(--muted); display: block; overflow: hidden; text-overflow: ellipsis; }
.foot { margin: 0.25rem 0 0; color: var(--muted); line-height: 1.4; }
.unseen { position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.notice { --mark: var(--plimsoll-notice, #e69f00); --dash: 2 4; }
.act { --mark: var(--plimsoll-act, #d55e00); --dash: 8 4; }
.critical { --mark: var(--plimsoll-critical, light-dark(#b4588a, #cc79a7)); --dash: 12 3 2 3; }
.liquidation { --mark: var(--ink); }
.waterline { --mark: var(--crest); }
.leader.safe { --mark: var(--safe); --dash: 1 3; }
.leader { fill: none; stroke: var(--mark, var(--muted)); stroke-width: 2; stroke-dasharray: var(--dash, none); }
.plating { fill: var(--hull); stroke: var(--edge); stroke-width: 1.5; }
.rail, .deckline { fill: none; stroke: var(--edge); stroke-width: 3; }
.deckline { stroke: var(--paint); stroke-width: 1.5; opacity: 0.7; }
.disc circle, .disc path { fill: none; stroke: var(--paint); stroke-width: 5; }
.disc text, .ladder text { fill: var(--paint); font-weight: 600; }
.ladder > path { stroke: var(--paint); stroke-width: 2.5; }
.ladder g path { stroke: var(--mark); stroke-width: 5; }
.body { fill: var(--sea); }
.crest { fill: none; stroke: var(--crest); stroke-width: 2.5; }
@media (prefers-reduced-motion: no-preference) {
  .sea { animation: swell 7s ease-in-out infinite alternate; }
  @keyframes swell { from { transform: translateX(-20px); } to { transform: translateX(20px); } }
}
`;
