//! Reads a JavaScript value into a record of the core, or says which field is wrong.
//!
//! `serde-wasm-bindgen` reads records too, but it passes over unknown keys and its errors name no field; both are promises here.

use crate::error::Refusal;
use crate::keys::key;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use js_sys::{Array, Float64Array, Object, Reflect, Uint8Array};
use serde::de::{self, DeserializeOwned, DeserializeSeed, IntoDeserializer, Visitor};
use wasm_bindgen::{JsCast, JsValue};

/// Where a value stands in the arguments of a call.
#[derive(Clone, Copy)]
pub enum Place<'p> {
    Argument(&'static str),
    Field(&'p Place<'p>, &'static str),
    Item(&'p Place<'p>, u32),
}

impl Place<'_> {
    /// Writes the place as a caller would: `user.reserves[0].price`.
    pub fn write(&self, out: &mut String) {
        match self {
            Self::Argument(name) => out.push_str(name),
            Self::Field(parent, name) => {
                parent.write(out);
                out.push('.');
                out.push_str(name);
            }
            Self::Item(parent, index) => {
                parent.write(out);
                out.push('[');
                out.push_str(&index.to_string());
                out.push(']');
            }
        }
    }
}

/// Reads the argument `name` of a call.
pub fn read<T: DeserializeOwned>(name: &'static str, value: impl Into<JsValue>) -> Result<T, Refusal> {
    let place = Place::Argument(name);
    T::deserialize(Shape { value: value.into(), place }).map_err(|error| error.at(&place))
}

/// Reads a flat array of numbers, copied once.
pub fn flat(name: &'static str, value: &JsValue) -> Result<Vec<f64>, Refusal> {
    match value.dyn_ref::<Float64Array>() {
        Some(numbers) => Ok(numbers.to_vec()),
        None => Err(Refusal::expected("a Float64Array", value).at(&Place::Argument(name))),
    }
}

/// Reads bytes, copied once.
pub fn bytes(name: &'static str, value: &JsValue) -> Result<Vec<u8>, Refusal> {
    match value.dyn_ref::<Uint8Array>() {
        Some(bytes) => Ok(bytes.to_vec()),
        None => Err(Refusal::expected("a Uint8Array", value).at(&Place::Argument(name))),
    }
}

struct Shape<'p> {
    value: JsValue,
    place: Place<'p>,
}

impl Shape<'_> {
    #[cold]
    fn refuse(&self, expected: &str) -> Refusal {
        Refusal::expected(expected, &self.value).at(&self.place)
    }

    #[inline(never)]
    fn object(&self) -> Result<&Object, Refusal> {
        if self.value.is_object() && !Array::is_array(&self.value) { Ok(self.value.unchecked_ref()) } else { Err(self.refuse("an object")) }
    }

    #[inline(never)]
    fn text(&self) -> Result<String, Refusal> {
        self.value.as_string().ok_or_else(|| self.refuse("a string"))
    }

    #[inline(never)]
    fn number(&self) -> Result<f64, Refusal> {
        self.value.as_f64().ok_or_else(|| self.refuse("a number"))
    }

    /// Reads a whole number that fits the field: JavaScript has no integers, and a silent truncation would be a wrong answer.
    #[inline(never)]
    fn whole(&self, largest: u32, expected: &str) -> Result<u32, Refusal> {
        match self.value.as_f64() {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be whole and in range")]
            Some(number) if number >= 0.0 && number <= f64::from(largest) && number % 1.0 == 0.0 => Ok(number as u32),
            _ => Err(self.refuse(expected)),
        }
    }
}

#[cfg(feature = "full")]
impl Shape<'_> {
    /// Returns the one key of an object that names a choice.
    #[inline(never)]
    fn only_key(&self, variants: &'static [&'static str]) -> Result<&'static str, Refusal> {
        let keys = Object::keys(self.object()?);
        for key in keys.iter().filter_map(|key| key.as_string()) {
            match variants.iter().find(|variant| **variant == key) {
                Some(name) if keys.length() == 1 => return Ok(name),
                Some(_) => {}
                None => return Err(Refusal::unknown_key(&key, variants).at(&self.place)),
            }
        }
        Err(self.refuse(&["an object with one key of ", &variants.join(", ")].concat()))
    }
}

/// A choice that carries data.
#[cfg(feature = "full")]
struct Choice<'a> {
    name: &'static str,
    object: &'a Object,
    place: &'a Place<'a>,
}

#[cfg(feature = "full")]
impl Choice<'_> {
    fn content(&self) -> Result<Shape<'_>, Refusal> {
        let value = Reflect::get(self.object, &key(self.name)).map_err(|_| Refusal::unreadable(self.name).at(self.place))?;
        Ok(Shape { value, place: Place::Field(self.place, self.name) })
    }
}

#[cfg(feature = "full")]
impl<'de> de::EnumAccess<'de> for Choice<'_> {
    type Error = Refusal;
    type Variant = Self;

    fn variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<(T::Value, Self), Refusal> {
        Ok((seed.deserialize(de::value::StrDeserializer::<Refusal>::new(self.name))?, self))
    }
}

