use super::frame::{Section, SettingsFrame};
use crate::profiles::EditProfile;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

/// The profile's form, which belongs to the profiles.
pub struct ProfilePage;

#[lazy_route]
impl LazyRoute for ProfilePage {
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
