//! A page per problem type: what `type` of every failure points at, in both languages, from the same table.

use axum::response::Response;

use super::{
    html::{Escaped, shell},
    page,
};
use crate::{
    http::{ApiError, Path, Problem, Theme},
    words::Language,
};

pub(super) fn index() -> String {
    let line = |problem: &Problem| {
        format!(
            "<tr><td>{}</td><td><a href=\"/problems/{slug}\"><code>{slug}</code></a></td><td>{}</td></tr>",
            problem.status().as_u16(),
            Escaped(problem.title(Language::En)),
            slug = problem.slug()
        )
    };
    let lines: String = Problem::ALL.iter().map(line).collect();
    shell("Problems", &format!("<h1>Problems</h1><table><tr><th>Status</th><th>Type</th><th></th></tr>{lines}</table>"))
}

pub(super) async fn show(theme: Theme, Path(slug): Path<String>) -> Result<Response, ApiError> {
    let problem = Problem::ALL.iter().find(|problem| problem.slug() == slug).ok_or(ApiError::NotFound)?;
    Ok(page(theme, &explain(*problem)))
}

fn explain(problem: Problem) -> String {
    let said = |language: Language, code: &str| {
        format!(
            "<section lang=\"{code}\"><h2>{}</h2><p>{}</p></section>",
            Escaped(problem.title(language)),
            Escaped(problem.about(language))
        )
    };
    let body = format!(
        "<h1><code>{}</code> <small>{}</small></h1>{}{}\
         <p>Names in braces are filled from the answer's params. Its request_id is what to tell whoever runs this service.</p>",
        problem.slug(),
        problem.status(),
        said(Language::En, "en"),
        said(Language::ZhCn, "zh-CN"),
    );
    shell(problem.slug(), &body)
}
