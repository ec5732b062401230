use super::frame::{Section, SettingsFrame};
use crate::profiles::EditProfile;
use leptos::prelude::*;
use leptos_router::LazyRoute;

/// The profile's form, which belongs to the profiles.
pub struct ProfileSettingsPage;

impl LazyRoute for ProfileSettingsPage {
    fn data() -> Self {
        Self
    }

    async fn view(_this: Self) -> AnyView {
        view! {
            <SettingsFrame section=Some(Section::Profile)>
                <EditProfile />
            </SettingsFrame>
        }
        .into_any()
    }
}
