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
    text.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty()).map(|paragraph| format!("<p>{}</p>", inline(paragraph))).collect()
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

/// A whole page around `body`.
pub(super) fn shell(title: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{}</title><style>{STYLE}</style></head><body>{body}</body></html>",
        Escaped(title)
    )
}

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1f24;background:#fff}\
    small{font-weight:normal;color:#59636e}pre{overflow:auto;background:#f0f2f4;padding:.6rem;border-radius:4px}code{font:14px ui-monospace,monospace;background:#f0f2f4;padding:.1em .3em;border-radius:4px}\
    details{border:1px solid #d1d9e0;border-radius:6px;margin:.4rem 0;padding:.4rem .8rem}summary{cursor:pointer}\
    summary b{display:inline-block;min-width:4.5em;text-transform:uppercase;font-size:13px}b.get{color:#0550ae}b.post{color:#116329}\
    b.put,b.patch{color:#7d4e00}b.delete{color:#a40e26}table{border-collapse:collapse;width:100%;margin:.5rem 0}\
    td,th{text-align:left;vertical-align:top;border-top:1px solid #d1d9e0;padding:.3rem .6rem .3rem 0}i{color:#a40e26;font-size:13px}\
    @media(prefers-color-scheme:dark){body{color:#e6edf3;background:#0d1117}code,pre{background:#21262d}small{color:#9198a1}a{color:#79b8ff}}";
