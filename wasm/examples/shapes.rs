//! Prints the shapes of what the package's functions take, as JSON for the glue: `cargo xtask` runs it when it builds the package.
//!
//! A shape is learnt by letting serde read the type from a deserialiser that notes what it is asked for. The first shapes are those of
//! the list in `src/shapes.rs`, in its order; the records that they hold follow.
//! `"d"` is a float, `"s"` text, `"b"` a bool, `"1" "2" "4"` whole numbers by their bytes, `"U" "I"` integers of the chain,
//! `["?", shape]` an optional, `["*", shape]` a list, `["|", name, shape or 0, …]` a choice, `[".", name, shape, …]` a record, and a
//! number is the place of another shape.

use plimsoll_wasm::shapes::{self, Collect};
use serde::de::value::{Error, StrDeserializer};
use serde::de::{self, DeserializeOwned, DeserializeSeed, Visitor};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What is known of the types read so far; a record stands as the object `{"of": name}` until all are known.
#[derive(Default)]
struct Known {
    roots: Vec<Value>,
    records: BTreeMap<&'static str, Value>,
    /// Of each choice, its variants, and whether all that each holds was seen.
    choices: BTreeMap<&'static str, Vec<(&'static str, Value, bool)>>,
    /// Choices met that still have something unseen.
    unseen: usize,
}

impl Collect for Known {
    fn add<T: DeserializeOwned>(&mut self) {
        let mut root = Value::Null;
        // One reading enters one variant of each choice.
        loop {
            self.unseen = 0;
            T::deserialize(Trace { known: self, out: &mut root }).expect("every argument can be read");
            if self.unseen == 0 {
                break;
            }
        }
        self.roots.push(root);
    }
}

impl Known {
    /// The list of shapes, with places for names.
    fn list(mut self) -> Vec<Value> {
        for (name, variants) in self.choices {
            let flat = variants.into_iter().flat_map(|(name, shape, _)| [json!(name), shape]);
            self.records.insert(name, std::iter::once(json!("|")).chain(flat).collect());
        }
        let mut names: Vec<Option<&str>> = self.roots.iter().map(|root| root["of"].as_str()).collect();
        names.extend(self.records.keys().filter(|name| !self.roots.iter().any(|root| root["of"] == **name)).map(|name| Some(*name)));
        names
            .iter()
            .enumerate()
            .map(|(place, name)| {
                let mut shape = name.map_or_else(|| self.roots[place].clone(), |name| self.records[name].clone());
                resolve(&mut shape, &names);
                shape
            })
            .collect()
    }
}

/// Puts places where names stand.
fn resolve(shape: &mut Value, names: &[Option<&str>]) {
    if let Some(name) = shape["of"].as_str() {
        *shape = json!(names.iter().position(|known| *known == Some(name)));
    } else if let Some(parts) = shape.as_array_mut() {
        parts.iter_mut().for_each(|part| resolve(part, names));
    }
}

/// Notes the shape of one value.
struct Trace<'k> {
    known: &'k mut Known,
    out: &'k mut Value,
}

impl Trace<'_> {
    /// Reads the fields of a record, and gives its shape.
    fn fields<'de, V: Visitor<'de>>(&mut self, fields: &'static [&'static str], visitor: V) -> Result<(V::Value, Value), Error> {
        let mut parts = vec![json!(".")];
        let value = visitor.visit_seq(Fields { known: self.known, parts: &mut parts, fields: fields.iter() })?;
        Ok((value, parts.into()))
    }
}

macro_rules! plain {
    ($($method:ident $shape:literal $visit:ident $value:expr;)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            *self.out = json!($shape);
            visitor.$visit($value)
        })*
    };
}

