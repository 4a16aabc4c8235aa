//! The portal: the files that `npm run build` makes of web/, and which of its documents an address gets.
//!
//! A release build carries the files; a debug build reads them from web/dist at each request, so that a new build of web/ needs none of this program.
//! Without a build a page says how to make one. The documents stand once a language; beside the theme, and the server of a room, nothing is filled in
//! here.

mod media;

use std::borrow::Cow;

use axum::{
    Router,
    extract::{Path, Request, State},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use axum_extra::extract::cookie::{Cookie, CookieJar};
use base64::{Engine, prelude::BASE64_STANDARD};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use rust_embed::{Embed, EmbeddedFile};
use sha2::{Digest, Sha256};

use self::media::Media;
use crate::{
    app::AppState,
    auth::identity::{authenticate, cookie_name},
    http::{ApiError, Theme},
    words::Language,
};

/// Their names hold a hash of what is in them.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// The few files with a name of their own.
const FOR_AN_HOUR: HeaderValue = HeaderValue::from_static("public, max-age=3600");
/// Where the answers are not pages, whatever the client would take.
const NOT_PAGES: [&str; 7] = ["/v1", "/docs", "/problems", "/openapi.json", "/.well-known", "/assets", "/healthz"];
/// What a person without a session comes for by a link, whoever may be signed in.
const OPEN: [&str; 3] = ["/invitation", "/password/new", "/password/forgotten"];
const LANGUAGE: &str = "hr_lang";
const NO_MEDIA: &str = "data-media=\"\"";

const NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Homeroom</title>\
    <h1>The portal is not built</h1><p>Make it with <code>make web</code>. The API is described at <a href=\"/docs\">/docs</a>.</p></html>";

#[derive(Embed)]
#[folder = "../web/dist"]
#[allow_missing = true]
struct Dist;

/// The documents of the portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Document {
    SignIn,
    App,
    /// A page that opens a room, which talks to that room's own server.
    Room,
}

impl Document {
    fn of(path: &str, signed_in: bool) -> Self {
        if path == "/enter" || path.starts_with("/enter/") {
            return Self::Room;
        }
        if signed_in && !OPEN.contains(&path) { Self::App } else { Self::SignIn }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::App => "app",
            Self::Room => "room",
        }
    }

    fn read(self, language: Language) -> Option<String> {
        let file = Dist::get(&format!("documents/{}.{}.html", self.name(), language.tag()))?;
        Some(String::from_utf8_lossy(&file.data).into_owned())
    }
}

pub(crate) fn routes() -> Router<AppState> {
    Router::new().route("/assets/{*name}", get(asset))
}

/// Whatever no operation answers: a page of the portal where a browser asks for one, else 404.
pub(crate) async fn page(State(app): State<AppState>, request: Request) -> Result<Response, ApiError> {
    let (parts, _) = request.into_parts();
    let path = parts.uri.path();
    let reads = parts.method == Method::GET || parts.method == Method::HEAD;
    if !reads || NOT_PAGES.iter().any(|root| is_under(path, root)) {
        return Err(ApiError::NotFound);
    }
    if let Some(found) = own_file(path) {
        return Ok(found);
    }
    if !takes_html(&parts.headers) {
        return Err(ApiError::NotFound);
    }
    let cookies = CookieJar::from_headers(&parts.headers);
    // A cookie outlives its session: who comes with such a one is to sign in.
    let has_cookie = cookies.get(cookie_name(app.config.public_url.is_https())).is_some();
    let signed_in = has_cookie && authenticate(&app, &parts).await.is_ok();
    let document = Document::of(path, signed_in);
    let Some(html) = document.read(language(&cookies, &parts.headers)) else {
        return not_built();
    };
    let media = if document == Document::Room { Media::of(&app, &parts).await } else { None };
    let filled = filled(&html, Theme::of(&cookies), media.as_ref());
    Ok((headers(document, &html, media.as_ref()), Html(filled)).into_response())
}

/// What was chosen, else what the browser prefers.
fn language(cookies: &CookieJar, headers: &HeaderMap) -> Language {
    match cookies.get(LANGUAGE).map(Cookie::value) {
        Some("en") => Language::En,
        Some("zh-CN") => Language::ZhCn,
        _ => Language::of(headers),
    }
}

/// Without any file, how to make them; with others than this document, it does not exist.
fn not_built() -> Result<Response, ApiError> {
    if Dist::iter().next().is_some() {
        return Err(ApiError::NotFound);
    }
    Ok((StatusCode::SERVICE_UNAVAILABLE, Html(NOT_BUILT)).into_response())
}

