//! A table is written by the stores of one room: whoever changes what a row means has one place to look.
//!
//! Read from the text of the queries. What a room writes of another's rows is listed here, column by column.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::sources;

/// Rooms that write columns of a table which is another's.
const GUESTS: [(&str, &str, &[&str]); 6] = [
    // What it saw in a cluster.
    (
        "reconcile",
        "orders",
        &[
            "phase",
            "observed_generation",
            "ready",
            "rooms_wanted_now",
            "rooms_ready_now",
            "conditions",
            "next_change_at",
            "handled",
            "revision",
        ],
    ),
    (
        "reconcile",
        "classrooms",
        &[
            "status",
            "open_from",
            "open_until",
            "opens_next",
            "address",
            "seen_at",
            "unreached_since",
            "stays_on",
            "stays_since",
            "stays_until",
        ],
    ),
    ("reconcile", "clusters", &["conditions", "version", "revision", "answering", "blind_since", "sights"]),
    // That somebody was recognised by it.
    ("auth", "api_keys", &["last_used_at"]),
    ("auth", "sessions", &["last_seen_at"]),
    // That a first password was set.
    ("auth", "memberships", &["taken_up_at"]),
];

/// The words of a text, so that neither line breaks nor the code around a query matter.
fn words(text: &str) -> Vec<&str> {
    text.split(|letter: char| letter.is_whitespace() || "\"#(),;".contains(letter)).filter(|word| !word.is_empty()).collect()
}

/// The columns of a SET clause.
fn columns(after: &[&str]) -> BTreeSet<String> {
    let clause = after.iter().take_while(|word| !matches!(**word, "WHERE" | "FROM" | "RETURNING"));
    let clause: Vec<_> = clause.copied().collect();
    clause
        .windows(2)
        .filter(|pair| pair[1] == "=" && pair[0].starts_with(|letter: char| letter.is_ascii_lowercase()))
        .map(|pair| pair[0].to_owned())
        .collect()
}

/// One write: the room, the table, and of an update its columns.
#[derive(Debug)]
struct Write {
    room: String,
    table: String,
    updated: Option<BTreeSet<String>>,
}

fn writes() -> Vec<Write> {
    let mut found = Vec::new();
    for source in sources() {
        let (room, words) = (source.room(), words(&source.text));
        for at in 0..words.len().saturating_sub(2) {
            let (table, updated) = match (words[at], words[at + 1]) {
                ("INSERT", "INTO") | ("DELETE", "FROM") => (words[at + 2], None),
                ("UPDATE", "SET" | "SKIP") => continue,
                ("UPDATE", table) if words[at + 2] == "SET" => (table, Some(columns(&words[at + 3..]))),
                // With an alias.
                ("UPDATE", table) if words.get(at + 3) == Some(&"SET") => (table, Some(columns(&words[at + 4..]))),
                _ => continue,
            };
            found.push(Write { room: room.clone(), table: table.to_owned(), updated });
        }
    }
    found
}

fn is_a_guest(write: &Write) -> bool {
    GUESTS.iter().any(|(room, table, columns)| {
        let within = write.updated.as_ref().is_some_and(|updated| updated.iter().all(|column| columns.contains(&column.as_str())));
        (write.room.as_str(), write.table.as_str()) == (*room, *table) && within
    })
}

#[test]
fn a_table_is_written_by_the_stores_of_one_room() {
    let mut owners: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for write in writes().into_iter().filter(|write| !is_a_guest(write)) {
        owners.entry(write.table).or_default().insert(write.room);
    }
    assert!(owners.len() > 20, "the queries are found: {owners:?}");
    let shared: Vec<_> = owners.iter().filter(|(_, rooms)| rooms.len() > 1).collect();
    assert!(shared.is_empty(), "these tables have several writers: {shared:?}");
}

#[test]
fn every_guest_is_one_and_every_column_of_it_is_written() {
    for (room, table, columns) in GUESTS {
        let written: BTreeSet<String> = writes()
            .into_iter()
            .filter(|write| (write.room.as_str(), write.table.as_str()) == (room, table))
            .filter_map(|write| write.updated)
            .flatten()
            .collect();
        let listed: BTreeSet<String> = columns.iter().map(|column| (*column).to_owned()).collect();
        assert_eq!(written, listed, "{room} of {table}");
    }
}
