// Browsers, bundlers and workers: the caller starts the load, once, and awaits it.

/** Returns the `init` of an entry; `beside` gives the address of the `.wasm` beside the package's own code. */
export function loader(bindings, entry, beside) {
  bindings.__wbg_set_wasm(
    new Proxy({}, {
      get() {
        throw new Error(`plimsoll is not loaded yet: \`import init from '${entry}'\` and \`await init()\` before the first call`);
      },
    }),
  );
  let loading;
  return function init(source) {
    loading ??= load(bindings, source ?? beside()).catch((error) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
}

async function load(bindings, source) {
  const { instance } = await instantiate(bindings, await source);
  bindings.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
}

async function instantiate(bindings, source) {
  const imports = { './plimsoll_bg.js': bindings };
  if (source instanceof WebAssembly.Module) return { instance: await WebAssembly.instantiate(source, imports) };
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) return WebAssembly.instantiate(source, imports);
  const response = source instanceof Response ? source : await fetch(source);
  if (!response.ok) throw new Error(`plimsoll could not be loaded: ${response.url} answered ${response.status}`);
  // A server that does not say application/wasm cannot stream; the bytes are the same.
  const streams = response.headers.get('content-type')?.startsWith('application/wasm');
  return streams ? WebAssembly.instantiateStreaming(response, imports) : WebAssembly.instantiate(await response.arrayBuffer(), imports);
}
