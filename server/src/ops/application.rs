//! Puts the parts together: services, routes, layers.

use crate::{
    Failure,
    config::Config,
    http::{layers::Layers, router::router},
    ops::unfinished,
    spaces::{recordings as recording_jobs, voice},
};
use axum::Router;
use base::services::{Assets, SendMail, Services, Site};
use object_store::local::LocalFileSystem;
use serde::Deserialize;
use spaces::recording::RecordingStorage;
use std::{collections::BTreeMap, fs, os::unix::fs::DirBuilderExt, path::Path, sync::Arc, time::SystemTime};
use store::Store;

/// What the bundler tells about the site; the rest of its manifest is for the budget.
#[derive(Deserialize)]
struct Manifest {
    js: String,
    wasm: String,
    css: String,
    loader: String,
    pages: BTreeMap<String, Vec<String>>,
}

/// Reads the addresses of the compiled site.
pub fn assets(site: &Path) -> Result<Assets, Failure> {
    let path = site.join("manifest.json");
    let text = fs::read_to_string(&path).map_err(|error| {
        Failure::new(format!(
            "the compiled site is not there ({}: {error}); build it with make, or name it with --site",
            path.display()
        ))
    })?;
    let manifest: Manifest =
        serde_json::from_str(&text).map_err(|error| Failure::new(format!("{}: {error}", path.display())))?;
    Ok(Assets {
        js: manifest.js,
        wasm: manifest.wasm,
        css: manifest.css,
        loader: manifest.loader,
        pages: manifest.pages,
    })
}

/// Opens the folder of pictures, making it where it is missing.
pub fn media(folder: &Path) -> Result<media::Media, Failure> {
    let failed =
        |error: &dyn std::fmt::Display| Failure::new(format!("the media folder {}: {error}", folder.display()));
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(|error| failed(&error))?;
    let (unfinished, start) = (folder.to_owned(), SystemTime::now());
    // Nobody waits for it: nothing that is written from now on is older than the start.
    std::thread::spawn(move || match unfinished::remove(&unfinished, start) {
        0 => {}
        count => tracing::info!(count, "removed pictures that were half-written"),
    });
    let objects = LocalFileSystem::new_with_prefix(folder).map_err(|error| failed(&error))?;
    Ok(media::Media::new(Arc::new(objects)))
}

/// The folder of recordings.
pub fn recordings(config: &Config) -> RecordingStorage {
    RecordingStorage::new(config.data.join("recordings"))
}

/// What pages and server functions need. Opens the port for voices.
pub fn services(config: &Config, store: Store, send_mail: SendMail, assets: Assets) -> Result<Services, Failure> {
    let hub = live::Hub::new(store.clone());
    let recordings = recordings(config);
    let (recorder, captions) = recording_jobs::start(&store, recordings.clone(), config.captions.clone())?;
    let recorder = Arc::new(recorder);
    Ok(Services {
        media: media(&config.media)?,
        spaces: voice::open(config, store.clone(), hub.clone(), recorder.clone(), captions)?,
        recorder,
        recordings,
        hub,
        store,
        send_mail,
        site: Arc::new(Site {
            name: config.site.name.clone(),
            source_url: config.site.source_url.clone(),
            public_url: config.site.url.to_string(),
            secure_cookies: config.site.secure_cookies(),
            assets,
        }),
    })
}

/// The whole application: all routes within all layers.
pub fn application(config: &Config, services: Services, layers: &Layers) -> Router {
    let store = services.store.clone();
    layers.around(router(services, config), store)
}
