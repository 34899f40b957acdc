// The code of the worker itself, for bundlers that must be told its file: it exports nothing.
export {};
