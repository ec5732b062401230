use super::frame::{Section, SettingsFrame};
use crate::profiles::EditProfile;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

/// The profile's form, which belongs to the profiles.
pub struct ProfileSettingsPage;

#[lazy_route]
impl LazyRoute for ProfileSettingsPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        view! {
            <SettingsFrame section=Some(Section::Profile)>
                <EditProfile />
            </SettingsFrame>
        }
        .into_any()
    }
}
