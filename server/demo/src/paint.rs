//! A small painter: gradients and simple shapes with soft edges.

use image::{Rgb, RgbImage};

/// Red, green and blue, each 0 to 1.
pub type Colour = [f32; 3];

/// 0xRRGGBB.
pub fn colour(code: u32) -> Colour {
    [(code >> 16) & 255, (code >> 8) & 255, code & 255].map(|part| part as f32 / 255.0)
}

pub struct Canvas {
    image: RgbImage,
}

impl Canvas {
    pub fn new(width: u32, height: u32) -> Self {
        Self {
            image: RgbImage::new(width, height),
        }
    }

    /// Width and height.
    pub fn size(&self) -> (f32, f32) {
        (self.image.width() as f32, self.image.height() as f32)
    }

    pub fn into_image(self) -> RgbImage {
        self.image
    }

    /// From one colour to another, from the line `top` down to `bottom`.
    pub fn gradient(&mut self, top: f32, bottom: f32, from: Colour, to: Colour) {
        let (width, height) = self.size();
        self.shape(
            [0.0, top],
            [width, bottom.min(height)],
            1.0,
            |_, _| 1.0,
            |_, y| {
                let part = ((y - top) / (bottom - top)).clamp(0.0, 1.0);
                [0, 1, 2].map(|index| from[index] + (to[index] - from[index]) * part)
            },
        );
    }

    pub fn circle(&mut self, x: f32, y: f32, radius: f32, shade: Colour, opacity: f32) {
        self.ellipse(x, y, radius, radius, 0.0, shade, opacity);
    }

    /// `turn` in radians.
    pub fn ellipse(&mut self, x: f32, y: f32, across: f32, down: f32, turn: f32, shade: Colour, opacity: f32) {
        let reach = across.max(down) + 1.0;
        let (sine, cosine) = turn.sin_cos();
        let cover = |px: f32, py: f32| {
            let (dx, dy) = (px - x, py - y);
            let (u, v) = ((dx * cosine + dy * sine) / across, (dy * cosine - dx * sine) / down);
            (1.0 - u.hypot(v)) * across.min(down) + 0.5
        };
        self.shape(
            [x - reach, y - reach],
            [x + reach, y + reach],
            opacity,
            cover,
            |_, _| shade,
        );
    }

    pub fn rectangle(&mut self, from: [f32; 2], to: [f32; 2], shade: Colour) {
        let cover = |x: f32, y: f32| (x - from[0]).min(to[0] - x).min(y - from[1]).min(to[1] - y) + 0.5;
        self.shape(
            [from[0] - 1.0, from[1] - 1.0],
            [to[0] + 1.0, to[1] + 1.0],
            1.0,
            cover,
            |_, _| shade,
        );
    }

    pub fn line(&mut self, from: [f32; 2], to: [f32; 2], thickness: f32, shade: Colour) {
        let (dx, dy) = (to[0] - from[0], to[1] - from[1]);
        let length = (dx * dx + dy * dy).max(f32::EPSILON);
        let cover = |x: f32, y: f32| {
            let part = (((x - from[0]) * dx + (y - from[1]) * dy) / length).clamp(0.0, 1.0);
            thickness - (x - from[0] - dx * part).hypot(y - from[1] - dy * part) + 0.5
        };
        let low = [
            from[0].min(to[0]) - thickness - 1.0,
            from[1].min(to[1]) - thickness - 1.0,
        ];
        let high = [
            from[0].max(to[0]) + thickness + 1.0,
            from[1].max(to[1]) + thickness + 1.0,
        ];
        self.shape(low, high, 1.0, cover, |_, _| shade);
    }

    pub fn triangle(&mut self, a: [f32; 2], b: [f32; 2], c: [f32; 2], shade: Colour) {
        // The same way around whichever way the corners were named.
        let area = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
        let (b, c) = if area < 0.0 { (c, b) } else { (b, c) };
        let inside = |p: [f32; 2], q: [f32; 2], x: f32, y: f32| {
            let (dx, dy) = (q[0] - p[0], q[1] - p[1]);
            (dx * (y - p[1]) - dy * (x - p[0])) / dx.hypot(dy).max(f32::EPSILON)
        };
        let cover = |x: f32, y: f32| inside(a, b, x, y).min(inside(b, c, x, y)).min(inside(c, a, x, y)) + 0.5;
        let low = [a[0].min(b[0]).min(c[0]) - 1.0, a[1].min(b[1]).min(c[1]) - 1.0];
        let high = [a[0].max(b[0]).max(c[0]) + 1.0, a[1].max(b[1]).max(c[1]) + 1.0];
        self.shape(low, high, 1.0, cover, |_, _| shade);
    }

