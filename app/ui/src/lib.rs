//! Design-system components. They know no feature and no language: plain data and labels come in as
//! props, the few words that all of them share from a context ([`Words`]).
//!
//! Every component renders the same HTML on the server and in the browser, and stays readable without script.
//! The styles live in `style/ui/`, one file per module here.

mod avatar;
mod button;
mod choice;
mod dialog;
mod feedback;
mod field;
mod icon;
mod menu;
mod navigation;
mod password;
mod select;
mod status;
mod text;
mod toast;
mod words;

pub use avatar::{Avatar, AvatarSize};
pub use button::{Button, ButtonKind, ButtonLink, ButtonSize, IconButton};
pub use choice::{Checkbox, RadioGroup, RadioLayout, Switch};
pub use dialog::{ConfirmDialog, Dialog, DialogSize};
pub use feedback::{EmptyState, ErrorState, Notice, Perch, Skeleton, SkeletonKind, Spinner};
pub use field::{InputKind, TextArea, TextField};
pub use icon::{Icon, IconName, SPRITE};
pub use menu::{Menu, MenuAlign, MenuItem, MenuSeparator};
pub use navigation::{PageHeader, SkipLink, TabLink, Tabs};
pub use password::{PasswordField, StrengthMeter};
pub use select::{Select, SelectOption};
pub use status::{Badge, Counter, ProgressRing, RingState, Tone};
pub use text::{FieldError, VisuallyHidden, escape_text};
pub use toast::{Toast, ToastKind, ToastRegion, Toasts, provide_toasts, use_toasts};
pub use words::{Words, provide_words};
