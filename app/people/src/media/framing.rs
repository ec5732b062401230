//! Which part of a picture shows in a frame of fixed shape: pure geometry, in pixels of the picture.

/// Largest magnification beyond filling the frame.
pub const MAX_ZOOM: f64 = 4.0;

/// A picture behind a frame. The visible part always lies inside the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Framing {
    width: f64,
    height: f64,
    /// Width over height of the frame.
    ratio: f64,
    /// 1 fills the frame.
    zoom: f64,
    /// Middle of the visible part.
    x: f64,
    y: f64,
}

/// A rectangle in pixels of the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
}

impl Framing {
    /// The middle of a picture of this size, as large as it goes.
    pub fn new(width: f64, height: f64, ratio: f64) -> Self {
        Self {
            width,
            height,
            ratio,
            zoom: 1.0,
            x: width / 2.0,
            y: height / 2.0,
        }
    }

    pub fn zoom(&self) -> f64 {
        self.zoom
    }

    pub fn visible(&self) -> Part {
        let width = self.width.min(self.height * self.ratio) / self.zoom;
        let height = width / self.ratio;
        Part {
            left: self.x - width / 2.0,
            top: self.y - height / 2.0,
            width,
            height,
        }
    }

    /// The visible part in fractions of the picture, as the server cuts.
    pub fn fractions(&self) -> Part {
        let part = self.visible();
        Part {
            left: part.left / self.width,
            top: part.top / self.height,
            width: part.width / self.width,
            height: part.height / self.height,
        }
    }

    /// Moves the visible part by fractions of itself.
    pub fn moved(self, right: f64, down: f64) -> Self {
        let part = self.visible();
        Self {
            x: self.x + right * part.width,
            y: self.y + down * part.height,
            ..self
        }
        .inside()
    }

    pub fn zoomed(self, zoom: f64) -> Self {
        Self {
            zoom: zoom.clamp(1.0, MAX_ZOOM),
            ..self
        }
        .inside()
    }

    fn inside(self) -> Self {
        let part = self.visible();
        let middle = |at: f64, visible: f64, whole: f64| at.max(visible / 2.0).min(whole - visible / 2.0);
        Self {
            x: middle(self.x, part.width, self.width),
            y: middle(self.y, part.height, self.height),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn begins_in_the_middle_and_fills_the_frame() {
        let square = Framing::new(400.0, 200.0, 1.0).visible();
        assert_eq!(
            square,
            Part {
                left: 100.0,
                top: 0.0,
                width: 200.0,
                height: 200.0
            }
        );
        let wide = Framing::new(400.0, 400.0, 3.0).visible();
        assert!((wide.width - 400.0).abs() < 1e-9 && (wide.height - 400.0 / 3.0).abs() < 1e-9);
    }

    #[test]
    fn never_leaves_the_picture() {
        for (right, down) in [(9.0, 9.0), (-9.0, -9.0), (0.3, -0.2)] {
            for zoom in [0.1, 1.0, 2.5, 99.0] {
                let part = Framing::new(640.0, 480.0, 3.0)
                    .zoomed(zoom)
                    .moved(right, down)
                    .zoomed(1.5)
                    .fractions();
                assert!(part.left >= -1e-9 && part.top >= -1e-9, "{part:?}");
                assert!(
                    part.left + part.width <= 1.0 + 1e-9 && part.top + part.height <= 1.0 + 1e-9,
                    "{part:?}"
                );
            }
        }
    }

    #[test]
    fn moving_shows_another_part() {
        let moved = Framing::new(400.0, 200.0, 1.0).moved(0.5, 0.0).visible();
        assert_eq!(moved.left, 200.0);
        let near = Framing::new(400.0, 200.0, 1.0).zoomed(2.0).visible();
        assert_eq!(
            near,
            Part {
                left: 150.0,
                top: 50.0,
                width: 100.0,
                height: 100.0
            }
        );
    }
}
