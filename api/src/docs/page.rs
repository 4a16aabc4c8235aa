//! The document as one page: operations by tag, then the shapes that they name. Rendered once, from the same JSON that machines get.

use std::fmt::Write;

use serde_json::{Map, Value};

use super::html::{Escaped, inline, markdown, shell};

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

struct Operation<'a> {
    method: &'a str,
    path: &'a str,
    value: &'a Value,
    /// By status; shared ones as they are, not as references.
    responses: Vec<(&'a String, &'a Value)>,
}

impl Operation<'_> {
    fn has(&self, tag: &Value) -> bool {
        self.value["tags"].as_array().is_some_and(|tags| tags.contains(&tag["name"]))
    }
}

/// The page of an OpenAPI document.
pub(super) fn render(document: &Value) -> String {
    let operations = operations(document);
    let tags: Vec<&Value> = document["tags"].as_array().map(|tags| tags.iter().collect()).unwrap_or_default();
    let mut html = String::new();
    let _ = write!(
        html,
        "<h1>{} <small>{}</small></h1>",
        Escaped(text(&document["info"]["title"])),
        Escaped(text(&document["info"]["version"]))
    );
    html.push_str(&markdown(text(&document["info"]["description"])));
    html.push_str("<nav>");
    for tag in tags.iter().filter(|tag| operations.iter().any(|operation| operation.has(tag))) {
        let name = Escaped(text(&tag["name"]));
        let _ = write!(html, "<a href=\"#{name}\">{name}</a>");
    }
    html.push_str("<a href=\"#headers\">headers</a><a href=\"#schemas\">shapes</a></nav>");
    for tag in tags {
        write_tag(&mut html, tag, &operations);
    }
    html.push_str("<h2 id=\"headers\">Headers of answers</h2><table>");
    for (name, header) in object(&document["components"]["headers"]) {
        let said = inline(text(&header["description"]));
        let _ = write!(html, "<tr id=\"header-{0}\"><td><code>{0}</code></td><td>{said}</td></tr>", Escaped(name));
    }
    html.push_str("</table><h2 id=\"schemas\">Shapes</h2>");
    for (name, schema) in object(&document["components"]["schemas"]) {
        write_schema(&mut html, name, schema);
    }
    shell("Homeroom API", &html)
}

fn operations(document: &Value) -> Vec<Operation<'_>> {
    object(&document["paths"]).flat_map(|(path, item)| of_path(document, path, item)).collect()
}

fn of_path<'a>(document: &'a Value, path: &'a str, item: &'a Value) -> Vec<Operation<'a>> {
    let responses = |value| object(value).map(|(status, response)| (status, resolved(document, response))).collect();
    let operation = |method| item.get(method).map(|value| Operation { method, path, value, responses: responses(&value["responses"]) });
    METHODS.into_iter().filter_map(operation).collect()
}

/// What a reference within the document points at; anything else is itself.
fn resolved<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let target = value["$ref"].as_str().and_then(|reference| document.pointer(reference.strip_prefix('#')?));
    target.unwrap_or(value)
}

