//! Writes a record of the core as bytes that the glue makes a plain JavaScript object of, in one crossing.
//!
//! The bytes name their fields by where the names stand in the module's memory, so the glue needs no shape and decodes a name once.

use crate::bytes::{Never, foreign};
use crate::error::Refusal;
use alloc::vec::Vec;
use core::fmt;
#[cfg(feature = "full")]
use js_sys::{Object, Reflect};
use plimsoll_kernels::bytes::push_word;
use serde::ser::{self, Impossible, Serialize};
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(raw_module = "./shapes.js")]
extern "C" {
    /// Makes the value that the bytes describe.
    fn unpack(bytes: &[u8]) -> JsValue;
}

/// Opens every value in the bytes; the same list stands in `js/codec.mjs`.
mod mark {
    pub const ABSENT: u8 = 0;
    pub const FALSE: u8 = 1;
    pub const TRUE: u8 = 2;
    pub const NUMBER: u8 = 3;
    pub const TEXT: u8 = 4;
    pub const NAME: u8 = 5;
    pub const RECORD: u8 = 6;
    pub const LIST: u8 = 7;
    pub const END: u8 = 8;
}

/// Writes a record as the TypeScript type that it declares.
pub fn write<T: Serialize + Tsify>(record: &T) -> Result<Ts<T>, Refusal> {
    Ok(plain(record).unchecked_into())
}

/// Writes any value of the core.
pub fn plain<T: Serialize>(value: &T) -> JsValue {
    let mut writer = Writer(Vec::with_capacity(4_096));
    let Ok(()) = value.serialize(&mut writer);
    unpack(&writer.0)
}

