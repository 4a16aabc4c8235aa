//! Every query has a name in traces, and in what is logged of one that is slow: `db.<feature>.<function>`.

use std::collections::BTreeSet;

use crate::support::sources;

/// The name of the function that a line begins, if it begins one.
fn function(line: &str) -> Option<&str> {
    let (before, after) = line.split_once("fn ")?;
    let name = after.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').next()?;
    before
        .trim()
        .split(' ')
        .all(|word| matches!(word, "" | "async" | "const") || word.starts_with("pub") || word.ends_with(')'))
        .then_some(name)
}

#[test]
fn every_function_with_a_query_is_a_span_of_its_own_name() {
    let (mut queries, mut nameless, mut seen) = (0, Vec::new(), BTreeSet::new());
    // The migrations' own tables are read before anything is logged.
    for source in sources().into_iter().filter(|source| source.room() != "db") {
        let folders: Vec<String> = source.path.iter().map(|step| step.to_string_lossy().into_owned()).collect();
        let lines: Vec<&str> = source.text.lines().collect();
        let begins: Vec<usize> = (0..lines.len()).filter(|at| function(lines[*at]).is_some()).collect();
        for (number, begin) in begins.iter().enumerate() {
            let end = begins.get(number + 1).copied().unwrap_or(lines.len());
            let Some(name) = function(lines[*begin]).filter(|_| lines[*begin..end].iter().any(|line| line.contains("sqlx::query"))) else {
                continue;
            };
            queries += 1;
            let span = begin.checked_sub(1).and_then(|above| lines[above].trim().strip_prefix("#[tracing::instrument(name = \"db."));
            let span = span.and_then(|rest| rest.strip_suffix("\", skip_all)]"));
            let fits =
                |span: &str| span.split_once('.').is_some_and(|(feature, of)| of == name && folders.iter().any(|step| step == feature));
            if span.is_none_or(|span| !fits(span) || !seen.insert(span.to_owned())) {
                nameless.push(format!("{}: {name}", source.path.display()));
            }
        }
    }
    assert!(queries > 100, "the queries are found: {queries}");
    assert!(nameless.is_empty(), "without a name, or with another's: {nameless:#?}");
}