fn write_tag(html: &mut String, tag: &Value, operations: &[Operation<'_>]) {
    let name = text(&tag["name"]);
    let mut of_tag = operations.iter().filter(|operation| operation.has(tag)).peekable();
    if of_tag.peek().is_none() {
        return;
    }
    let _ = write!(html, "<h2 id=\"{0}\">{0} <small>{1}</small></h2>", Escaped(name), Escaped(text(&tag["description"])));
    of_tag.for_each(|operation| write_operation(html, operation));
}

fn write_operation(html: &mut String, operation: &Operation<'_>) {
    let id = text(&operation.value["operationId"]);
    let _ = write!(
        html,
        "<details id=\"{}\"><summary><b class=\"{1}\">{1}</b> <code>{2}</code> {3}</summary>{4}",
        Escaped(id),
        operation.method,
        Escaped(operation.path),
        Escaped(text(&operation.value["summary"])),
        markdown(text(&operation.value["description"])),
    );
    write_parameters(html, &operation.value["parameters"]);
    for (kind, body) in object(&operation.value["requestBody"]["content"]) {
        let _ = write!(html, "<p>Body <code>{}</code>: {}</p>", Escaped(kind), kind_of(&body["schema"]));
        if let Some(example) = body.get("example").and_then(|example| serde_json::to_string_pretty(example).ok()) {
            let _ = write!(html, "<pre>{}</pre>", Escaped(&example));
        }
    }
    html.push_str("<table><tr><th>Answer</th><th></th><th>Body</th><th>Headers</th></tr>");
    for (status, response) in &operation.responses {
        let body = object(&response["content"]).map(|(_, body)| kind_of(&body["schema"])).next().unwrap_or_default();
        let headers: String =
            object(&response["headers"]).map(|(name, _)| format!("<a href=\"#header-{0}\">{0}</a> ", Escaped(name))).collect();
        let said = inline(text(&response["description"]));
        let _ = write!(html, "<tr><td>{}</td><td>{said}</td><td>{body}</td><td>{headers}</td></tr>", Escaped(status));
    }
    html.push_str("</table></details>");
}

fn write_parameters(html: &mut String, parameters: &Value) {
    let Some(parameters) = parameters.as_array().filter(|parameters| !parameters.is_empty()) else { return };
    html.push_str("<table><tr><th>Parameter</th><th>In</th><th>Shape</th><th></th></tr>");
    for parameter in parameters {
        let required = if parameter["required"] == true { " <i>required</i>" } else { "" };
        let _ = write!(
            html,
            "<tr><td><code>{}</code>{required}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            Escaped(text(&parameter["name"])),
            Escaped(text(&parameter["in"])),
            kind_of(&parameter["schema"]),
            inline(text(&parameter["description"])),
        );
    }
    html.push_str("</table>");
}

fn write_schema(html: &mut String, name: &str, schema: &Value) {
    let _ = write!(
        html,
        "<details id=\"schema-{0}\"><summary><code>{0}</code></summary>{1}",
        Escaped(name),
        markdown(text(&schema["description"]))
    );
    if schema["properties"].is_object() {
        html.push_str("<table><tr><th>Field</th><th>Shape</th><th></th></tr>");
        for (field, shape) in object(&schema["properties"]) {
            let required = schema["required"].as_array().is_some_and(|required| required.iter().any(|r| r == field));
            let mark = if required { " <i>required</i>" } else { "" };
            let _ = write!(
                html,
                "<tr><td><code>{}</code>{mark}</td><td>{}</td><td>{}</td></tr>",
                Escaped(field),
                kind_of(shape),
                inline(text(&shape["description"]))
            );
        }
        html.push_str("</table>");
    } else {
        let _ = write!(html, "<p>{}</p>", kind_of(schema));
    }
    html.push_str("</details>");
}

/// A shape in a few words, with links to the shapes that it names.
fn kind_of(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|reference| reference.strip_prefix("#/components/schemas/")) {
        return format!("<a href=\"#schema-{0}\">{0}</a>", Escaped(name));
    }
    for alternatives in ["oneOf", "anyOf", "allOf"] {
        if let Some(members) = schema[alternatives].as_array() {
            return members.iter().map(kind_of).collect::<Vec<_>>().join(" or ");
        }
    }
    if let Some(values) = schema["enum"].as_array() {
        return values.iter().map(|value| format!("<code>{}</code>", Escaped(text(value)))).collect::<Vec<_>>().join(" ");
    }
    if schema["items"].is_object() {
        return format!("list of {}{}", kind_of(&schema["items"]), bounds(schema));
    }
    let format = schema["format"].as_str().map(|format| format!(" ({})", Escaped(format))).unwrap_or_default();
    let kind = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().map(text).collect::<Vec<_>>().join(" or "),
        kind => text(kind).to_owned(),
    };
    format!("{}{format}{}", Escaped(&kind), bounds(schema))
}

/// How long, how large or how many.
fn bounds(schema: &Value) -> String {
    let range = |(least, most, of): (&str, &str, &str)| match (schema[least].as_i64(), schema[most].as_i64()) {
        (Some(least), Some(most)) => format!(", {least} to {most}{of}"),
        (None, Some(most)) => format!(", at most {most}{of}"),
        (Some(least), None) => format!(", at least {least}{of}"),
        (None, None) => String::new(),
    };
    [("minLength", "maxLength", " characters"), ("minimum", "maximum", ""), ("minItems", "maxItems", " entries")].map(range).concat()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn object(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn shows_each_operation_and_shape_and_loads_nothing_from_elsewhere() {
        let html = render(&serde_json::to_value(crate::router::document()).unwrap());
        for link in html.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(html.contains(&format!("id=\"{link}\"")), "nothing at #{link}");
        }
        assert!(html.contains("id=\"healthz\"") && html.contains("id=\"schema-Health\""));
        assert!(!html.contains("<script") && !html.contains("src=") && !html.contains("href=\"http"));
    }

    #[test]
    fn text_of_the_document_cannot_become_markup() {
        let html = render(&json!({"info": {"title": "<script>", "version": "1", "description": "a <b>"}}));
        assert!(html.contains("&lt;script&gt;") && html.contains("a &lt;b&gt;"));
    }
}
