//! The reader's language. It chooses titles, details and messages; codes, reasons and parameters never change with it.

use std::convert::Infallible;

use axum::{extract::FromRequestParts, http::request::Parts};
use http::{HeaderMap, header};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The languages that sentences exist in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub enum Language {
    #[default]
    #[serde(rename = "en")]
    En,
    #[serde(rename = "zh-CN")]
    ZhCn,
}

impl Language {
    /// The tag of `Content-Language`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::ZhCn => "zh-CN",
        }
    }

    /// The language of a stored tag; `None` for one that this version does not speak.
    pub(crate) fn of_tag(tag: &str) -> Option<Self> {
        [Self::En, Self::ZhCn].into_iter().find(|language| language.tag() == tag)
    }

    /// One of two texts: English, Chinese.
    pub const fn pick(self, texts: [&str; 2]) -> &str {
        match self {
            Self::En => texts[0],
            Self::ZhCn => texts[1],
        }
    }

    /// The best of what `Accept-Language` asks for; English where it asks for nothing that we speak.
    pub fn of(headers: &HeaderMap) -> Self {
        headers
            .get_all(header::ACCEPT_LANGUAGE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .filter_map(wish)
            .fold((Self::En, 0.0), |best, wish| if wish.1 > best.1 { wish } else { best })
            .0
    }
}

/// `zh-CN;q=0.8` -> (ZhCn, 0.8).
fn wish(range: &str) -> Option<(Language, f32)> {
    let mut parts = range.split(';').map(str::trim);
    let language = match parts.next()?.split('-').next()?.to_ascii_lowercase().as_str() {
        "zh" => Language::ZhCn,
        "en" | "*" => Language::En,
        _ => return None,
    };
    let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(Some(1.0), |q| q.parse().ok())?;
    Some((language, weight))
}

impl<S: Sync> FromRequestParts<S> for Language {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.headers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(value: &str) -> Language {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_LANGUAGE, value.parse().unwrap());
        Language::of(&headers)
    }

    #[test]
    fn the_heaviest_wish_that_we_speak_wins() {
        assert_eq!(asked("zh-CN,zh;q=0.9,en;q=0.8"), Language::ZhCn);
        assert_eq!(asked("en;q=0.3, zh;q=0.2"), Language::En);
        assert_eq!(asked("fr, zh;q=0.1"), Language::ZhCn);
        assert_eq!(asked("de"), Language::En);
        assert_eq!(Language::of(&HeaderMap::new()), Language::En);
    }
}
