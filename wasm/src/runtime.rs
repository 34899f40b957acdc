//! What the standard library would give a program: memory, and an end to a panic.

use core::panic::PanicInfo;
use dlmalloc::GlobalDlmalloc;

#[global_allocator]
static MEMORY: GlobalDlmalloc = GlobalDlmalloc;

/// Traps, which JavaScript sees as a `WebAssembly.RuntimeError`. No input reaches a panic: every refusal is a `RiskError`.
#[panic_handler]
fn panic(_: &PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
