//! One key, one answer: a call that carries a key which was answered gets that answer again, and is not acted on.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::failure::Failure;

/// How long an answer stands.
const KEPT_SECONDS: i64 = 24 * 60 * 60;
const MOST: usize = 20_000;

/// An answer, as it is sent: text, which takes a fraction of what the tree of it does.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) status: u16,
    pub(super) body: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    asked: String,
    /// `None` while the first call is under way.
    answer: Option<Kept>,
    at: i64,
    turn: u64,
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Keys {
    entries: HashMap<String, Entry>,
    /// Keys in the order in which they came.
    turns: BTreeMap<u64, String>,
    turn: u64,
}

impl Keys {
    /// Begins a call, or says what was answered before.
    pub(super) fn begin(&mut self, key: &str, asked: String, now: i64) -> Result<Option<Kept>, Failure> {
        if key.is_empty() || key.len() > 255 {
            return Err(Failure::request("Idempotency keys must be between 1 and 255 characters.", None));
        }
        if self.entries.get(key).is_some_and(|entry| now - entry.at >= KEPT_SECONDS) {
            self.forget(key);
        }
        match self.entries.get(key) {
            Some(entry) if entry.asked != asked => Err(Failure::other_body()),
            Some(Entry { answer: None, .. }) => Err(Failure::key_in_use()),
            Some(Entry { answer: Some(kept), .. }) => Ok(Some(kept.clone())),
            None => {
                self.turn += 1;
                self.entries.insert(key.to_owned(), Entry { asked, answer: None, at: now, turn: self.turn });
                self.turns.insert(self.turn, key.to_owned());
                self.bound();
                Ok(None)
            }
        }
    }

    pub(super) fn answered(&mut self, key: &str, answer: Kept) {
        if let Some(entry) = self.entries.get_mut(key) {
            entry.answer = Some(answer);
        }
    }

    /// A call that was refused before it began leaves its key free.
    pub(super) fn forget(&mut self, key: &str) {
        if let Some(entry) = self.entries.remove(key) {
            self.turns.remove(&entry.turn);
        }
    }

    fn bound(&mut self) {
        if self.entries.len() > MOST
            && let Some((_, oldest)) = self.turns.pop_first()
        {
            self.entries.remove(&oldest);
        }
    }
}

/// What makes two calls the same.
pub(super) fn asked(method: &str, path: &str, form: &Value) -> String {
    json!([method, path, form]).to_string()
}
