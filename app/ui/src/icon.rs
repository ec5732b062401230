use leptos::prelude::*;

/// The sprite that holds every icon, as the server publishes it.
pub const SPRITE: &str = "/icons.svg";

macro_rules! icons {
    ($($name:ident => $id:literal),* $(,)?) => {
        /// An icon of the sprite.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum IconName {
            $($name),*
        }

        impl IconName {
            /// Every icon, for the test that compares them with the sprite.
            #[cfg(test)]
            const ALL: &[(Self, &str)] = &[$((Self::$name, $id)),*];

            fn href(self) -> &'static str {
                match self {
                    $(Self::$name => concat!("/icons.svg#", $id)),*
                }
            }
        }
    };
}

icons! {
    Home => "home",
    Search => "search",
    Bell => "bell",
    Mail => "mail",
    Bookmark => "bookmark",
    List => "list",
    Circles => "circles",
    Communities => "communities",
    Spaces => "spaces",
    MicrophoneOff => "mic-off",
    Captions => "captions",
    User => "user",
    Users => "users",
    Settings => "settings",
    More => "more",
    Reply => "reply",
    Repost => "repost",
    Quote => "quote",
    Heart => "heart",
    Share => "share",
    Link => "link",
    Image => "image",
    Smile => "smile",
    Close => "close",
    Back => "back",
    Forward => "forward",
    Check => "check",
    ChevronDown => "chevron-down",
    ChevronLeft => "chevron-left",
    ChevronRight => "chevron-right",
    Plus => "plus",
    Feather => "feather",
    Lock => "lock",
    Globe => "globe",
    At => "at",
    Calendar => "calendar",
    Place => "place",
    Pin => "pin",
    Trash => "trash",
    Flag => "flag",
    Mute => "mute",
    Sound => "sound",
    Block => "block",
    Eye => "eye",
    EyeOff => "eye-off",
    Edit => "edit",
    Camera => "camera",
    Warning => "warning",
    Info => "info",
    LogOut => "log-out",
    UserPlus => "user-plus",
    UserCheck => "user-check",
    UserMinus => "user-minus",
    Sun => "sun",
    Moon => "moon",
    System => "system",
    Keyboard => "keyboard",
    Device => "device",
    Phone => "phone",
    Key => "key",
    Refresh => "refresh",
    Offline => "offline",
    Download => "download",
    External => "external",
    Cake => "cake",
    Language => "language",
    Palette => "palette",
    Shield => "shield",
    Hash => "hash",
    Trend => "trend",
    Poll => "poll",
    Chart => "chart",
    Clock => "clock",
    Sliders => "sliders",
    Play => "play",
    Pause => "pause",
    Sparrow => "sparrow",
}

/// A picture of one colour, that of the text around it, 1.25 em wide. Hidden from screen readers: the label stands
/// beside it or on the control around it.
#[component]
pub fn Icon(name: IconName) -> impl IntoView {
    // Arrows point the other way in right-to-left scripts.
    let flips = matches!(
        name,
        IconName::Back | IconName::Forward | IconName::ChevronLeft | IconName::ChevronRight | IconName::LogOut
    );
    view! {
        <svg class="icon" aria-hidden="true" focusable="false" data-flip=flips>
            <use href=name.href()></use>
        </svg>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPRITE_FILE: &str = include_str!("../../../public/icons.svg");

    #[test]
    fn every_icon_stands_in_the_sprite_once() {
        for (name, id) in IconName::ALL {
            assert_eq!(
                SPRITE_FILE.matches(&format!("<symbol id=\"{id}\"")).count(),
                1,
                "{name:?}"
            );
            assert_eq!(name.href(), format!("{SPRITE}#{id}"));
        }
        assert_eq!(SPRITE_FILE.matches("<symbol ").count(), IconName::ALL.len());
    }
}