    /// A ridge around the line `base`, filled down to the bottom, a little lighter below.
    pub fn hills(&mut self, base: f32, swing: f32, phase: f32, shade: Colour) {
        let (width, height) = self.size();
        let ridge = |x: f32| {
            let part = x / width * 6.3;
            base - swing
                * ((part * 1.1 + phase).sin()
                    + 0.5 * (part * 2.7 + phase * 1.7).sin()
                    + 0.2 * (part * 7.0 + phase).sin())
        };
        let lighten = |y: f32| 1.0 + 0.18 * ((y - base) / height).clamp(-1.0, 1.0);
        self.shape(
            [0.0, base - swing * 2.0],
            [width, height],
            1.0,
            |x, y| y - ridge(x) + 0.5,
            |_, y| shade.map(|part| (part * lighten(y)).min(1.0)),
        );
    }

    /// Still water from the line `top` down: what is above, mirrored, in the water's colour.
    pub fn water(&mut self, top: f32, shade: Colour) {
        let above = self.image.clone();
        let (width, height) = self.size();
        self.shape(
            [0.0, top],
            [width, height],
            1.0,
            |_, _| 1.0,
            |x, y| {
                let wave = (y * 0.35).sin() * (y - top) * 0.02;
                let source_y = (2.0 * top - y).clamp(0.0, height - 1.0) as u32;
                let source_x = (x + wave).clamp(0.0, width - 1.0) as u32;
                let Rgb(mirrored) = *above.get_pixel(source_x, source_y);
                let depth = 0.35 + 0.4 * (y - top) / (height - top);
                [0, 1, 2].map(|index| f32::from(mirrored[index]) / 255.0 * (1.0 - depth) + shade[index] * depth)
            },
        );
    }

    /// Paints where `cover` is above 0 (edges lie between 0 and 1), within the box.
    fn shape(
        &mut self,
        low: [f32; 2],
        high: [f32; 2],
        opacity: f32,
        cover: impl Fn(f32, f32) -> f32,
        shade: impl Fn(f32, f32) -> Colour,
    ) {
        let (width, height) = self.size();
        let (left, right) = (low[0].clamp(0.0, width) as u32, high[0].ceil().clamp(0.0, width) as u32);
        let (top, bottom) = (
            low[1].clamp(0.0, height) as u32,
            high[1].ceil().clamp(0.0, height) as u32,
        );
        for y in top..bottom {
            for x in left..right {
                let (px, py) = (x as f32 + 0.5, y as f32 + 0.5);
                let part = cover(px, py).clamp(0.0, 1.0) * opacity;
                if part > 0.0 {
                    let Rgb(pixel) = self.image.get_pixel_mut(x, y);
                    let shade = shade(px, py);
                    for (old, new) in pixel.iter_mut().zip(shade) {
                        *old = (f32::from(*old) * (1.0 - part) + new.clamp(0.0, 1.0) * 255.0 * part).round() as u8;
                    }
                }
            }
        }
    }
}

/// A bird that looks to the right; `size` is half its length.
pub fn bird(canvas: &mut Canvas, [x, y]: [f32; 2], size: f32, body: Colour, breast: Colour) {
    let dark = body.map(|part| part * 0.62);
    canvas.triangle(
        [x - size * 0.5, y],
        [x - size * 1.5, y + size * 0.42],
        [x - size * 1.42, y + size * 0.72],
        dark,
    );
    for leg in [-0.08, 0.2] {
        canvas.line(
            [x + size * leg, y + size * 0.6],
            [x + size * leg, y + size * 1.08],
            size * 0.035,
            colour(0x5b4636),
        );
    }
    canvas.ellipse(x, y + size * 0.12, size * 0.86, size * 0.6, -0.28, body, 1.0);
    canvas.ellipse(
        x + size * 0.32,
        y + size * 0.24,
        size * 0.52,
        size * 0.45,
        -0.3,
        breast,
        1.0,
    );
    canvas.circle(x + size * 0.62, y - size * 0.44, size * 0.4, body, 1.0);
    canvas.triangle(
        [x + size * 0.96, y - size * 0.56],
        [x + size * 0.96, y - size * 0.3],
        [x + size * 1.42, y - size * 0.4],
        colour(0xe9a23b),
    );
    canvas.ellipse(
        x - size * 0.2,
        y + size * 0.12,
        size * 0.62,
        size * 0.32,
        0.22,
        dark,
        1.0,
    );
    canvas.circle(x + size * 0.74, y - size * 0.52, size * 0.085, colour(0xfdfdf8), 1.0);
    canvas.circle(x + size * 0.76, y - size * 0.52, size * 0.055, colour(0x14110f), 1.0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_cover_what_they_should() {
        let mut canvas = Canvas::new(40, 40);
        canvas.rectangle([0.0, 0.0], [40.0, 40.0], colour(0xffffff));
        canvas.circle(20.0, 20.0, 10.0, colour(0xff0000), 1.0);
        canvas.triangle([0.0, 39.0], [10.0, 39.0], [5.0, 30.0], colour(0x0000ff));
        let image = canvas.into_image();
        assert_eq!(image.get_pixel(20, 20).0, [255, 0, 0]);
        assert_eq!(image.get_pixel(35, 5).0, [255, 255, 255]);
        assert_eq!(image.get_pixel(5, 36).0, [0, 0, 255]);
    }
}
