//! Reads a record from the bytes that the glue packed, in the order in which the record declares its fields.
//!
//! The glue has refused whatever does not fit the record's shape, so nothing can go wrong here: the error has no value, and with it
//! every branch that serde keeps for one falls out of the module.

use core::fmt;
use serde::de::{self, DeserializeSeed, IntoDeserializer, Visitor};

/// An error that cannot be made.
#[derive(Debug)]
pub enum Never {}

/// Stops a module whose glue is not its own, or that meets a type that no record of the core has.
#[cold]
pub fn foreign() -> ! {
    #[cfg(target_arch = "wasm32")]
    core::arch::wasm32::unreachable();
    #[cfg(not(target_arch = "wasm32"))]
    unreachable!("records cross in a browser's module only")
}

impl fmt::Display for Never {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

impl core::error::Error for Never {}

impl de::Error for Never {
    fn custom<T: fmt::Display>(_: T) -> Self {
        foreign()
    }

    fn invalid_type(_: de::Unexpected, _: &dyn de::Expected) -> Self {
        foreign()
    }

    fn invalid_value(_: de::Unexpected, _: &dyn de::Expected) -> Self {
        foreign()
    }

    fn invalid_length(_: usize, _: &dyn de::Expected) -> Self {
        foreign()
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        foreign()
    }
}

/// What is left to read.
pub struct Bytes<'b>(&'b [u8]);

/// Reads one record.
pub fn decode<'de, T: serde::Deserialize<'de>>(bytes: &'de [u8]) -> T {
    let Ok(value) = T::deserialize(&mut Bytes(bytes));
    value
}

impl<'b> Bytes<'b> {
    #[inline(never)]
    fn take(&mut self, count: usize) -> &'b [u8] {
        let Some((head, rest)) = self.0.split_at_checked(count) else { foreign() };
        self.0 = rest;
        head
    }

    #[inline(never)]
    fn byte(&mut self) -> u8 {
        let Some((head, rest)) = self.0.split_first() else { foreign() };
        self.0 = rest;
        *head
    }

    #[inline(never)]
    fn word(&mut self) -> u32 {
        let Some((head, rest)) = self.0.split_first_chunk() else { foreign() };
        self.0 = rest;
        u32::from_le_bytes(*head)
    }

    #[inline(never)]
    fn number(&mut self) -> f64 {
        let Some((head, rest)) = self.0.split_first_chunk() else { foreign() };
        self.0 = rest;
        f64::from_le_bytes(*head)
    }

    #[inline(never)]
    fn text(&mut self) -> &'b str {
        let length = self.word() as usize;
        core::str::from_utf8(self.take(length)).unwrap_or_else(|_| foreign())
    }
}

impl<'de> de::Deserializer<'de> for &mut Bytes<'de> {
    type Error = Never;

    fn is_human_readable(&self) -> bool {
        false
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Never> {
        foreign()
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        visitor.visit_bool(self.byte() != 0)
    }

    #[allow(clippy::cast_possible_truncation, reason = "the glue refuses what does not fit the field")]
    fn deserialize_u8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        visitor.visit_u8(self.word() as u8)
    }

    #[allow(clippy::cast_possible_truncation, reason = "the glue refuses what does not fit the field")]
    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        visitor.visit_u16(self.word() as u16)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        visitor.visit_u32(self.word())
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        visitor.visit_f64(self.number())
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        visitor.visit_borrowed_str(self.text())
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        if self.byte() == 0 { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    /// Only integers of the chain are newtypes: 32 bytes, after one of sign where they have one.
    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Never> {
        visitor.visit_bytes(self.take(if name == "U256" { 32 } else { 33 }))
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        let left = self.word();
        visitor.visit_seq(Items { bytes: self, left })
    }

    fn deserialize_struct<V: Visitor<'de>>(self, _: &'static str, _: &'static [&'static str], visitor: V) -> Result<V::Value, Never> {
        visitor.visit_seq(Fields(self))
    }

    fn deserialize_enum<V: Visitor<'de>>(self, _: &'static str, _: &'static [&'static str], visitor: V) -> Result<V::Value, Never> {
        visitor.visit_enum(self)
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u64 u128 f32 char bytes byte_buf unit unit_struct tuple tuple_struct map identifier ignored_any
    }
}

struct Items<'a, 'b> {
    bytes: &'a mut Bytes<'b>,
    left: u32,
}

impl<'de> de::SeqAccess<'de> for Items<'_, 'de> {
    type Error = Never;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Never> {
        let Some(left) = self.left.checked_sub(1) else { return Ok(None) };
        self.left = left;
        seed.deserialize(&mut *self.bytes).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.left as usize)
    }
}

/// The fields of a record: as many as it asks for.
struct Fields<'a, 'b>(&'a mut Bytes<'b>);

impl<'de> de::SeqAccess<'de> for Fields<'_, 'de> {
    type Error = Never;

    // Inlined, so that a record's code for a list that ends early falls away.
    #[inline(always)]
    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Never> {
        seed.deserialize(&mut *self.0).map(Some)
    }
}

impl<'de> de::EnumAccess<'de> for &mut Bytes<'de> {
    type Error = Never;
    type Variant = Self;

    fn variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<(T::Value, Self), Never> {
        let place: de::value::U32Deserializer<Never> = self.word().into_deserializer();
        Ok((seed.deserialize(place)?, self))
    }
}

impl<'de> de::VariantAccess<'de> for &mut Bytes<'de> {
    type Error = Never;

    fn unit_variant(self) -> Result<(), Never> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Never> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Never> {
        foreign()
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value, Never> {
        visitor.visit_seq(Fields(self))
    }
}
