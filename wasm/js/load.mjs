// What every entry shares: a module is loaded once, whichever entry asks for it, and says so when it is called before.

/** The modules that are loaded, by name. */
const loaded = new Set();

/** Whether a module answers already. */
export function isLoaded(name) {
  return loaded.has(name);
}

/** Makes every call before the load throw one sentence. */
export function unloaded(glue, name, call) {
  if (loaded.has(name)) return;
  glue.__wbg_set_wasm(
    new Proxy({}, {
      get() {
        throw new Error(`plimsoll is not loaded yet: ${call} before the first call`);
      },
    }),
  );
}

/** What the module asks of its glue. */
export function imports(glue) {
  return { './plimsoll_bg.js': glue };
}

/** Puts an instance to use, unless another was quicker: trackers live in the first. */
export function use(glue, name, { exports }) {
  if (loaded.has(name)) return;
  loaded.add(name);
  glue.__wbg_set_wasm(exports);
  exports.__wbindgen_start();
}

/** Whether a source is compiled already. By its tag rather than its class: a platform may compile in a realm of its own. */
export function compiled(source) {
  return Object.prototype.toString.call(source) === '[object WebAssembly.Module]';
}

/** Loads at once, from the module's bytes or from the compiled module. */
export function loadNow(glue, name, source) {
  if (loaded.has(name)) return;
  const module = compiled(source) ? source : new WebAssembly.Module(source);
  use(glue, name, new WebAssembly.Instance(module, imports(glue)));
}

/** Where the module is loaded on import: is there so that code for the browser runs unchanged. */
export async function init() {}
