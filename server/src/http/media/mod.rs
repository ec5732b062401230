//! Pictures in and out over HTTP. What comes in is `multipart/form-data`, from scripts (answered with JSON) or from plain
//! forms (answered with a page); what goes out is asked of the store first, for whoever asks, each time.

pub mod form;

use crate::http::{
    errors,
    layers::{
        form_state::{self, accepts_html},
        page_account,
    },
    media::form::MediaForm,
};
use axum::{
    Json,
    body::Body,
    extract::{Extension, Multipart, Path, State},
    response::{IntoResponse, Redirect, Response},
};
use base::services::{Client, Services, Session};
use http::{
    HeaderMap, StatusCode,
    header::{
        CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_NONE_MATCH, REFERER, SET_COOKIE,
    },
};
use media::{Crop, MediaKind};
use std::collections::BTreeMap;
use types::{AccountId, Error, Field, FormMemory, MAX_PHOTOS, NewPhoto, NewPost, Photo, Rule, media::Variant};

/// The composer's server function: under its name the composer looks for a refusal, whichever way the form went.
const COMPOSER: &str = "/api/posts/create";
/// What the composer shows again after a refusal. Files have to be chosen anew: browsers do not let pages keep them.
const COMPOSER_FIELDS: [&str; 6] = ["text", "reply_to", "quote_of", "audience", "reply_rule", "co_author"];
/// Where the profile's plain forms go, and their name in the memory of refused forms.
const PROFILE_PATH: &str = "/media/profile";

/// Takes in one photo (`photo`) for a post to come and answers it as a [`Photo`].
pub async fn upload(
    State(services): State<Services>,
    Extension(session): Extension<Option<Session>>,
    multipart: Multipart,
) -> Response {
    let work = async {
        let account = account_of(session)?;
        let form = MediaForm::read(multipart).await?;
        let photo = form
            .files
            .into_iter()
            .next()
            .flatten()
            .ok_or(Error::invalid(Field::Media, Rule::Required))?;
        save(&services, account, MediaKind::Photo, photo, None).await
    };
    match work.await {
        Ok(photo) => Json(photo).into_response(),
        Err(error) => errors::json(&error),
    }
}

/// The composer's form without script: text, up to four photos with their descriptions in the same order, and what is
/// answered or quoted, all in one request. With the handle of a co-author it invites them in place of publishing.
pub async fn create_post(
    State(services): State<Services>,
    Extension(session): Extension<Option<Session>>,
    Extension(client): Extension<Client>,
    headers: HeaderMap,
    multipart: Multipart,
) -> Response {
    let mut typed = BTreeMap::new();
    let work = async {
        let account = account_of(session)?;
        let mut form = MediaForm::read(multipart).await?;
        typed = form.fields.clone();
        page_account::check(&form.take(page_account::FIELD), account)?;
        let mut post = NewPost {
            text: form.take("text"),
            reply_to: form.id("reply_to")?,
            quote_of: form.id("quote_of")?,
            reply_rule: form.id("reply_rule")?.unwrap_or_default(),
            key: Some(form.take("key")),
            ..NewPost::default()
        }
        .meant_for(form.take("audience").parse().ok())?;
        let co_author = form.take("co_author");
        let files = form
            .files
            .into_iter()
            .zip(form.alts.into_iter().chain(std::iter::repeat(String::new())));
        let chosen: Vec<_> = files.filter_map(|(file, alt)| Some((file?, alt))).collect();
        if chosen.len() > MAX_PHOTOS {
            return Err(Error::invalid(
                Field::Media,
                Rule::MediaTooMany { max: MAX_PHOTOS as u32 },
            ));
        }
        for (file, alt) in chosen {
            let photo = save(&services, account, MediaKind::Photo, file, None).await?;
            post.photos.push(NewPhoto { id: photo.id, alt });
        }
        let store = &services.store;
        if !co_author.trim().is_empty() {
            let invitee = store.account_by_handle(&co_author).await.map_err(|error| match error {
                Error::NotFound => Error::invalid(Field::CoAuthor, Rule::CoAuthorUnknown),
                error => error,
            })?;
            let country = client.country.as_deref();
            store.invite_co_author(account, invitee, &post, country).await?;
            return Ok(None);
        }
        store.publish(account, &post).await.map(Some)
    };
    match work.await {
        Ok(None) => Redirect::to("/drafts").into_response(),
        Ok(Some(post)) if !accepts_html(&headers) => Json(post).into_response(),
        Ok(Some(post)) => Redirect::to(&post.path()).into_response(),
        Err(error) => {
            typed.retain(|name, value| COMPOSER_FIELDS.contains(&name.as_str()) && !value.is_empty());
            refusal_of_form(&services, &headers, COMPOSER, error, typed)
        }
    }
}

