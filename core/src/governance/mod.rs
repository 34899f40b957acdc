//! Parameters for a protocol: what is safe now, what binds, and what a steward may change.
