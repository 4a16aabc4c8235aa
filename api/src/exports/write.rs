//! Writes the archive: file after file, page after page.

use std::collections::BTreeMap;

use axum::body::Bytes;
use serde_json::{Value, json};
use tokio::sync::mpsc::Sender;

use super::{
    archive::Archive,
    files::{FILES, File, Source},
    lessons, store,
};
use crate::{
    auth::{Caller, ExportData},
    events::feed::{self, Narrow},
    http::{Limit, csv},
};

/// Events on a page.
const EVENTS: i64 = 200;

type Out = Sender<std::io::Result<Bytes>>;

/// How far a file is.
#[derive(Debug, Clone, Default)]
pub(super) enum After {
    #[default]
    Nothing,
    Row(store::Key),
    Event(i64),
    Lesson(lessons::Key),
}

/// The next rows of a file, and how far it is with them; `None`: these were the last.
struct Page {
    rows: Vec<Value>,
    next: Option<After>,
}

/// Writes all of it.
pub(super) async fn write(caller: Caller<ExportData>, out: &Out) -> anyhow::Result<()> {
    let (mut archive, mut counts) = (Archive::new(), BTreeMap::new());
    archive.begin("institution.json")?;
    let institution = store::institution(&mut caller.begin().await?).await?;
    archive.write(&serde_json::to_string_pretty(&institution)?)?;
    for file in FILES {
        archive = write_file(&caller, archive, file, out, &mut counts).await?;
    }
    archive.begin("manifest.json")?;
    let manifest = json!({ "tenant_id": caller.tenant(), "taken_out_at": caller.now(), "rows": counts });
    archive.write(&serde_json::to_string_pretty(&manifest)?)?;
    Ok(out.send(Ok(archive.end()?)).await?)
}

/// Once as JSON, and once as a table where it is one: an archive has one file open at a time.
async fn write_file(
    caller: &Caller<ExportData>,
    mut archive: Archive,
    file: &'static File,
    out: &Out,
    counts: &mut BTreeMap<String, usize>,
) -> anyhow::Result<Archive> {
    for columns in [None, file.columns].into_iter().take(1 + usize::from(file.columns.is_some())) {
        let name = format!("{}.{}", file.name, if columns.is_some() { "csv" } else { "jsonl" });
        archive.begin(&name)?;
        if let Some(columns) = columns {
            archive.write(&csv::heading(columns))?;
        }
        let (mut after, mut rows) = (Some(After::Nothing), 0);
        while let Some(from) = after {
            let page = page(caller, file.source, from).await?;
            (rows, after) = (rows + page.rows.len(), page.next);
            // Compressing is work, and waits for its turn beside that of others.
            archive = caller.app().work.run(caller.tenant(), move || append(archive, columns, &page.rows)).await??;
            out.send(Ok(archive.taken())).await?;
        }
        counts.insert(name, rows);
    }
    Ok(archive)
}

fn append(mut archive: Archive, columns: Option<&[&str]>, rows: &[Value]) -> anyhow::Result<Archive> {
    for row in rows {
        let line = match columns {
            Some(columns) => csv::line_of(columns, row),
            None => format!("{row}\n"),
        };
        archive.write(&line)?;
    }
    Ok(archive)
}

async fn page(caller: &Caller<ExportData>, source: Source, after: After) -> anyhow::Result<Page> {
    match (source, after) {
        (Source::Lessons, after) => {
            let after = if let After::Lesson(key) = after { Some(key) } else { None };
            let (rows, next) = lessons::page(caller, after).await?;
            Ok(Page { rows, next: next.map(After::Lesson) })
        }
        (Source::Events, after) => {
            let after = if let After::Event(number) = after { number } else { 0 };
            let mut tx = caller.begin().await?;
            let limit = Limit::of(Some(EVENTS))?;
            let (events, next) = feed::after(tx.conn(), caller.place(), &Narrow::default(), after, limit).await?;
            tx.commit().await?;
            let next = (!events.is_empty()).then_some(After::Event(next));
            Ok(Page { rows: events.into_iter().map(serde_json::to_value).collect::<Result<_, _>>()?, next })
        }
        (Source::Rows(read, limit), after) => {
            let after = if let After::Row(key) = after { key } else { store::Key::default() };
            let mut tx = caller.begin().await?;
            let rows = read(&mut tx, after, limit).await?;
            tx.rollback().await?;
            let next = rows.last().map(store::Taken::key).map(After::Row);
            Ok(Page { rows: rows.into_iter().map(|row| row.row).collect(), next })
        }
    }
}
