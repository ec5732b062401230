//! Changing an avatar or banner: which file, which part of it, sent or refused.

use super::{
    framing::{Framing, Part},
    upload::{fitted, read_picture, send},
};
use base::initial_state::use_viewer;
use leptos::{prelude::*, reactive::send_wrapper_ext::SendOption, task::spawn_local};
use locales::{I18nContext, Locale, t_string};
use types::{CommunityId, Error};
use web_sys::{Blob, FormData, ImageBitmap};

/// Where the forms go; also their name in the memory of refused forms.
pub(super) const PATH: &str = "/media/profile";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureKind {
    Avatar,
    Banner,
    /// On top of a community's page.
    Cover(CommunityId),
}

impl PictureKind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Avatar => "avatar",
            Self::Banner => "banner",
            Self::Cover(_) => "cover",
        }
    }

    /// The community whose cover it is, for forms; empty for profiles.
    pub(super) fn community(self) -> String {
        match self {
            Self::Cover(community) => community.to_string(),
            Self::Avatar | Self::Banner => String::new(),
        }
    }

    /// Size of the frame that the picture is cut in, in canvas pixels.
    pub(super) fn frame(self) -> (u32, u32) {
        match self {
            Self::Avatar => (480, 480),
            Self::Banner | Self::Cover(_) => (900, 300),
        }
    }

    pub(super) fn choose_label(self, i18n: I18nContext<Locale>) -> &'static str {
        match self {
            Self::Avatar => t_string!(i18n, media.choose_avatar),
            Self::Banner => t_string!(i18n, media.choose_banner),
            Self::Cover(_) => t_string!(i18n, media.choose_cover),
        }
    }

    pub(super) fn remove_label(self, i18n: I18nContext<Locale>) -> &'static str {
        match self {
            Self::Avatar => t_string!(i18n, media.remove_avatar),
            Self::Banner => t_string!(i18n, media.remove_banner),
            Self::Cover(_) => t_string!(i18n, media.remove_cover),
        }
    }
}

/// A picture that is being cut. Browser objects: they stay on their thread.
#[derive(Clone)]
pub(super) struct Chosen {
    pub file: Blob,
    pub picture: ImageBitmap,
}

/// What the parts of [`ProfilePicture`] share.
#[derive(Clone, Copy)]
pub(super) struct Editor {
    pub kind: PictureKind,
    /// Media key of what the profile shows.
    pub current: RwSignal<Option<String>>,
    /// Nothing on the server, where other threads may drop it.
    pub chosen: StoredValue<SendOption<Chosen>>,
    pub framing: RwSignal<Framing>,
    pub open: RwSignal<bool>,
    pub busy: RwSignal<bool>,
    pub error: RwSignal<Option<Error>>,
    pub changed: Option<Callback<Option<String>>>,
}

impl Editor {
    /// Opens the cutter on a file.
    pub(super) fn choose(self, file: Blob) {
        self.error.set(None);
        spawn_local(async move {
            match read_picture(&file).await {
                Ok(picture) => {
                    let (width, height) = self.kind.frame();
                    let ratio = f64::from(width) / f64::from(height);
                    self.framing
                        .set(Framing::new(picture.width().into(), picture.height().into(), ratio));
                    self.chosen
                        .update_value(|chosen| chosen.update(|slot| *slot = Some(Chosen { file, picture })));
                    self.open.set(true);
                }
                Err(error) => self.error.set(Some(error)),
            }
        });
    }

    /// Lets go of the file and its unpacked pixels.
    pub(super) fn forget(self) {
        self.chosen.update_value(|chosen| {
            chosen.update(|slot| {
                if let Some(chosen) = slot.take() {
                    chosen.picture.close();
                }
            });
        });
    }

    pub(super) fn apply(self) {
        let file = self
            .chosen
            .with_value(|chosen| chosen.as_ref().map(|chosen| chosen.file.clone()));
        let Some(file) = file else { return };
        let part = self.framing.get_untracked().fractions();
        self.submit(async move {
            let file = fitted(&file).await?;
            let form = form_of(self.kind)?;
            form.append_with_blob("picture", &file)
                .map_err(|_| Error::Unavailable)?;
            let Part {
                left,
                top,
                width,
                height,
            } = part;
            for (name, value) in [("x", left), ("y", top), ("width", width), ("height", height)] {
                form.append_with_str(name, &value.to_string())
                    .map_err(|_| Error::Unavailable)?;
            }
            Ok(form)
        });
    }

    pub(super) fn remove(self) {
        self.submit(async move {
            let form = form_of(self.kind)?;
            form.append_with_str("remove", "true").map_err(|_| Error::Unavailable)?;
            Ok(form)
        });
    }

    fn submit(self, form: impl Future<Output = Result<FormData, Error>> + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.error.set(None);
        let viewer = use_viewer();
        spawn_local(async move {
            let answer = match form.await {
                Ok(form) => send::<Option<String>>(PATH, &form, |_| {}).await,
                Err(error) => Err(error),
            };
            self.busy.set(false);
            match answer {
                Ok(key) => {
                    if self.kind == PictureKind::Avatar {
                        viewer.update(|viewer| {
                            if let Some(viewer) = viewer {
                                viewer.card.avatar.clone_from(&key);
                            }
                        });
                    }
                    self.open.set(false);
                    self.current.set(key.clone());
                    if let Some(changed) = self.changed {
                        changed.run(key);
                    }
                }
                Err(error) => self.error.set(Some(error)),
            }
        });
    }
}

fn form_of(kind: PictureKind) -> Result<FormData, Error> {
    let form = FormData::new().map_err(|_| Error::Unavailable)?;
    for (name, value) in [("kind", kind.name()), ("community", &kind.community())] {
        form.append_with_str(name, value).map_err(|_| Error::Unavailable)?;
    }
    Ok(form)
}
