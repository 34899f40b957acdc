//! What the standard library would give a program: memory, and an end to a panic.

use core::panic::PanicInfo;
use talc::wasm::{WasmDynamicTalc, new_wasm_dynamic_allocator};

#[global_allocator]
static MEMORY: WasmDynamicTalc = new_wasm_dynamic_allocator();

/// Traps, which JavaScript sees as a `WebAssembly.RuntimeError`. No input reaches a panic: every refusal is a `RiskError`.
#[panic_handler]
fn panic(_: &PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