/// `web/public`: the icon and the like.
fn own_file(path: &str) -> Option<Response> {
    let name = path.strip_prefix('/').filter(|name| !name.is_empty() && !name.starts_with('.') && !name.contains('/'))?;
    let file = Dist::get(name)?;
    Some(([(header::CACHE_CONTROL, FOR_AN_HOUR)], body(name, file.data, None)).into_response())
}

/// A missing one is 404 and never a page: a script would take it for its own text.
async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Result<Response, ApiError> {
    let name = format!("assets/{name}");
    let (file, encoding) = smallest(&name, &headers).ok_or(ApiError::NotFound)?;
    let vary = (header::VARY, HeaderValue::from_static("Accept-Encoding"));
    Ok(([(header::CACHE_CONTROL, FOR_EVER), vary], body(&name, file.data, encoding)).into_response())
}

/// The file as it was compressed when web/ was built, in what the client takes.
fn smallest(name: &str, headers: &HeaderMap) -> Option<(EmbeddedFile, Option<&'static str>)> {
    let compressed = [("br", "br"), ("gzip", "gz")].into_iter().filter(|(encoding, _)| takes(headers, &header::ACCEPT_ENCODING, encoding));
    compressed
        .filter_map(|(encoding, ending)| Some((Dist::get(&format!("{name}.{ending}"))?, Some(encoding))))
        .next()
        .or_else(|| Some((Dist::get(name)?, None)))
}

fn body(name: &str, data: Cow<'static, [u8]>, encoding: Option<&'static str>) -> Response {
    let kind = match name.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("json" | "webmanifest") => "application/json",
        Some("wasm") => "application/wasm",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    };
    let fixed = [(header::CONTENT_TYPE, kind), (header::X_CONTENT_TYPE_OPTIONS, "nosniff")];
    let own_site = [(HeaderName::from_static("cross-origin-resource-policy"), "same-origin")];
    let encoding = encoding.map(|encoding| [(header::CONTENT_ENCODING, encoding)]);
    (fixed, own_site, encoding, data.into_owned()).into_response()
}

/// What a browser may do on this page: load what is ours, run what is ours, be framed by nobody.
fn headers(document: Document, html: &str, media: Option<&Media>) -> [(HeaderName, HeaderValue); 8] {
    let devices = if document == Document::Room { "self" } else { "" };
    let permissions = format!("camera=({devices}), microphone=({devices}), display-capture=(), geolocation=(), payment=(), usb=()");
    let text = |text: &str| HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static(""));
    [
        (header::CONTENT_SECURITY_POLICY, text(&policy(html, media))),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::VARY, HeaderValue::from_static("Accept, Accept-Language, Cookie")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
        (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
        (HeaderName::from_static("permissions-policy"), text(&permissions)),
    ]
}

/// The one style that stands in the document is named by its hash. A room's sound and picture come as streams, which no source has to be named for.
fn policy(html: &str, media: Option<&Media>) -> String {
    let style = html.split_once("<style>").and_then(|(_, rest)| rest.split_once("</style>")).map_or("", |(style, _)| style);
    let hash = BASE64_STANDARD.encode(Sha256::digest(style));
    let media = media.map(|media| format!(" {}", media.sources())).unwrap_or_default();
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self' 'sha256-{hash}'; img-src 'self'; connect-src 'self'{media}; manifest-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
    )
}

/// A theme is chosen by hand; else it is the system's.
fn filled(html: &str, theme: Theme, media: Option<&Media>) -> String {
    let html = theme.put_on(html);
    match media {
        Some(media) => html.replacen(NO_MEDIA, &format!("data-media=\"{}\"", media.origin()), 1),
        None => html,
    }
}

fn is_under(path: &str, root: &str) -> bool {
    path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// By name: a program that takes anything (`*/*`) is answered as one.
fn takes_html(headers: &HeaderMap) -> bool {
    takes(headers, &header::ACCEPT, "text/html")
}

/// Whether a header of wishes names this one and does not refuse it.
fn takes(headers: &HeaderMap, name: &HeaderName, wish: &str) -> bool {
    let wishes = headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(','));
    wishes
        .map(|one| one.split_once(';').unwrap_or((one, "")))
        .any(|(one, weight)| one.trim().eq_ignore_ascii_case(wish) && !matches!(weight.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
}
