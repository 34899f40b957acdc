//! Stable sorting by one routine. The standard library's sort is compiled anew for every type and key, some kilobytes each time in a
//! browser's module; here only places are sorted, and the items follow them.

use alloc::vec::Vec;
use core::cmp::Ordering;
use core::mem;

/// Sorts items; equal ones keep their order.
pub(crate) fn sort_by<T>(items: &mut Vec<T>, order: impl Fn(&T, &T) -> Ordering) {
    let places = sorted(items.len(), &|a, b| match (items.get(a), items.get(b)) {
        (Some(a), Some(b)) => order(a, b),
        _ => Ordering::Equal,
    });
    let mut unsorted: Vec<Option<T>> = mem::take(items).into_iter().map(Some).collect();
    items.extend(places.into_iter().filter_map(|place| unsorted.get_mut(place).and_then(Option::take)));
}

/// The distinct ones of a few items, rising.
pub(crate) fn distinct<T: Ord>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut list = Vec::new();
    for item in items {
        if let Err(place) = list.binary_search(&item) {
            list.insert(place, item);
        }
    }
    list
}

#[inline(never)]
fn sorted(count: usize, order: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by(|a, b| order(*a, *b));
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_sorts_as_the_standard_library_does(mut items: Vec<(u8, u32)>) {
            let mut expected = items.clone();
            expected.sort_by_key(|item| core::cmp::Reverse(item.0));
            sort_by(&mut items, |a, b| b.0.cmp(&a.0));
            prop_assert_eq!(items, expected);
        }

        #[test]
        fn each_of_a_few_stands_once(items: Vec<u8>) {
            let mut expected = items.clone();
            expected.sort_unstable();
            expected.dedup();
            prop_assert_eq!(distinct(items.into_iter()), expected);
        }
    }
}