impl<'de> de::Deserializer<'de> for Trace<'_> {
    type Error = Error;

    plain! {
        deserialize_bool "b" visit_bool false;
        deserialize_u8 "1" visit_u8 0;
        deserialize_u16 "2" visit_u16 0;
        deserialize_u32 "4" visit_u32 0;
        deserialize_f64 "d" visit_f64 0.0;
        deserialize_str "s" visit_str "";
        deserialize_string "s" visit_str "";
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Err(de::Error::custom("a type that no argument has"))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Error> {
        *self.out = json!(name.get(..1));
        visitor.visit_str("0")
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let mut inner = Value::Null;
        let value = visitor.visit_some(Trace { known: self.known, out: &mut inner });
        *self.out = json!(["?", inner]);
        value
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let mut inner = Value::Null;
        let value = visitor.visit_seq(Item { known: self.known, out: &mut inner, left: true });
        *self.out = json!(["*", inner]);
        value
    }

    fn deserialize_struct<V: Visitor<'de>>(
        mut self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let (value, shape) = self.fields(fields, visitor)?;
        if let Some(before) = self.known.records.insert(name, shape.clone()) {
            assert_eq!(before[1], shape[1], "two records are called {name}");
        }
        *self.out = json!({ "of": name });
        Ok(value)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let known = self.known;
        let all = known.choices.entry(name).or_insert_with(|| variants.iter().map(|variant| (*variant, json!(0), false)).collect());
        assert!(all.iter().map(|variant| variant.0).eq(variants.iter().copied()), "two choices are called {name}");
        let next = all.iter().position(|variant| !variant.2).unwrap_or(0);
        let (before, mut shape) = (known.unseen, json!(0));
        let value = visitor.visit_enum(Choice { variant: variants[next], trace: Trace { known, out: &mut shape } })?;
        let whole = known.unseen == before;
        let all = known.choices.get_mut(name).expect("it was put there");
        all[next] = (variants[next], shape, whole);
        known.unseen += usize::from(all.iter().any(|variant| !variant.2));
        *self.out = json!({ "of": name });
        Ok(value)
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u64 u128 f32 char bytes byte_buf unit unit_struct tuple tuple_struct map identifier ignored_any
    }
}

struct Fields<'k> {
    known: &'k mut Known,
    parts: &'k mut Vec<Value>,
    fields: std::slice::Iter<'static, &'static str>,
}

impl<'de> de::SeqAccess<'de> for Fields<'_> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        let Some(field) = self.fields.next() else { return Ok(None) };
        let mut shape = Value::Null;
        let value = seed.deserialize(Trace { known: self.known, out: &mut shape })?;
        self.parts.extend([json!(field), shape]);
        Ok(Some(value))
    }
}

struct Item<'k> {
    known: &'k mut Known,
    out: &'k mut Value,
    left: bool,
}

impl<'de> de::SeqAccess<'de> for Item<'_> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        if !std::mem::take(&mut self.left) {
            return Ok(None);
        }
        seed.deserialize(Trace { known: self.known, out: self.out }).map(Some)
    }
}

struct Choice<'k> {
    variant: &'static str,
    trace: Trace<'k>,
}

impl<'de, 'k> de::EnumAccess<'de> for Choice<'k> {
    type Error = Error;
    type Variant = Trace<'k>;

    fn variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<(T::Value, Trace<'k>), Error> {
        Ok((seed.deserialize(StrDeserializer::<Error>::new(self.variant))?, self.trace))
    }
}

impl<'de> de::VariantAccess<'de> for Trace<'_> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Error> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Error> {
        Err(de::Error::custom("a choice that no argument has"))
    }

    fn struct_variant<V: Visitor<'de>>(mut self, fields: &'static [&'static str], visitor: V) -> Result<V::Value, Error> {
        let (value, shape) = self.fields(fields, visitor)?;
        *self.out = shape;
        Ok(value)
    }
}

fn main() {
    let mut known = Known::default();
    shapes::wallet(&mut known);
    #[cfg(feature = "live")]
    shapes::live(&mut known);
    #[cfg(feature = "full")]
    shapes::full(&mut known);
    println!("{}", serde_json::to_string(&known.list()).expect("shapes are plain"));
}
