// What a page does with the figures: the test reads them from here.
export function show(found) {
  found.then(
    (lines) => { document.body.dataset.figures = JSON.stringify(lines); },
    (problem) => { document.body.dataset.figures = JSON.stringify([String(problem?.stack ?? problem)]); },
  );
}
