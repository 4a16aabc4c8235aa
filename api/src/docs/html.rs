//! The little HTML that the pages share: escaping, paragraphs, the frame.

use std::fmt;

/// Text that cannot become markup.
pub(super) struct Escaped<'a>(pub(super) &'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| match c {
            '<' => f.write_str("&lt;"),
            '>' => f.write_str("&gt;"),
            '&' => f.write_str("&amp;"),
            '"' => f.write_str("&quot;"),
            '\'' => f.write_str("&#39;"),
            c => write!(f, "{c}"),
        })
    }
}

/// Paragraphs, `code` and **bold**: what our own descriptions use.
pub(super) fn markdown(text: &str) -> String {
    text.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty()).map(block).collect()
}

/// A paragraph, or code between fences, which has no empty lines.
fn block(text: &str) -> String {
    let code = text.trim().strip_prefix("```").and_then(|text| text.strip_suffix("```"));
    match code.and_then(|code| code.split_once('\n')) {
        Some((_, code)) => format!("<pre>{}</pre>", Escaped(code)),
        None => format!("<p>{}</p>", inline(text)),
    }
}

/// `code` and **bold** within a line.
pub(super) fn inline(text: &str) -> String {
    wrap(&wrap(&Escaped(text).to_string(), "`", "code"), "**", "b")
}

/// Puts every second piece between the marks into the element.
fn wrap(text: &str, mark: &str, element: &str) -> String {
    text.split(mark)
        .enumerate()
        .map(|(i, piece)| if i % 2 == 1 { format!("<{element}>{piece}</{element}>") } else { piece.to_owned() })
        .collect()
}

/// A whole page around `body`, in the look of the portal, which its head leads to.
pub(super) fn shell(title: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\" data-theme=\"\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{} · Homeroom</title><link rel=\"icon\" href=\"/icon.svg\" type=\"image/svg+xml\"><style>{TOKENS}{STYLE}</style></head>\
         <body><header><div><b><a href=\"/\">Homeroom</a></b><a href=\"/docs\">API</a><a href=\"/problems\">Problems</a>\
         <a href=\"/openapi.json\">openapi.json</a></div></header><main>{body}</main></body></html>",
        Escaped(title)
    )
}

/// The portal's own values, not a copy of them.
const TOKENS: &str = include_str!("../../../web/src/ui/tokens.css");
const STYLE: &str = include_str!("style.css");
