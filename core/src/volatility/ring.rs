//! A buffer of fixed length that forgets its oldest item for each new one.

use alloc::vec::Vec;

/// The last `kept` items; they lie in two runs, each oldest first.
#[derive(Clone, Debug)]
pub(crate) struct Ring<T> {
    items: Vec<T>,
    /// Where the next item goes once the ring is full: the oldest stands there.
    next: usize,
    kept: usize,
}

impl<T> Ring<T> {
    /// Creates an empty ring for `kept` items, at least one.
    pub(crate) fn new(kept: usize) -> Self {
        Self { items: Vec::new(), next: 0, kept }
    }

    pub(crate) fn len(&self) -> usize {
        self.items.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    pub(crate) fn push(&mut self, item: T) {
        if self.items.len() < self.kept {
            if self.items.capacity() < self.kept {
                // Exactly: a vector that grows by itself would take up to twice as much.
                self.items.reserve_exact(self.kept - self.items.len());
            }
            self.items.push(item);
        } else if let Some(oldest) = self.items.get_mut(self.next) {
            *oldest = item;
            self.next = if self.next + 1 == self.kept { 0 } else { self.next + 1 };
        }
    }

    /// The run that ends with the newest item, and the run before it.
    pub(crate) fn newer_and_older(&self) -> (&[T], &[T]) {
        let (newer, older) = self.items.split_at_checked(self.next).unwrap_or_default();
        if newer.is_empty() { (older, newer) } else { (newer, older) }
    }

    /// The item that came `back` items before the newest.
    pub(crate) fn back(&self, back: usize) -> Option<&T> {
        let place = self.items.len().checked_sub(back + 1)?;
        self.items.get((self.next + place) % self.items.len())
    }

    pub(crate) fn oldest_first(&self) -> impl Iterator<Item = &T> {
        let (newer, older) = self.newer_and_older();
        older.iter().chain(newer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_is_forgotten_and_the_memory_stays() {
        let mut ring = Ring::new(3);
        assert!(ring.is_empty());
        for item in 1..=7u8 {
            ring.push(item);
            let kept: Vec<u8> = ring.oldest_first().copied().collect();
            let expected: Vec<u8> = (item.saturating_sub(2).max(1)..=item).collect();
            assert_eq!(kept, expected);
            assert!((0..4).map_while(|back| ring.back(back).copied()).eq(expected.iter().rev().copied()));
            let (newer, older) = ring.newer_and_older();
            assert_eq!([older, newer].concat(), expected);
            assert_eq!((ring.len(), ring.items.capacity()), (kept.len(), 3));
        }
    }
}
