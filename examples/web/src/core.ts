/** All of the package: what the first answer does not need, loaded once, when it is asked for. */
export type Core = typeof import("plimsoll/full");

let loading: Promise<Core> | undefined;

/** Loads `plimsoll/full`; after a failure the next call tries again. */
export function core(): Promise<Core> {
  loading ??= import("plimsoll/full")
    .then(async (module) => {
      await module.default();
      return module;
    })
    .catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
  return loading;
}
