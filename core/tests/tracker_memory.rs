//! What a tracker holds in memory: itself and everything that it keeps on the heap, counted by the allocator; and what the weights take.
#![allow(clippy::unwrap_used, reason = "helpers of tests are not seen as tests by clippy")]

use plimsoll::market::{BAR_FIELDS, Bar, simulate_bars};
use plimsoll::volatility::{Tracker, WEIGHTS};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// The system's allocator, which counts what this thread holds: other tests run beside it.
struct Counting;

thread_local! {
    static HELD: Cell<isize> = const { Cell::new(0) };
}

fn count(bytes: isize) {
    // Gone where the thread ends: nothing is asked of it then.
    let _ = HELD.try_with(|held| held.set(held.get() + bytes));
}

// SAFETY: every call goes to the system's allocator unchanged; only sizes are counted beside it.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size().cast_signed());
        // SAFETY: the caller's promises are passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        count(-layout.size().cast_signed());
        // SAFETY: the caller's promises are passed on.
        unsafe { System.dealloc(memory, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Bytes of the tracker that `make` returns, and the tracker.
fn held(make: impl FnOnce() -> Tracker) -> (usize, Tracker) {
    let before = HELD.get();
    let tracker = make();
    let heap = usize::try_from(HELD.get() - before).unwrap();
    (heap + size_of::<Tracker>(), tracker)
}

#[test]
fn a_tracker_takes_at_most_16_kb_however_it_was_filled() {
    // 400 days: every window and every daily sum is full many times over.
    let bars = simulate_bars(7, 400 * 24, 1_704_067_200, 2_500.0, 0.7).unwrap();
    let (batch, whole) = held(|| Tracker::from_bars(&bars).unwrap());
    let (streamed, one_by_one) = held(|| {
        let mut tracker = Tracker::new();
        for row in bars.chunks_exact(BAR_FIELDS) {
            tracker.push(&Bar::from_row(0, row).unwrap()).unwrap();
        }
        tracker
    });
    let snapshot = whole.snapshot();
    let (again, restored) = held(|| Tracker::restore(&snapshot).unwrap());
    println!("a full tracker takes {batch} bytes, {} of them on the heap; its snapshot {}", batch - size_of::<Tracker>(), snapshot.len());
    assert!(batch <= 16_384, "{batch} bytes");
    // More than what 720 hours of a return, a range and a volume take: the count sees the heap.
    assert!(batch > 720 * 20, "{batch} bytes");
    assert_eq!((streamed, again), (batch, batch));
    assert_eq!((one_by_one.snapshot(), restored.snapshot()), (snapshot.clone(), snapshot));
}

#[test]
fn an_empty_tracker_takes_nothing_from_the_heap() {
    assert_eq!(held(Tracker::new).0, size_of::<Tracker>());
}

#[test]
fn the_shipped_weights_take_at_most_8_kb() {
    // Packed, as they lie in a module; the names and hashes that they point to stand beside them.
    let stamp = &WEIGHTS.unpack().provenance;
    let bytes = size_of_val(&WEIGHTS) + stamp.data_hash.len() + stamp.artifact_hash.len();
    println!("the shipped weights take {bytes} bytes");
    assert!((1_000..=8_192).contains(&bytes), "{bytes} bytes");
}
