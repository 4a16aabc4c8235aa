//! Whether what the played Stripe says is named and typed as Stripe publishes it, so that what our client reads here it reads there.

use std::collections::BTreeMap;
use std::process::Command;

use anyhow::Context;
use serde_json::Value;

use super::every_call::make_every_call;
use super::peers::stripe_mock;
use super::{Outcome, http, town};
use crate::config;
use crate::process;

/// Published objects by the name that each carries in `object`.
struct Published(BTreeMap<String, Value>);

impl Published {
    /// From the module of stripe-mock, which carries the document.
    fn read() -> anyhow::Result<Self> {
        let mut list = Command::new("go");
        list.args(["list", "-m", "-f", "{{.Dir}}", "github.com/stripe/stripe-mock"]).current_dir(config::modules_dir().join("stripe-mock"));
        let folder = process::output(&mut list)?;
        let document: Value = serde_json::from_slice(&std::fs::read(format!("{}/embedded/openapi/spec3.json", folder.trim()))?)?;
        let schemas = document["components"]["schemas"].as_object().context("a document has schemas")?;
        let named = schemas.iter().filter(|(name, _)| !name.starts_with("deleted_")).filter_map(|(_, schema)| {
            let name = schema["properties"]["object"]["enum"][0].as_str()?;
            Some((name.to_owned(), schema.clone()))
        });
        Ok(Self(named.collect()))
    }

    /// What is wrong with an answer, and where.
    fn faults(&self, value: &Value, place: &str, faults: &mut Vec<String>) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.faults(item, place, faults)),
            Value::Object(fields) => {
                let name = fields.get("object").and_then(Value::as_str).unwrap_or_default();
                // Lists are written out wherever they are; what is left of something deleted is its name.
                let known = self.0.get(name).filter(|_| name != "list" && name != "search_result" && !fields.contains_key("deleted"));
                for (field, inner) in fields {
                    let place = format!("{place}.{field}");
                    if let Some(schema) = known {
                        match schema["properties"].get(field) {
                            Some(property) => faults.extend(mismatch(property, inner).map(|fault| format!("{name}{place}: {fault}"))),
                            None => faults.push(format!("{name} has no {field} ({place})")),
                        }
                    }
                    self.faults(inner, &place, faults);
                }
            }
            _ => {}
        }
    }
}

fn mismatch(property: &Value, value: &Value) -> Option<String> {
    let fits = match (property["type"].as_str(), value) {
        (_, Value::Null) => property["nullable"] == true || property.get("anyOf").is_some(),
        (Some("integer"), value) => value.is_i64(),
        (Some("boolean"), value) => value.is_boolean(),
        (Some("string"), value) => value.is_string(),
        (Some("array"), value) => value.is_array(),
        (Some("object"), value) => value.is_object(),
        _ => true,
    };
    let one_of = property["enum"].as_array().is_none_or(|known| value.is_null() || known.contains(value));
    (!fits || !one_of).then(|| format!("{value} is none of {property}"))
}

#[tokio::test]
async fn what_is_said_is_named_as_stripe_names_it() -> Outcome {
    drop(stripe_mock().await?);
    let (published, town) = (Published::read()?, town().await?);
    make_every_call(&town).await?;
    let mut faults = Vec::new();
    // Each object as it is in the end, and in each event as it was.
    for kind in ["customers", "invoices", "refunds", "events", "invoice_payments"] {
        let url = format!("{}/v1/{kind}?limit=100", town.played.url);
        let answer = http().get(url).bearer_auth(&town.played.key).send().await?.error_for_status()?.text().await?;
        published.faults(&serde_json::from_str(&answer)?, "", &mut faults);
    }
    faults.sort();
    faults.dedup();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let mut wrong = Vec::new();
    published.faults(&serde_json::json!({"object": "invoice", "status": "overdue", "paid": true, "total": "5"}), "", &mut wrong);
    assert_eq!(wrong.len(), 3, "{wrong:?}");
    Ok(())
}
