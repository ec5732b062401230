//! The pictures of the demo, as recipes for the painter.

use super::{
    paint::{Canvas, bird, colour},
    people::Person,
};
use image::RgbImage;
use rand::{Rng, SeedableRng, rngs::StdRng};

/// A landscape: a sky, perhaps a sun, layers of hills, perhaps water, and what stands in front.
pub struct Scene {
    pub name: &'static str,
    sky: [u32; 2],
    /// Place and radius in parts of the height (x in parts of the width), and colour.
    sun: Option<([f32; 3], u32)>,
    /// From far to near.
    hills: &'static [u32],
    /// Where the land begins, from the top.
    horizon: f32,
    water: Option<u32>,
    front: Front,
}

#[derive(Clone, Copy, PartialEq)]
enum Front {
    Nothing,
    Stars,
    Bird([u32; 2]),
    Flock,
    Trees(u32),
    Reeds(u32),
    Roofs,
    Flowers,
    Boats,
    Lighthouse,
}

pub const SCENES: &[Scene] = &[
    Scene {
        name: "dawn",
        sky: [0x35477d, 0xf7b267],
        sun: Some(([0.28, 0.52, 0.09], 0xfff1c9)),
        hills: &[0x8d6a8f, 0x5d4a75, 0x332c4f],
        horizon: 0.55,
        water: None,
        front: Front::Nothing,
    },
    Scene {
        name: "marsh",
        sky: [0xd9e6dc, 0xf3ead2],
        sun: None,
        hills: &[0xa9bfa5],
        horizon: 0.45,
        water: Some(0xb9d0b8),
        front: Front::Reeds(0x6d7b3c),
    },
    Scene {
        name: "lake",
        sky: [0x7fb2d9, 0xe5f1f4],
        sun: None,
        hills: &[0x7c9fc0, 0x53799f],
        horizon: 0.36,
        water: Some(0x6b98bd),
        front: Front::Nothing,
    },
    Scene {
        name: "stream",
        sky: [0xcfe8cf, 0x9fcf9a],
        sun: None,
        hills: &[0x6fa56b],
        horizon: 0.5,
        water: Some(0x5b9a86),
        front: Front::Bird([0x1476b8, 0xe8813a]),
    },
    Scene {
        name: "lighthouse",
        sky: [0x2b3a67, 0xf19a6b],
        sun: None,
        hills: &[0x4a4a6a, 0x2f3148],
        horizon: 0.66,
        water: Some(0x3f5b86),
        front: Front::Lighthouse,
    },
    Scene {
        name: "garden",
        sky: [0xbfe3f5, 0xf4fbef],
        sun: Some(([0.8, 0.2, 0.08], 0xfff3b0)),
        hills: &[0xa8d08d, 0x7fb069],
        horizon: 0.5,
        water: None,
        front: Front::Flowers,
    },
    Scene {
        name: "night_canal",
        sky: [0x070b1d, 0x1f2d55],
        sun: Some(([0.6, 0.24, 0.07], 0xf4f1de)),
        hills: &[0x10162c],
        horizon: 0.52,
        water: Some(0x16214a),
        front: Front::Stars,
    },
    Scene {
        name: "dunes",
        sky: [0xf6a6a1, 0xfbe3c0],
        sun: Some(([0.72, 0.3, 0.1], 0xfff4dc)),
        hills: &[0xe6b566, 0xd39a4a, 0xb97f36],
        horizon: 0.48,
        water: None,
        front: Front::Nothing,
    },
    Scene {
        name: "southern_town",
        sky: [0x3b3561, 0xe88d67],
        sun: None,
        hills: &[0x8a5a5a],
        horizon: 0.5,
        water: None,
        front: Front::Roofs,
    },
    Scene {
        name: "heron_mist",
        sky: [0xdfe6ea, 0xf1e9e0],
        sun: Some(([0.3, 0.3, 0.07], 0xfffaf0)),
        hills: &[0xc5d0d4],
        horizon: 0.5,
        water: Some(0xcbd6d9),
        front: Front::Bird([0x78848e, 0xf1f3f4]),
    },
    Scene {
        name: "town",
        sky: [0x4b5f86, 0xe9c9a5],
        sun: None,
        hills: &[0x7f8ea3, 0x5d6b80],
        horizon: 0.5,
        water: None,
        front: Front::Roofs,
    },
    Scene {
        name: "snow",
        sky: [0xc9d8e8, 0xf7f4ef],
        sun: None,
        hills: &[0xe3ebf2, 0xf2f6f9, 0xffffff],
        horizon: 0.45,
        water: None,
        front: Front::Trees(0x2f4a43),
    },
    Scene {
        name: "boats",
        sky: [0xf8c8a0, 0xfdf0da],
        sun: Some(([0.5, 0.46, 0.08], 0xfff7e0)),
        hills: &[],
        horizon: 0.56,
        water: Some(0x7fa9b8),
        front: Front::Boats,
    },
    Scene {
        name: "flock",
        sky: [0x7d3c53, 0xf2a65a],
        sun: Some(([0.55, 0.5, 0.24], 0xe8553d)),
        hills: &[0x4b2c3d],
        horizon: 0.86,
        water: None,
        front: Front::Flock,
    },
];

