//! How a list begins.

use super::{FeedSource, anchor::Anchor};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use types::{Page, TimelineItem};

/// How a feed begins: loaded, or as it was left.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FirstPage {
    pub source: FeedSource,
    pub address: String,
    pub page: Page<Arc<TimelineItem>>,
    pub anchor: Option<Anchor>,
    /// As it was left, not loaded now.
    pub kept: bool,
}
