//! The mobile face: the core, re-exported.
plimsoll::uniffi_reexport_scaffolding!();
