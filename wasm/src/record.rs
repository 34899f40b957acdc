//! Writes a record of the core as a plain JavaScript object.
//!
//! `serde-wasm-bindgen` writes records too, but every field of every record carries a copy of its code: a third of the module.

use crate::error::Refusal;
use crate::keys::key;
use js_sys::{Array, Object};
use serde::ser::{self, Impossible, Serialize};
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::*;

/// Writes a record as the TypeScript type that it declares.
pub fn write<T: Serialize + Tsify>(record: &T) -> Result<Ts<T>, Refusal> {
    Ok(plain(record)?.unchecked_into())
}

/// Writes any value of the core.
pub fn plain<T: Serialize>(value: &T) -> Result<JsValue, Refusal> {
    value.serialize(Writer)
}

#[wasm_bindgen]
extern "C" {
    /// An object seen as something that takes keys: `object[key] = value`.
    type Keyed;
    #[wasm_bindgen(method, indexing_setter)]
    fn set(this: &Keyed, key: &JsValue, value: &JsValue);
}

struct Writer;
struct Record(Object);
struct List(Array);

/// A choice that carries data: an object with the choice as its one key.
struct Choice(&'static str, Record);

impl Record {
    #[inline(never)]
    fn field(&self, name: &'static str, value: &JsValue) {
        // An absent optional is a key that is not there.
        if !value.is_undefined() {
            self.0.unchecked_ref::<Keyed>().set(&key(name), value);
        }
    }
}

#[cold]
fn unknown<T>() -> Result<T, Refusal> {
    Err(Refusal::unreadable("a type that no record has"))
}

/// The types that no record of the core has.
macro_rules! unknown {
    ($($method:ident($($argument:ty),*);)*) => { $(fn $method(self $(, _: $argument)*) -> Result<JsValue, Refusal> { unknown() })* };
}

impl ser::Serializer for Writer {
    type Ok = JsValue;
    type Error = Refusal;
    type SerializeSeq = List;
    type SerializeStruct = Record;
    type SerializeTuple = Impossible<JsValue, Refusal>;
    type SerializeTupleStruct = Impossible<JsValue, Refusal>;
    type SerializeTupleVariant = Impossible<JsValue, Refusal>;
    type SerializeMap = Impossible<JsValue, Refusal>;
    type SerializeStructVariant = Choice;

    fn serialize_bool(self, value: bool) -> Result<JsValue, Refusal> {
        Ok(JsValue::from_bool(value))
    }

    fn serialize_u8(self, value: u8) -> Result<JsValue, Refusal> {
        self.serialize_f64(value.into())
    }

    fn serialize_u16(self, value: u16) -> Result<JsValue, Refusal> {
        self.serialize_f64(value.into())
    }

    fn serialize_u32(self, value: u32) -> Result<JsValue, Refusal> {
        self.serialize_f64(value.into())
    }

    fn serialize_f64(self, value: f64) -> Result<JsValue, Refusal> {
        Ok(JsValue::from_f64(value))
    }

    fn serialize_str(self, value: &str) -> Result<JsValue, Refusal> {
        Ok(JsValue::from_str(value))
    }

    fn serialize_none(self) -> Result<JsValue, Refusal> {
        Ok(JsValue::UNDEFINED)
    }

    fn serialize_some<T: ?Sized + Serialize>(self, value: &T) -> Result<JsValue, Refusal> {
        value.serialize(self)
    }

    fn serialize_unit_variant(self, _name: &'static str, _index: u32, variant: &'static str) -> Result<JsValue, Refusal> {
        Ok(key(variant))
    }

    fn serialize_seq(self, _length: Option<usize>) -> Result<List, Refusal> {
        Ok(List(Array::new()))
    }

    fn serialize_struct(self, _name: &'static str, _length: usize) -> Result<Record, Refusal> {
        Ok(Record(Object::new()))
    }

    fn serialize_newtype_struct<T: ?Sized + Serialize>(self, _name: &'static str, _value: &T) -> Result<JsValue, Refusal> {
        unknown()
    }

    fn serialize_newtype_variant<T: ?Sized + Serialize>(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<JsValue, Refusal> {
        let record = Record(Object::new());
        record.field(variant, &value.serialize(Writer)?);
        Ok(record.0.into())
    }

    fn serialize_tuple(self, _length: usize) -> Result<Self::SerializeTuple, Refusal> {
        unknown()
    }

    fn serialize_tuple_struct(self, _name: &'static str, _length: usize) -> Result<Self::SerializeTupleStruct, Refusal> {
        unknown()
    }

    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _length: usize,
    ) -> Result<Self::SerializeTupleVariant, Refusal> {
        unknown()
    }

    fn serialize_map(self, _length: Option<usize>) -> Result<Self::SerializeMap, Refusal> {
        unknown()
    }

    fn serialize_struct_variant(self, _name: &'static str, _index: u32, variant: &'static str, _length: usize) -> Result<Choice, Refusal> {
        Ok(Choice(variant, Record(Object::new())))
    }

    unknown! {
        serialize_i8(i8); serialize_i16(i16); serialize_i32(i32); serialize_i64(i64); serialize_u64(u64); serialize_f32(f32);
        serialize_char(char); serialize_bytes(&[u8]); serialize_unit(); serialize_unit_struct(&'static str);
    }
}

impl ser::SerializeStruct for Record {
    type Ok = JsValue;
    type Error = Refusal;

    fn serialize_field<T: ?Sized + Serialize>(&mut self, name: &'static str, value: &T) -> Result<(), Refusal> {
        self.field(name, &value.serialize(Writer)?);
        Ok(())
    }

    fn end(self) -> Result<JsValue, Refusal> {
        Ok(self.0.into())
    }
}

impl ser::SerializeStructVariant for Choice {
    type Ok = JsValue;
    type Error = Refusal;

    fn serialize_field<T: ?Sized + Serialize>(&mut self, name: &'static str, value: &T) -> Result<(), Refusal> {
        self.1.field(name, &value.serialize(Writer)?);
        Ok(())
    }

    fn end(self) -> Result<JsValue, Refusal> {
        let record = Record(Object::new());
        record.field(self.0, &self.1.0);
        Ok(record.0.into())
    }
}

impl ser::SerializeSeq for List {
    type Ok = JsValue;
    type Error = Refusal;

    fn serialize_element<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), Refusal> {
        self.0.push(&value.serialize(Writer)?);
        Ok(())
    }

    fn end(self) -> Result<JsValue, Refusal> {
        Ok(self.0.into())
    }
}
