//! Pictures are turned upright when they are small already: turning a whole one takes its memory twice.

use crate::picture::Window;
use image::metadata::Orientation;

/// Whether width and height change places.
pub fn lies(orientation: Orientation) -> bool {
    matches!(
        orientation,
        Orientation::Rotate90 | Orientation::Rotate270 | Orientation::Rotate90FlipH | Orientation::Rotate270FlipH
    )
}

/// Where a rectangle of the upright picture lies in the pixels as they are kept, which are `width` by `height`.
pub fn stored(orientation: Orientation, window: Window, width: f64, height: f64) -> Window {
    let Window {
        left,
        top,
        width: across,
        height: down,
    } = window;
    let (far_left, far_top) = (width - left - across, height - top - down);
    let (left, top) = match orientation {
        Orientation::NoTransforms => (left, top),
        Orientation::FlipHorizontal => (far_left, top),
        Orientation::FlipVertical => (left, far_top),
        Orientation::Rotate180 => (far_left, far_top),
        Orientation::Rotate90 => (top, height - left - across),
        Orientation::Rotate270 => (width - top - down, left),
        Orientation::Rotate90FlipH => (top, left),
        Orientation::Rotate270FlipH => (width - top - down, height - left - across),
    };
    let (width, height) = if lies(orientation) {
        (down, across)
    } else {
        (across, down)
    };
    Window {
        left,
        top,
        width,
        height,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{DynamicImage, Luma};

    #[test]
    fn a_rectangle_is_found_again_whichever_way_the_picture_lies() {
        let pixels = image::GrayImage::from_fn(5, 3, |x, y| Luma([(10 * y + x) as u8]));
        for exif in 1..=8 {
            let orientation = Orientation::from_exif(exif).unwrap();
            let mut upright = DynamicImage::ImageLuma8(pixels.clone());
            upright.apply_orientation(orientation);
            let window = Window {
                left: 1.0,
                top: 0.0,
                width: 2.0,
                height: 3.0,
            };
            let wanted = upright.crop_imm(1, 0, 2, 3);
            let found = stored(orientation, window, 5.0, 3.0);
            let mut kept = DynamicImage::ImageLuma8(pixels.clone()).crop_imm(
                found.left as u32,
                found.top as u32,
                found.width as u32,
                found.height as u32,
            );
            kept.apply_orientation(orientation);
            assert_eq!(kept.as_bytes(), wanted.as_bytes(), "{orientation:?}");
        }
    }
}
