//! Models of any numbers, whole or altered.

use plimsoll::volatility::{NUMBERS, WEIGHTS};
use proptest::prelude::*;
use proptest::sample::select;

/// The bytes of a model: the shipped one with a few numbers replaced, sealed anew; sometimes altered afterwards, rarely noise.
pub fn model() -> impl Strategy<Value = Vec<u8>> {
    let mantissa = prop_oneof![select(vec![0, 1, -1, i32::MIN, i32::MAX]), any::<i32>()];
    let number = (0..NUMBERS, mantissa, prop_oneof![4 => 0u8..=22, 1 => Just(23u8)]);
    let life = prop::option::weighted(0.2, (any::<u32>(), any::<u32>()));
    let altered = prop::option::weighted(0.1, (0usize..8_000, any::<u8>()));
    let noise = prop::option::weighted(0.05, prop::collection::vec(any::<u8>(), 0..300));
    (prop::collection::vec(number, 0..8), life, altered, noise).prop_map(|(numbers, life, altered, noise)| {
        let mut packed = WEIGHTS.clone();
        for (place, mantissa, places) in numbers {
            packed.mantissas[place] = mantissa;
            packed.places[place] = places;
        }
        if let Some((trained, valid)) = life {
            (packed.provenance.trained_until, packed.provenance.valid_until) = (trained, valid);
        }
        let mut bytes = packed.to_bytes();
        if let Some((place, byte)) = altered
            && let Some(at) = bytes.get_mut(place)
        {
            *at = byte;
        }
        noise.unwrap_or(bytes)
    })
}