impl Scene {
    pub fn paint(&self, width: u32, height: u32) -> RgbImage {
        let mut canvas = Canvas::new(width, height);
        let (w, h) = (width as f32, height as f32);
        let seed = self
            .name
            .bytes()
            .fold(7, |seed: u64, byte| seed.wrapping_mul(31).wrapping_add(byte.into()));
        let mut random = StdRng::seed_from_u64(seed);
        canvas.gradient(0.0, h, colour(self.sky[0]), colour(self.sky[1]));
        if self.front == Front::Stars {
            for _ in 0..220 {
                let (x, y) = (random.random_range(0.0..w), random.random_range(0.0..h * self.horizon));
                canvas.circle(x, y, random.random_range(0.4..1.0) * h / 500.0, colour(0xfdf6e3), 0.9);
            }
        }
        if let Some(([x, y, radius], shade)) = self.sun {
            canvas.circle(x * w, y * h, radius * h * 2.2, colour(shade), 0.10);
            canvas.circle(x * w, y * h, radius * h * 1.5, colour(shade), 0.16);
            canvas.circle(x * w, y * h, radius * h, colour(shade), 1.0);
        }
        let layers = self.hills.len() as f32;
        for (index, shade) in self.hills.iter().enumerate() {
            let depth = if self.water.is_some() { 0.08 } else { 0.36 };
            let base = h * (self.horizon + depth * index as f32 / layers.max(1.0));
            canvas.hills(base, h * 0.07, random.random_range(0.0..9.0), colour(*shade));
        }
        if let Some(shade) = self.water {
            let top = h * (self.horizon + 0.08);
            canvas.water(top, colour(shade));
            if let Some(([x, ..], light)) = self.sun {
                for step in 0..26 {
                    let y = top + (h - top) * (step as f32 + 0.5) / 26.0;
                    let reach = w * (0.02 + 0.03 * random.random::<f32>());
                    canvas.ellipse(x * w, y, reach, h * 0.004, 0.0, colour(light), 0.5);
                }
            }
        }
        self.paint_front(&mut canvas, &mut random);
        canvas.into_image()
    }

    fn paint_front(&self, canvas: &mut Canvas, random: &mut StdRng) {
        let (w, h) = canvas.size();
        match self.front {
            Front::Nothing | Front::Stars => {}
            Front::Bird([body, breast]) => {
                canvas.line([0.0, h * 0.86], [w * 0.7, h * 0.78], h * 0.012, colour(0x4a3a2c));
                bird(canvas, [w * 0.45, h * 0.64], h * 0.17, colour(body), colour(breast));
            }
            Front::Flock => {
                for _ in 0..60 {
                    let (x, y) = (random.random_range(0.05..0.95) * w, random.random_range(0.08..0.8) * h);
                    let size = random.random_range(0.008..0.024) * h;
                    let dark = colour(0x2a1720);
                    canvas.line([x - size * 2.0, y - size], [x, y], size * 0.28, dark);
                    canvas.line([x, y], [x + size * 2.0, y - size], size * 0.28, dark);
                }
            }
            Front::Trees(shade) => {
                for _ in 0..28 {
                    let (x, foot) = (random.random_range(0.0..w), random.random_range(0.72..1.02) * h);
                    let tall = random.random_range(0.14..0.26) * h;
                    for step in 0..3 {
                        let (top, reach) = (
                            foot - tall * (1.0 - step as f32 * 0.26),
                            tall * (0.16 + 0.08 * step as f32),
                        );
                        canvas.triangle(
                            [x, top],
                            [x - reach, top + tall * 0.42],
                            [x + reach, top + tall * 0.42],
                            colour(shade),
                        );
                    }
                }
            }
            Front::Reeds(shade) => {
                for _ in 0..120 {
                    let (x, tall) = (random.random_range(0.0..w), random.random_range(0.2..0.55) * h);
                    let top = [x + random.random_range(-0.03..0.03) * w, h - tall];
                    canvas.line([x, h], top, h * 0.005, colour(shade));
                    canvas.ellipse(top[0], top[1], h * 0.008, h * 0.03, 0.0, colour(0x5b4526), 1.0);
                }
            }
            Front::Roofs => roofs(canvas, random),
            Front::Flowers => {
                for _ in 0..320 {
                    let y = random.random_range(0.68..1.0) * h;
                    let size = h * 0.006 + (y / h - 0.66) * h * 0.05;
                    let shade = [0xf4d35e, 0xee6c4d, 0xf28ab2, 0xffffff, 0x9b72cf][random.random_range(0..5)];
                    canvas.circle(random.random_range(0.0..w), y, size, colour(shade), 0.95);
                }
            }
            Front::Boats => {
                for (x, y, size) in [(0.24, 0.74, 0.13), (0.52, 0.68, 0.09), (0.76, 0.82, 0.17)] {
                    let (x, y, size) = (x * w, y * h, size * h);
                    canvas.triangle([x, y - size * 1.5], [x, y], [x + size * 0.8, y], colour(0xfffaf0));
                    canvas.triangle(
                        [x - size * 0.06, y - size * 1.3],
                        [x - size * 0.06, y],
                        [x - size * 0.6, y],
                        colour(0xf1e3c8),
                    );
                    canvas.ellipse(x, y + size * 0.1, size * 0.85, size * 0.16, 0.0, colour(0x5a3d2b), 1.0);
                }
            }
            Front::Lighthouse => {
                canvas.hills(h * 0.78, h * 0.05, 4.0, colour(0x1d2033));
                let (x, foot, top) = (w * 0.66, h * 0.8, h * 0.26);
                canvas.triangle(
                    [x, top],
                    [x - w * 0.6, top - h * 0.12],
                    [x - w * 0.6, top + h * 0.1],
                    colour(0xf6c58c),
                );
                for stripe in 0..6 {
                    let (y, next) = (
                        top + (foot - top) * stripe as f32 / 6.0,
                        top + (foot - top) * (stripe + 1) as f32 / 6.0,
                    );
                    let shade = if stripe % 2 == 0 { 0xd64545 } else { 0xf7f3ea };
                    canvas.rectangle([x - h * 0.04, y], [x + h * 0.04, next], colour(shade));
                }
                canvas.rectangle([x - h * 0.03, top - h * 0.06], [x + h * 0.03, top], colour(0xffe9a8));
                canvas.triangle(
                    [x, top - h * 0.12],
                    [x - h * 0.05, top - h * 0.06],
                    [x + h * 0.05, top - h * 0.06],
                    colour(0x33364d),
                );
            }
        }
    }
}

