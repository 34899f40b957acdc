// Browsers, bundlers and workers: the caller starts the load, once, and awaits it.
import { compiled, imports, isLoaded, unloaded, use } from './load.mjs';

/** The loads that were started, by the module's name. */
const loading = new Map();

/** Returns the `init` of an entry; `beside` gives what is loaded when the caller names nothing. */
export function loader(glue, name, entry, beside) {
  unloaded(glue, name, `\`import init from '${entry}'\` and \`await init(${beside ? '' : 'bytes'})\``);
  return function init(source) {
    if (!loading.has(name)) {
      const load = async () => {
        const brought = await source;
        // Another entry may have been quicker.
        if (isLoaded(name)) return;
        use(glue, name, await instantiate(glue, brought ?? (await bytes(entry, beside))));
      };
      loading.set(name, load().catch((error) => {
        loading.delete(name);
        throw error;
      }));
    }
    return loading.get(name);
  };
}

function bytes(entry, beside) {
  if (!beside) throw new TypeError(`${entry} brings no module of its own: call \`init(bytes)\` with the file plimsoll.wasm or its WebAssembly.Module`);
  return beside();
}

/** The module beside the package's own code, or the copy in the code where a bundler moved that and left the module behind. */
export async function found(address, copy) {
  return copy && left(address, copy.here) ? unpacked((await copy.inline()).default) : address();
}

/** Whether the code is no longer where the package has it, while the address is as the package writes it. */
function left(address, here) {
  // A script that is no module has no address of its own.
  if (!here) return true;
  return !/\/(js|pkg\/\w+)\/browser\.mjs([?#]|$)/.test(here) && /\/pkg\/(\w+\/)?plimsoll_bg\.wasm$/.test(address().pathname);
}

async function unpacked(text) {
  const packed = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer();
}

async function instantiate(glue, source) {
  if (compiled(source)) return WebAssembly.instantiate(source, imports(glue));
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) return (await WebAssembly.instantiate(source, imports(glue))).instance;
  const response = source instanceof Response ? source : await fetch(source);
  if (!response.ok) throw new Error(`plimsoll could not be loaded: ${response.url} answered ${response.status}`);
  const type = response.headers.get('content-type');
  try {
    // What a server does not call application/wasm, without a parameter, cannot stream; the bytes are the same.
    const { instance } = type?.trim().toLowerCase() === 'application/wasm'
      ? await WebAssembly.instantiateStreaming(response, imports(glue))
      : await WebAssembly.instantiate(await response.arrayBuffer(), imports(glue));
    return instance;
  } catch (cause) {
    // Another file, or the module of another version; a broken connection speaks for itself.
    if (!/^(Compile|Link)/.test(cause.name)) throw cause;
    const message = `plimsoll could not be loaded: ${response.url || 'the response'}, of type ${type}, is not its module: serve the .wasm file there`;
    throw new Error(message, { cause });
  }
}