/// Shows a new picture (`picture`, with an optional cut of `x`, `y`, `width`, `height` in fractions) as the account's
/// `kind` (`avatar` or `banner`, or `cover` of the `community` that the account is an admin of), or with `remove` none. Answers its key, `null` for none.
pub async fn set_profile_picture(
    State(services): State<Services>,
    Extension(session): Extension<Option<Session>>,
    headers: HeaderMap,
    multipart: Multipart,
) -> Response {
    let mut typed = BTreeMap::new();
    let work = async {
        let account = account_of(session)?;
        let mut form = MediaForm::read(multipart).await?;
        typed = form.fields.clone();
        page_account::check(&form.take(page_account::FIELD), account)?;
        let kind = match form.fields.get("kind").map(String::as_str) {
            Some("avatar") => MediaKind::Avatar,
            Some("banner" | "cover") => MediaKind::Banner,
            _ => return Err(Error::invalid(Field::Media, Rule::Required)),
        };
        let community = match form.fields.get("kind").map(String::as_str) {
            Some("cover") => Some(form.id("community")?.ok_or(Error::NotFound)?),
            _ => None,
        };
        let key = if form.fields.contains_key("remove") {
            None
        } else {
            let crop = crop_of(&form.fields);
            let file = form.files.into_iter().next().flatten();
            let file = file.ok_or(Error::invalid(Field::Media, Rule::Required))?;
            Some(save(&services, account, kind, file, crop).await?.key)
        };
        match community {
            Some(community) => {
                services
                    .store
                    .set_community_cover(account, community, key.as_deref())
                    .await?;
            }
            None => {
                services
                    .store
                    .set_profile_picture(account, kind, key.as_deref())
                    .await?;
            }
        }
        Ok(key)
    };
    match work.await {
        Ok(key) if !accepts_html(&headers) => Json(key).into_response(),
        Ok(_) => back(&headers),
        Err(error) => {
            typed.retain(|name, _| name == "kind");
            refusal_of_form(&services, &headers, PROFILE_PATH, error, typed)
        }
    }
}

/// A picture in a size, for those who may see it now. For everybody else, and for every address that leads nowhere,
/// the same empty 404.
pub async fn serve(
    State(services): State<Services>,
    Extension(session): Extension<Option<Session>>,
    Path((key, variant)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let viewer = session.map(|session| session.account_id).unwrap_or_default();
    let work = async {
        let variant = Variant::from_name(&variant).ok_or(Error::NotFound)?;
        let file = services
            .store
            .media_access(viewer, &key)
            .await?
            .ok_or(Error::NotFound)?;
        // A key's pictures never change, so its name is enough to tell versions apart.
        let tag = format!("\"{key}.{}\"", variant.name());
        // The right to see a photo may end at any time (block, deletion): browsers ask again soon.
        let cache = if file.revocable {
            "private, max-age=300"
        } else {
            "private, max-age=86400"
        };
        let known = headers
            .get_all(IF_NONE_MATCH)
            .iter()
            .filter_map(|value| value.to_str().ok());
        if known
            .flat_map(|tags| tags.split(','))
            .any(|known| known.trim().trim_start_matches("W/") == tag)
        {
            return Ok((
                StatusCode::NOT_MODIFIED,
                [(ETAG, tag), (CACHE_CONTROL, cache.to_owned())],
            )
                .into_response());
        }
        let object = services.media.open(&key, variant).await?;
        let headers = [
            (CONTENT_TYPE, file.mime),
            (CONTENT_LENGTH, object.size.to_string()),
            (CONTENT_DISPOSITION, "inline".to_owned()),
            (CACHE_CONTROL, cache.to_owned()),
            (ETAG, tag),
        ];
        Ok((headers, Body::from_stream(object.stream)).into_response())
    };
    work.await.unwrap_or_else(|error: Error| match error {
        Error::NotFound => errors::empty(&error),
        error => errors::json(&error),
    })
}

fn account_of(session: Option<Session>) -> types::Result<AccountId> {
    session.map(|session| session.account_id).ok_or(Error::NotSignedIn)
}

async fn save(
    services: &Services,
    account: AccountId,
    kind: MediaKind,
    bytes: bytes::Bytes,
    crop: Option<Crop>,
) -> types::Result<Photo> {
    services.store.count_upload(account).await?;
    services.media.save(&services.store, account, kind, bytes, crop).await
}

fn crop_of(fields: &BTreeMap<String, String>) -> Option<Crop> {
    let number = |name: &str| fields.get(name).and_then(|value| value.parse::<f64>().ok());
    Some(Crop {
        x: number("x")?,
        y: number("y")?,
        width: number("width")?,
        height: number("height")?,
    })
}

/// Sends a plain form back to its page, which shows the error and what was typed; a script gets the error itself.
fn refusal_of_form(
    services: &Services,
    headers: &HeaderMap,
    path: &str,
    error: Error,
    fields: BTreeMap<String, String>,
) -> Response {
    if !accepts_html(headers) {
        return errors::json(&error);
    }
    if error == Error::NotSignedIn {
        return Redirect::to("/login").into_response();
    }
    let memory = FormMemory {
        path: path.to_owned(),
        error,
        fields,
    };
    let mut response = back(headers);
    if let Some(cookie) = form_state::cookie(&memory, services.site.secure_cookies) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

/// Back to the page that the form was on; the layer for plain forms keeps it on this server.
fn back(headers: &HeaderMap) -> Response {
    let page = headers
        .get(REFERER)
        .and_then(|page| page.to_str().ok())
        .unwrap_or("/home");
    Redirect::to(page).into_response()
}