#[cfg(feature = "full")]
impl<'de> de::VariantAccess<'de> for Choice<'_> {
    type Error = Refusal;

    fn unit_variant(self) -> Result<(), Refusal> {
        Err(Refusal::expected("the name alone", self.object).at(self.place))
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Refusal> {
        seed.deserialize(self.content()?)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _length: usize, _visitor: V) -> Result<V::Value, Refusal> {
        Err(Refusal::unreadable(self.name).at(self.place))
    }

    fn struct_variant<V: Visitor<'de>>(self, fields: &'static [&'static str], visitor: V) -> Result<V::Value, Refusal> {
        use de::Deserializer as _;
        self.content()?.deserialize_struct(self.name, fields, visitor)
    }
}

impl<'de> de::Deserializer<'de> for Shape<'_> {
    type Error = Refusal;

    fn deserialize_any<V: Visitor<'de>>(self, _visitor: V) -> Result<V::Value, Refusal> {
        Err(self.refuse("a value of a known type"))
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        visitor.visit_bool(self.value.as_bool().ok_or_else(|| self.refuse("true or false"))?)
    }

    fn deserialize_u8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        visitor.visit_u32(self.whole(u32::from(u8::MAX), "a whole number from 0 to 255")?)
    }

    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        visitor.visit_u32(self.whole(u32::from(u16::MAX), "a whole number from 0 to 65535")?)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        visitor.visit_u32(self.whole(u32::MAX, "a whole number from 0 to 4294967295")?)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        visitor.visit_f64(self.number()?)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        let text = self.text()?;
        visitor.visit_string(text).map_err(|error: Refusal| error.at(&self.place))
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        if self.value.is_undefined() || self.value.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        // Long lists of numbers inside a record may be flat: only the full entry has such records.
        #[cfg(feature = "full")]
        if let Some(numbers) = self.value.dyn_ref::<Float64Array>() {
            return visitor.visit_seq(de::value::SeqDeserializer::new(numbers.to_vec().into_iter()));
        }
        let Some(array) = self.value.dyn_ref::<Array>() else { return Err(self.refuse("an array")) };
        visitor.visit_seq(Items { array, length: array.length(), next: 0, place: &self.place })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        #[cfg_attr(not(feature = "full"), allow(unused_variables, reason = "the wallet's entry has plain choices only"))]
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        // A choice that carries data is an object with the choice as its one key: only the full entry has such choices.
        #[cfg(feature = "full")]
        if self.value.is_object() {
            let name = self.only_key(variants)?;
            return visitor.visit_enum(Choice { name, object: self.object()?, place: &self.place });
        }
        let text = self.text()?;
        visitor.visit_enum(text.into_deserializer()).map_err(|error: Refusal| error.at(&self.place))
    }

    /// Gives the fields in the order of the record: no key has to be matched, which is most of the code that serde derives.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        let mut found = Fields { object: self.object()?, fields: fields.iter(), present: 0, place: &self.place };
        let record = visitor.visit_seq(&mut found);
        found.no_unknown_key(fields, record.is_err())?;
        record
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u64 u128 f32 char bytes byte_buf unit unit_struct newtype_struct tuple tuple_struct map identifier
        ignored_any
    }
}

struct Items<'a> {
    array: &'a Array,
    length: u32,
    next: u32,
    place: &'a Place<'a>,
}

impl<'de> de::SeqAccess<'de> for Items<'_> {
    type Error = Refusal;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Refusal> {
        if self.next >= self.length {
            return Ok(None);
        }
        let place = Place::Item(self.place, self.next);
        let value = self.array.get(self.next);
        self.next += 1;
        seed.deserialize(Shape { value, place }).map(Some)
    }
}

struct Fields<'a> {
    object: &'a Object,
    fields: core::slice::Iter<'static, &'static str>,
    present: u32,
    place: &'a Place<'a>,
}

impl Fields<'_> {
    /// Never ends quietly: a record asks for as many fields as it has, so its code for a short list falls away.
    #[inline(never)]
    fn next(&mut self) -> Result<Shape<'_>, Refusal> {
        let Some(field) = self.fields.next() else { return Err(Refusal::unreadable("one too many")) };
        let value = Reflect::get(self.object, &key(field)).map_err(|_| Refusal::unreadable(field).at(self.place))?;
        self.present += u32::from(!value.is_undefined());
        Ok(Shape { value, place: Place::Field(self.place, field) })
    }

    /// Refuses a key that the record does not have. A misspelt optional key would be silent and a misspelt required one would
    /// look missing, so it is named before any other fault of the record.
    #[inline(never)]
    fn no_unknown_key(&self, fields: &[&str], faulty: bool) -> Result<(), Refusal> {
        let keys = Object::keys(self.object);
        if keys.length() == self.present && !faulty {
            return Ok(());
        }
        for key in keys.iter().filter_map(|key| key.as_string()) {
            if !fields.contains(&key.as_str()) {
                return Err(Refusal::unknown_key(&key, fields).at(self.place));
            }
        }
        Ok(())
    }
}

impl<'de> de::SeqAccess<'de> for &mut Fields<'_> {
    type Error = Refusal;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Refusal> {
        seed.deserialize(self.next()?).map(Some)
    }
}
