//! Photos on their way into a post: each is sent as soon as it is chosen, and described meanwhile.

use super::upload::{fitted, send};
use leptos::{prelude::*, task::spawn_local};
use types::{Error, Field, MAX_PHOTOS, NewPhoto, Photo, Rule};
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, DragEvent, File, FileList, FormData, Url};

/// The photos of one composer. `Copy`; make it with [`PhotoDrafts::new`] where the composer lives.
#[derive(Clone, Copy)]
pub struct PhotoDrafts {
    pub(super) list: RwSignal<Vec<PhotoDraft>>,
    /// Why files were not even taken.
    pub(super) refused: RwSignal<Option<Error>>,
    next_number: StoredValue<u32>,
}

/// One photo on its way.
#[derive(Clone)]
pub struct PhotoDraft {
    /// Tells the photos of one composer apart.
    pub number: u32,
    /// Address of the file as it lies in the browser.
    pub preview: String,
    pub state: ArcRwSignal<UploadState>,
    pub description: ArcRwSignal<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum UploadState {
    /// How much was sent, 0 to 1.
    Uploading(f64),
    Ready(Photo),
    Refused(Error),
}

impl PhotoDrafts {
    pub fn new() -> Self {
        Self {
            list: RwSignal::default(),
            refused: RwSignal::default(),
            next_number: StoredValue::new(0),
        }
    }

    /// What to send with the post, in order; reactive. Photos that were refused are not among it.
    pub fn photos(self) -> Vec<NewPhoto> {
        let ready = |draft: &PhotoDraft| match draft.state.get() {
            UploadState::Ready(photo) => Some(NewPhoto {
                id: photo.id,
                alt: draft.description.get().trim().to_owned(),
            }),
            _ => None,
        };
        self.list.with(|list| list.iter().filter_map(ready).collect())
    }

    /// Whether there is none; reactive.
    pub fn is_empty(self) -> bool {
        self.list.with(Vec::is_empty)
    }

    /// Whether a photo is still on its way: posting has to wait; reactive.
    pub fn is_uploading(self) -> bool {
        self.any(|draft| matches!(draft.state.get(), UploadState::Uploading(_)))
    }

    /// Whether a photo was refused: posting would leave it out silently; reactive.
    pub fn has_refused(self) -> bool {
        self.any(|draft| matches!(draft.state.get(), UploadState::Refused(_)))
    }

    /// Whether a photo has no description yet; reactive.
    pub fn lacks_description(self) -> bool {
        self.any(|draft| draft.description.with(|text| text.trim().is_empty()))
    }

    fn any(self, has: impl Fn(&PhotoDraft) -> bool) -> bool {
        // Every one is read, so that a change of any is heard.
        self.list
            .with(|list| list.iter().fold(false, |any, draft| has(draft) | any))
    }

    /// Whether there is room for another; reactive.
    pub fn has_room(self) -> bool {
        self.list.with(|list| list.len() < MAX_PHOTOS)
    }

    /// Those that there are now.
    pub fn numbers(self) -> Vec<u32> {
        self.list
            .with_untracked(|list| list.iter().map(|draft| draft.number).collect())
    }

    pub fn remove(self, number: u32) {
        self.remove_all(&[number]);
    }

    pub fn remove_all(self, numbers: &[u32]) {
        self.list.update(|list| {
            list.retain(|draft| {
                let goes = numbers.contains(&draft.number);
                if goes {
                    forget(draft);
                }
                !goes
            });
        });
        self.refused.set(None);
    }

    /// Takes pictures out of a paste into the composer's text; leaves a paste of text alone. Office programs copy a
    /// picture of the text along with it.
    pub fn paste(self, event: &ClipboardEvent) {
        let Some(data) = event.clipboard_data() else { return };
        let has_text = data.get_data("text/plain").is_ok_and(|text| !text.trim().is_empty());
        if !has_text && data.files().is_some_and(|files| self.take(&files)) {
            event.prevent_default();
        }
    }

    /// Takes dropped pictures and says of other files that they are none. The browser would open them in the page's
    /// place.
    pub fn drop(self, event: &DragEvent) {
        if let Some(files) = dropped_files(event) {
            event.prevent_default();
            self.take(&files);
        }
    }

    /// Lets files be dropped where this listens to `dragover`. Whether there are any.
    pub fn drag_over(self, event: &DragEvent) -> bool {
        let carries = carries_files(event);
        if carries {
            event.prevent_default();
        }
        carries
    }

    /// Takes files, as far as there is room, and begins to send them. Whether there was any picture among them.
    pub fn take(self, files: &FileList) -> bool {
        let pictures: Vec<File> = (0..files.length())
            .filter_map(|at| files.get(at))
            .filter(|file| file.type_().starts_with("image/"))
            .collect();
        if pictures.is_empty() {
            if files.length() > 0 {
                self.refused
                    .set(Some(Error::invalid(Field::Media, Rule::MediaWrongKind)));
            }
            return false;
        }
        let room = MAX_PHOTOS - self.list.with_untracked(Vec::len).min(MAX_PHOTOS);
        let too_many = Error::invalid(Field::Media, Rule::MediaTooMany { max: MAX_PHOTOS as u32 });
        self.refused.set((pictures.len() > room).then_some(too_many));
        for file in pictures.into_iter().take(room) {
            self.begin(file);
        }
        true
    }

    fn begin(self, file: File) {
        self.next_number.update_value(|number| *number += 1);
        let draft = PhotoDraft {
            number: self.next_number.get_value(),
            preview: Url::create_object_url_with_blob(&file).unwrap_or_default(),
            state: ArcRwSignal::new(UploadState::Uploading(0.0)),
            description: ArcRwSignal::default(),
        };
        let state = draft.state.clone();
        self.list.update(|list| list.push(draft));
        spawn_local(async move {
            let answer = upload(file, state.clone()).await;
            state.set(match answer {
                Ok(photo) => UploadState::Ready(photo),
                Err(error) => UploadState::Refused(error),
            });
        });
    }
}

impl Default for PhotoDrafts {
    fn default() -> Self {
        Self::new()
    }
}

/// Whether files are dragged, not words or a link of the page.
pub fn carries_files(event: &DragEvent) -> bool {
    let kinds = event.data_transfer().map(|data| data.types());
    kinds.is_some_and(|kinds| kinds.iter().any(|kind| kind.as_string().as_deref() == Some("Files")))
}

fn dropped_files(event: &DragEvent) -> Option<FileList> {
    let files = event.data_transfer()?.files()?;
    (files.length() > 0).then_some(files)
}

fn forget(draft: &PhotoDraft) {
    let _ = Url::revoke_object_url(&draft.preview);
}

async fn upload(file: File, state: ArcRwSignal<UploadState>) -> Result<Photo, Error> {
    let blob = fitted(file.unchecked_ref()).await?;
    let unavailable = |_| Error::Unavailable;
    let form = FormData::new().map_err(unavailable)?;
    form.append_with_blob("photo", &blob).map_err(unavailable)?;
    send("/media/upload", &form, move |sent| {
        state.set(UploadState::Uploading(sent))
    })
    .await
}
