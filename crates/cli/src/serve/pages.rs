//! The pages, embedded in the program.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Response, StatusCode};
use include_dir::{Dir, include_dir};

use super::answer::answer;
use super::app::Place;
use super::assets::{from_folder, media_type, tagged};

static PORTAL: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../www/portal");

/// The ward portal.
pub async fn portal(headers: HeaderMap) -> Response<Body> {
    embedded("index.html", &headers)
}

/// Two elements on one page.
pub async fn two(headers: HeaderMap) -> Response<Body> {
    embedded("two.html", &headers)
}

/// The smallest page that embeds the element.
pub async fn embed(headers: HeaderMap) -> Response<Body> {
    embedded("embed.html", &headers)
}

/// Right to left, in the pseudo-language.
pub async fn rtl(headers: HeaderMap) -> Response<Body> {
    embedded("rtl.html", &headers)
}

/// The icon that browsers ask for unasked.
pub async fn icon(headers: HeaderMap) -> Response<Body> {
    embedded("icon.svg", &headers)
}

/// Any file of the portal.
pub async fn file(Path(file): Path<String>, headers: HeaderMap) -> Response<Body> {
    embedded(&file, &headers)
}

/// A page of the folder that was named at the start, for tests.
pub async fn extra(
    State(place): State<Place>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Response<Body> {
    match &place.app.pages {
        Some(folder) => from_folder(folder, &file, &headers)
            .await
            .unwrap_or_else(missing),
        None => missing(),
    }
}

fn embedded(file: &str, headers: &HeaderMap) -> Response<Body> {
    match PORTAL.get_file(file) {
        Some(found) => tagged(found.contents(), media_type(file), headers),
        None => missing(),
    }
}

fn missing() -> Response<Body> {
    answer(
        StatusCode::NOT_FOUND,
        "text/plain; charset=utf-8",
        "There is no such page.\n",
    )
}
