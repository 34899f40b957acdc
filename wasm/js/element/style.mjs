// Inside, names of its own: a page may set --plimsoll-ink from an --ink of its own.
// Colours follow the page's `color-scheme`; each can be set from outside by a custom property.
// The marks use the Okabe-Ito palette, which readers with any colour vision can tell apart; each also has its own dash and name.
export const STYLE = `
:host {
  --line-ink: var(--plimsoll-ink, light-dark(#13232e, #e8ecea));
  --line-muted: var(--plimsoll-muted, light-dark(#4d5f6b, #9db0bb));
  --line-rule: var(--plimsoll-rule, light-dark(#d3d6cf, #263a46));
  --line-hull: var(--plimsoll-hull, light-dark(#21343f, #3b5363));
  --line-edge: var(--plimsoll-hull-edge, light-dark(#0d1a22, #6d8898));
  --line-paint: var(--plimsoll-paint, #faf7ee);
  --line-sea: var(--plimsoll-sea, light-dark(rgb(0 114 178 / 0.3), rgb(40 120 180 / 0.42)));
  --line-crest: var(--plimsoll-crest, light-dark(#0072b2, #56b4e9));
  display: flex;
  flex-direction: column;
  direction: ltr;
  height: 38rem;
  color: var(--line-ink);
  font-family: var(--plimsoll-font, system-ui, sans-serif);
  font-size: 0.8125rem;
  font-variant-numeric: tabular-nums lining-nums;
}
:host([hidden]) { display: none; }
.frame { position: relative; flex: 1; min-height: 0; }
svg { display: block; position: absolute; inset: 0 auto auto 0; overflow: hidden; }
svg svg { position: static; }
text { font: inherit; font-size: 13px; fill: var(--line-ink); }
.axis text { fill: var(--line-muted); }
.grid { stroke: var(--line-rule); fill: none; }
ul { list-style: none; margin: 0; padding: 0; position: absolute; top: 0; right: 0; }
li { position: absolute; left: 0; right: 0; line-height: 1.42em; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
li b { display: block; font-weight: 600; overflow: hidden; text-overflow: ellipsis; }
li span { color: var(--line-muted); }
li span + span::before { content: " · "; }
.narrow li span { display: block; overflow: hidden; text-overflow: ellipsis; }
.narrow li span + span::before { content: none; }
.foot { margin: 0.25rem 0 0; color: var(--line-muted); line-height: 1.4; }
.unseen { position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.notice { --mark: var(--plimsoll-notice, #e69f00); --dash: 2 4; }
.act { --mark: var(--plimsoll-act, #d55e00); --dash: 8 4; }
.critical { --mark: var(--plimsoll-critical, light-dark(#b4588a, #cc79a7)); --dash: 12 3 2 3; }
.liquidation { --mark: var(--line-ink); }
.waterline { --mark: var(--line-crest); }
.leader { fill: none; stroke: var(--mark, var(--line-muted)); stroke-width: 2; stroke-dasharray: var(--dash, none); }
.plating { fill: var(--line-hull); stroke: var(--line-edge); stroke-width: 1.5; }
.rail, .deckline { fill: none; stroke: var(--line-edge); stroke-width: 3; }
.deckline { stroke: var(--line-paint); stroke-width: 1.5; opacity: 0.7; }
.disc circle, .disc path { fill: none; stroke: var(--line-paint); stroke-width: 5; }
.disc text, .ladder text { fill: var(--line-paint); font-weight: 600; }
.disc .terms { font-weight: 400; }
.ladder > path { stroke: var(--line-paint); stroke-width: 2.5; }
.ladder g path { stroke: var(--mark); stroke-width: 5; }
.body { fill: var(--line-sea); }
.crest { fill: none; stroke: var(--line-crest); stroke-width: 2.5; }
@media (prefers-reduced-motion: no-preference) {
  .sea { animation: swell 7s ease-in-out infinite alternate; }
  @keyframes swell { from { transform: translateX(-20px); } to { transform: translateX(20px); } }
}
`;