/// Writes typed arrays as the record that `T` declares: no number is looked at on the way.
#[cfg(feature = "full")]
pub fn arrays<T: Tsify, const N: usize>(fields: [(&'static str, JsValue); N]) -> Ts<T> {
    let record = Object::new();
    for (name, array) in fields {
        // A plain object takes every field.
        Reflect::set(&record, &crate::keys::key(name), &array).unwrap_or_default();
    }
    JsValue::from(record).unchecked_into()
}

struct Writer(Vec<u8>);

impl Writer {
    #[inline(never)]
    fn mark(&mut self, mark: u8) {
        self.0.push(mark);
    }

    #[inline(never)]
    fn number(&mut self, value: f64) {
        push_word(&mut self.0, mark::NUMBER, value.to_bits());
    }

    #[inline(never)]
    fn text(&mut self, text: &str) {
        self.mark(mark::TEXT);
        self.length(text.len());
        self.0.extend_from_slice(text.as_bytes());
    }

    /// Where the name stands, and its length above that.
    #[inline(never)]
    fn name(&mut self, name: &'static str) {
        push_word(&mut self.0, mark::NAME, name.as_ptr() as u64 | (name.len() as u64) << 32);
    }

    #[allow(clippy::cast_possible_truncation, reason = "this module's memory has 32 bits of address")]
    fn length(&mut self, length: usize) {
        self.0.extend_from_slice(&(length as u32).to_le_bytes());
    }
}

impl ser::Error for Never {
    fn custom<T: fmt::Display>(_: T) -> Self {
        foreign()
    }
}

/// The types that no record of the core has.
macro_rules! unknown {
    ($($method:ident($($argument:ty),*);)*) => { $(fn $method(self $(, _: $argument)*) -> Result<(), Never> { foreign() })* };
}

impl<'w> ser::Serializer for &'w mut Writer {
    type Ok = ();
    type Error = Never;
    type SerializeSeq = &'w mut Writer;
    type SerializeStruct = Fields<'w>;
    type SerializeTuple = Impossible<(), Never>;
    type SerializeTupleStruct = Impossible<(), Never>;
    type SerializeTupleVariant = Impossible<(), Never>;
    type SerializeMap = Impossible<(), Never>;
    type SerializeStructVariant = Fields<'w>;

    fn serialize_bool(self, value: bool) -> Result<(), Never> {
        self.mark(if value { mark::TRUE } else { mark::FALSE });
        Ok(())
    }

    fn serialize_u8(self, value: u8) -> Result<(), Never> {
        self.serialize_f64(value.into())
    }

    fn serialize_u16(self, value: u16) -> Result<(), Never> {
        self.serialize_f64(value.into())
    }

    fn serialize_u32(self, value: u32) -> Result<(), Never> {
        self.serialize_f64(value.into())
    }

    fn serialize_f64(self, value: f64) -> Result<(), Never> {
        self.number(value);
        Ok(())
    }

    fn serialize_str(self, value: &str) -> Result<(), Never> {
        self.text(value);
        Ok(())
    }

    fn serialize_none(self) -> Result<(), Never> {
        self.mark(mark::ABSENT);
        Ok(())
    }

    fn serialize_some<T: ?Sized + Serialize>(self, value: &T) -> Result<(), Never> {
        value.serialize(self)
    }

    fn serialize_unit_variant(self, _name: &'static str, _index: u32, variant: &'static str) -> Result<(), Never> {
        self.name(variant);
        Ok(())
    }

    fn serialize_seq(self, _length: Option<usize>) -> Result<&'w mut Writer, Never> {
        self.mark(mark::LIST);
        Ok(self)
    }

    fn serialize_struct(self, _name: &'static str, _length: usize) -> Result<Fields<'w>, Never> {
        self.mark(mark::RECORD);
        Ok(Fields { writer: self, depth: 1 })
    }

    /// A choice that carries data: an object with the choice as its one key.
    fn serialize_newtype_variant<T: ?Sized + Serialize>(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Never> {
        self.mark(mark::RECORD);
        self.name(variant);
        value.serialize(&mut *self)?;
        self.mark(mark::END);
        Ok(())
    }

    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        _length: usize,
    ) -> Result<Fields<'w>, Never> {
        self.mark(mark::RECORD);
        self.name(variant);
        self.mark(mark::RECORD);
        Ok(Fields { writer: self, depth: 2 })
    }

    fn serialize_newtype_struct<T: ?Sized + Serialize>(self, _name: &'static str, _value: &T) -> Result<(), Never> {
        foreign()
    }

    fn serialize_tuple(self, _length: usize) -> Result<Self::SerializeTuple, Never> {
        foreign()
    }

    fn serialize_tuple_struct(self, _name: &'static str, _length: usize) -> Result<Self::SerializeTupleStruct, Never> {
        foreign()
    }

    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _length: usize,
    ) -> Result<Self::SerializeTupleVariant, Never> {
        foreign()
    }

    fn serialize_map(self, _length: Option<usize>) -> Result<Self::SerializeMap, Never> {
        foreign()
    }

    unknown! {
        serialize_i8(i8); serialize_i16(i16); serialize_i32(i32); serialize_i64(i64); serialize_u64(u64); serialize_f32(f32);
        serialize_char(char); serialize_bytes(&[u8]); serialize_unit(); serialize_unit_struct(&'static str);
    }
}

/// An open record, inside as many as it closes with itself.
struct Fields<'w> {
    writer: &'w mut Writer,
    depth: u8,
}

impl Fields<'_> {
    fn field<T: ?Sized + Serialize>(&mut self, name: &'static str, value: &T) -> Result<(), Never> {
        self.writer.name(name);
        value.serialize(&mut *self.writer)
    }

    fn close(self) -> Result<(), Never> {
        for _ in 0..self.depth {
            self.writer.mark(mark::END);
        }
        Ok(())
    }
}

impl ser::SerializeStruct for Fields<'_> {
    type Ok = ();
    type Error = Never;

    fn serialize_field<T: ?Sized + Serialize>(&mut self, name: &'static str, value: &T) -> Result<(), Never> {
        self.field(name, value)
    }

    fn end(self) -> Result<(), Never> {
        self.close()
    }
}

impl ser::SerializeStructVariant for Fields<'_> {
    type Ok = ();
    type Error = Never;

    fn serialize_field<T: ?Sized + Serialize>(&mut self, name: &'static str, value: &T) -> Result<(), Never> {
        self.field(name, value)
    }

    fn end(self) -> Result<(), Never> {
        self.close()
    }
}

impl ser::SerializeSeq for &mut Writer {
    type Ok = ();
    type Error = Never;

    fn serialize_element<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), Never> {
        value.serialize(&mut **self)
    }

    fn end(self) -> Result<(), Never> {
        self.mark(mark::END);
        Ok(())
    }
}