/// A face for an account: a bird, or the roofs of a town.
pub fn avatar(person: &Person) -> RgbImage {
    let mut canvas = Canvas::new(400, 400);
    let [back, body, breast] = person.colours.map(colour);
    canvas.gradient(0.0, 400.0, back, back.map(|part| part * 0.82));
    if person.town {
        let mut random = StdRng::seed_from_u64(person.handle.len() as u64);
        canvas.circle(290.0, 110.0, 46.0, breast, 1.0);
        canvas.hills(250.0, 24.0, 2.0, body.map(|part| part * 0.8));
        roofs(&mut canvas, &mut random);
    } else {
        bird(&mut canvas, [190.0, 225.0], 105.0, body, breast);
    }
    canvas.into_image()
}

/// A banner in the colours of the account.
pub fn banner(person: &Person) -> RgbImage {
    let mut canvas = Canvas::new(1500, 500);
    let [back, body, breast] = person.colours.map(colour);
    // A dark breast would make a dark sun: towards white, then.
    let dark = breast.iter().sum::<f32>() < 1.2;
    let light = if dark {
        breast.map(|part| part * 0.15 + 0.82)
    } else {
        breast
    };
    let haze = if dark {
        [0, 1, 2].map(|index| (back[index] + light[index]) / 2.0)
    } else {
        breast
    };
    canvas.gradient(0.0, 500.0, back, haze);
    canvas.circle(1150.0, 170.0, 80.0, light, 0.8);
    for step in 0..3 {
        let part = 0.45 + 0.25 * step as f32;
        let shade = [0, 1, 2].map(|index| back[index] * (1.0 - part) + body[index] * part);
        canvas.hills(
            270.0 + 75.0 * step as f32,
            36.0,
            person.handle.len() as f32 + 2.0 * step as f32,
            shade,
        );
    }
    canvas.into_image()
}

fn roofs(canvas: &mut Canvas, random: &mut StdRng) {
    let (w, h) = canvas.size();
    let mut x = -0.04 * w;
    while x < w {
        let (wide, tall) = (random.random_range(0.09..0.17) * w, random.random_range(0.22..0.42) * h);
        let top = h - tall;
        let wall = [0xefe0c8, 0xd9b99b, 0xc98f6b, 0xe9e4da][random.random_range(0..4)];
        canvas.rectangle([x, top], [x + wide, h], colour(wall).map(|part| part * 0.72));
        let roof = [0x7a3b2e, 0x54413b, 0x8c4a3a][random.random_range(0..3)];
        canvas.triangle(
            [x - wide * 0.08, top],
            [x + wide * 1.08, top],
            [x + wide * 0.5, top - wide * 0.6],
            colour(roof),
        );
        for row in 0..3 {
            for column in 0..2 {
                let lit = if random.random_bool(0.55) { 0xffd97a } else { 0x3a4356 };
                let (left, up) = (
                    x + wide * (0.18 + 0.4 * column as f32),
                    top + h * (0.04 + 0.1 * row as f32),
                );
                canvas.rectangle([left, up], [left + wide * 0.22, up + h * 0.05], colour(lit));
            }
        }
        x += wide * 0.98;
    }
}
