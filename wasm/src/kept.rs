//! What the module keeps between calls.

/// A static that only one thread sees.
pub struct Kept<T>(pub T);

// SAFETY: the module has one thread, for it is built without atomics; elsewhere no JavaScript value can be made.
unsafe impl<T> Sync for Kept<T> {}
