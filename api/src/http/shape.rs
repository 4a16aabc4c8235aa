//! What can be wrong with a field by its shape, and its sentences.

use serde::Serialize;
use serde_json::json;

use super::form::{Form, Format};
use crate::words::{Language, fill};

/// What is wrong with the shape of one field. Serialised as `{"code", "params"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
pub enum Shape {
    /// Of the right type, and not of the form that is accepted.
    BadFormat {
        expected: Format,
    },
    /// The body holds this key more than once.
    DuplicateField {
        name: String,
    },
    /// A required field is absent.
    MissingField {
        name: String,
    },
    /// Text holds U+0000.
    NulCharacter,
    /// A caller gives no right that it does not hold.
    NotYours {
        name: String,
    },
    OutOfRange {
        min: i64,
        max: i64,
    },
    /// Already used elsewhere.
    Taken,
    /// Characters of a text, entries of a list or a map.
    TooLong {
        max: u64,
    },
    TooShort {
        min: u64,
    },
    UnknownField {
        name: String,
    },
    UnknownParameter {
        name: String,
    },
    /// Not one of `allowed`.
    UnknownValue {
        value: String,
        allowed: Vec<String>,
    },
    /// Another JSON type.
    WrongType {
        expected: Form,
        found: Form,
    },
}

/// The sentence of a shape, in the reader's language.
pub(super) fn sentence(shape: &Shape, language: Language) -> String {
    let facts = match shape {
        Shape::BadFormat { expected } => json!({ "expected": expected.words(language) }),
        Shape::WrongType { expected, found } => json!({ "expected": expected.words(language), "found": found.words(language) }),
        plain => serde_json::to_value(plain).unwrap_or_default()["params"].take(),
    };
    fill(language.pick(texts(shape)), &facts)
}

const fn texts(shape: &Shape) -> [&'static str; 2] {
    match shape {
        Shape::BadFormat { .. } => ["This must look like: {expected}.", "格式应为：{expected}。"],
        Shape::DuplicateField { .. } => ["{name} is given more than once.", "{name} 重复出现。"],
        Shape::MissingField { .. } => ["{name} is missing.", "缺少 {name}。"],
        Shape::NulCharacter => ["Text must not hold the character U+0000.", "文本不得包含字符 U+0000。"],
        Shape::NotYours { .. } => ["You do not hold {name} yourself, so you cannot give it.", "您自己没有 {name}，因此不能授予。"],
        Shape::OutOfRange { .. } => ["This must be from {min} to {max}.", "取值范围为 {min} 至 {max}。"],
        Shape::Taken => ["This is in use already.", "已被使用。"],
        Shape::TooLong { .. } => ["This may have at most {max}.", "长度最多为 {max}。"],
        Shape::TooShort { .. } => ["This must have at least {min}.", "长度至少为 {min}。"],
        Shape::UnknownField { .. } => ["There is no field {name} here.", "此处没有字段 {name}。"],
        Shape::UnknownParameter { .. } => ["There is no query parameter {name} here.", "此处没有查询参数 {name}。"],
        Shape::UnknownValue { .. } => ["{value} is not one of: {allowed}.", "{value} 不在可选值之中：{allowed}。"],
        Shape::WrongType { .. } => ["This must be {expected}, and is {found}.", "此处应为{expected}，实际为{found}。"],
    }
}
