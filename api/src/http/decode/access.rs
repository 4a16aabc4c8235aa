//! The wrapped ways into lists and objects.

use std::{collections::HashSet, marker::PhantomData};

use serde::de::{DeserializeSeed, IntoDeserializer, MapAccess, SeqAccess, value::StringDeserializer};

use super::{super::shape::Shape, Refusal, Shared, decoder::Seed};

pub(super) struct Elements<'s, A> {
    pub(super) inner: A,
    pub(super) shared: Shared<'s>,
}

pub(super) struct Entries<'s, A> {
    pub(super) inner: A,
    pub(super) shared: Shared<'s>,
    /// The keys so far, where the type does not tell them apart itself.
    pub(super) seen: Option<HashSet<String>>,
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Elements<'_, A> {
    type Error = Refusal;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Refusal> {
        let shared = self.shared;
        self.inner.next_element_seed(Seed { seed, shared }).map_err(|error| shared.release(error))
    }

    fn size_hint(&self) -> Option<usize> {
        self.inner.size_hint()
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Entries<'_, A> {
    type Error = Refusal;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Refusal> {
        let shared = self.shared;
        let Some(seen) = &mut self.seen else {
            return self.inner.next_key_seed(Seed { seed, shared }).map_err(|error| shared.release(error));
        };
        let Some(name) = self.inner.next_key_seed(PhantomData::<String>).map_err(|error| shared.release(error))? else { return Ok(None) };
        let key: StringDeserializer<Refusal> = name.clone().into_deserializer();
        // Whoever keeps the path hears of the key before it is refused.
        let key = Seed { seed, shared }.deserialize(key)?;
        if seen.contains(&name) {
            return Err(Refusal::Shape(Shape::DuplicateField { name }));
        }
        seen.insert(name);
        Ok(Some(key))
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Refusal> {
        let shared = self.shared;
        self.inner.next_value_seed(Seed { seed, shared }).map_err(|error| shared.release(error))
    }

    fn size_hint(&self) -> Option<usize> {
        self.inner.size_hint()
    }
}
