//! Where one was in a feed: a post and its distance from the top of the window. Offsets in pixels would not do, because
//! posts far away have estimated heights until they are drawn.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use types::PostId;

/// Below the header that stays on top.
const LOOK_AT: f32 = 120.0;
/// Frames in which the place is corrected while posts around it get their true heights.
const FRAMES: u32 = 6;

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Anchor {
    post: PostId,
    /// Pixels from the window's upper edge.
    top: f64,
}

impl Anchor {
    /// The post under the header now; none at the beginning of the page.
    pub fn find(feed: &web_sys::Element) -> Option<Self> {
        if window().scroll_y().is_ok_and(|offset| offset < f64::from(LOOK_AT)) {
            return None;
        }
        let area = feed.get_bounding_client_rect();
        let middle = (area.left() + area.width() / 2.0) as f32;
        // Between two posts there may be a line's width of nothing.
        let element = [LOOK_AT, LOOK_AT + 24.0].into_iter().find_map(|height| {
            document()
                .element_from_point(middle, height)?
                .closest("[data-post]")
                .ok()
                .flatten()
        })?;
        if !feed.contains(Some(&element)) {
            return None;
        }
        let post = element.get_attribute("data-post")?.parse().ok()?;
        Some(Self {
            post,
            top: element.get_bounding_client_rect().top(),
        })
    }

    /// Brings the post back to its place.
    pub fn restore(self) {
        correct(self, FRAMES);
    }
}

fn correct(anchor: Anchor, frames: u32) {
    let post = document().query_selector(&format!(".feed [data-post=\"{}\"]", anchor.post));
    if let Ok(Some(post)) = post {
        let distance = post.get_bounding_client_rect().top() - anchor.top;
        if distance.abs() >= 1.0 {
            window().scroll_by_with_x_and_y(0.0, distance);
        }
    }
    if frames > 0 {
        request_animation_frame(move || correct(anchor, frames - 1));
    }
}
