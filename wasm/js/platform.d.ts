/** A class of the platform, where the compiler knows it: a server's code is compiled without a browser's classes. */
export type Platform<Name extends string> = typeof globalThis extends Record<Name, { prototype: infer Value }> ? Value : never;
