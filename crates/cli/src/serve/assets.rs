//! `/pkg/*`: the built element, from a folder.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Component, Path as FilePath, PathBuf};

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Response, StatusCode, header};

use super::answer::{answer, with_header};
use super::app::Place;

/// A file of the assets, compressed if it lies there so.
pub async fn file(
    State(place): State<Place>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Response<Body> {
    from_folder(&place.app.assets, &file, &headers)
        .await
        .unwrap_or_else(|| {
            let folder = place.app.assets.display();
            let text =
                format!("{file} is not in {folder}. Build the element first: cargo xtask build\n");
            answer(StatusCode::NOT_FOUND, "text/plain; charset=utf-8", text)
        })
}

/// The file below this folder, if there is one.
pub async fn from_folder(
    folder: &FilePath,
    file: &str,
    headers: &HeaderMap,
) -> Option<Response<Body>> {
    let relative = PathBuf::from(file);
    if !relative
        .components()
        .all(|part| matches!(part, Component::Normal(_)))
    {
        return None;
    }
    for (coding, suffix) in [("br", ".br"), ("gzip", ".gz")] {
        if accepts(headers, coding) {
            let path = folder.join(format!("{file}{suffix}"));
            if let Ok(bytes) = tokio::fs::read(path).await {
                let response = tagged(bytes, media_type(file), headers);
                return Some(with_header(
                    with_vary(response),
                    header::CONTENT_ENCODING,
                    coding,
                ));
            }
        }
    }
    let bytes = tokio::fs::read(folder.join(relative)).await.ok()?;
    Some(tagged(bytes, media_type(file), headers))
}

/// The bytes with a tag by which the browser can ask whether they changed.
pub fn tagged(
    bytes: impl AsRef<[u8]> + Into<Body>,
    media: &'static str,
    headers: &HeaderMap,
) -> Response<Body> {
    let mut hasher = DefaultHasher::new();
    bytes.as_ref().hash(&mut hasher);
    let tag = format!("\"{:x}\"", hasher.finish());
    let known = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|tags| tags.to_str().ok());
    let same = known.is_some_and(|tags| {
        tags.split(',')
            .any(|one| one.trim().trim_start_matches("W/") == tag)
    });
    let response = match same {
        true => answer(StatusCode::NOT_MODIFIED, media, Body::empty()),
        false => answer(StatusCode::OK, media, bytes),
    };
    with_header(
        with_header(response, header::ETAG, &tag),
        header::CACHE_CONTROL,
        "no-cache",
    )
}

/// The media type that a file's name says.
pub fn media_type(file: &str) -> &'static str {
    match file.rsplit_once('.').map(|(_, extension)| extension) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json" | "map") => "application/json",
        Some("tsv") => "text/tab-separated-values; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}

fn accepts(headers: &HeaderMap, coding: &str) -> bool {
    let accepted = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    accepted.split(',').any(|part| {
        let (name, quality) = part.split_once(';').unwrap_or((part, ""));
        name.trim() == coding && quality.trim() != "q=0"
    })
}

fn with_vary(response: Response<Body>) -> Response<Body> {
    with_header(response, header::VARY, "accept-encoding")
}
