//! The wrapped ways into lists and objects.

use serde::de::{DeserializeSeed, MapAccess, SeqAccess};

use super::{Refusal, Shared, decoder::Seed};

pub(super) struct Elements<'s, A> {
    pub(super) inner: A,
    pub(super) shared: Shared<'s>,
}

pub(super) struct Entries<'s, A> {
    pub(super) inner: A,
    pub(super) shared: Shared<'s>,
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
        self.inner.next_key_seed(Seed { seed, shared }).map_err(|error| shared.release(error))
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Refusal> {
        let shared = self.shared;
        self.inner.next_value_seed(Seed { seed, shared }).map_err(|error| shared.release(error))
    }

    fn size_hint(&self) -> Option<usize> {
        self.inner.size_hint()
    }
}
