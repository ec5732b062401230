//! Two circles of the demo, and what is said in them. Only their owners start something; those in them answer.

use super::posts::{Line, post, reply};

/// A circle. No line of it has a photo, a quote or a place on a profile.
pub struct Circle {
    pub owner: &'static str,
    pub name: &'static str,
    pub emoji: &'static str,
    pub members: &'static [&'static str],
    pub lines: &'static [Line],
}

impl Circle {
    /// The circle that a line was written in, with its place in [`CIRCLES`].
    pub fn of(line: &Line) -> Option<(usize, &'static Self)> {
        CIRCLES
            .iter()
            .enumerate()
            .find(|(_, circle)| circle.lines.iter().any(|said| said.key == line.key))
    }

    /// Whether what is said in it is there for this person.
    pub fn admits(&self, handle: &str) -> bool {
        self.owner == handle || self.members.contains(&handle)
    }
}

pub const CIRCLES: &[Circle] = &[
    Circle {
        owner: "tawny_owl",
        name: "Night shift",
        emoji: "🌙",
        members: &["grey_heron", "nightjar", "rossignol", "marsh_warbler"],
        lines: &[
            post(
                "shift_rota",
                "tawny_owl",
                52.0,
                2,
                "Rota for the week: I take the oak, @nightjar takes the path, @rossignol takes the canal and everybody's sleep. Please do not tell the day shift that we have a rota.",
            ),
            reply(
                "shift_rota",
                "shift_heron",
                "grey_heron",
                51.6,
                2,
                "I can take the shallow end. I am there anyway.",
            ),
            reply(
                "shift_rota",
                "shift_rossignol",
                "rossignol",
                51.2,
                2,
                "Je prends le canal. Pour le sommeil des autres, je ne promets rien.",
            ),
            reply(
                "shift_rossignol",
                "shift_owl",
                "tawny_owl",
                50.9,
                1,
                "@rossignol That is what the rota says.",
            ),
            post(
                "shift_lamp",
                "tawny_owl",
                11.0,
                1,
                "The lamp in Mill Lane is out again. I have reported it to nobody. It is perfect now.",
            ),
            reply(
                "shift_lamp",
                "shift_warbler",
                "marsh_warbler",
                10.4,
                2,
                "I was about to complain. Then I looked up.",
            ),
        ],
    },
    Circle {
        owner: "mesange_bleue",
        name: "Le noisetier",
        emoji: "🌰",
        members: &["merle_noir", "rossignol", "huppe_fasciee", "cormoran_quai"],
        lines: &[
            post(
                "noisetier",
                "mesange_bleue",
                34.0,
                2,
                "Entre nous : la nouvelle mangeoire ouvre demain à 7 h, derrière le noisetier. Pas un mot au geai.",
            ),
            reply(
                "noisetier",
                "noisetier_merle",
                "merle_noir",
                33.7,
                2,
                "Et aux merles, on peut en parler ?",
            ),
            reply(
                "noisetier_merle",
                "noisetier_mesange",
                "mesange_bleue",
                33.5,
                2,
                "@merle_noir Toi, tu es déjà au courant. Hélas.",
            ),
            reply(
                "noisetier",
                "noisetier_huppe",
                "huppe_fasciee",
                32.0,
                1,
                "Je suis à deux mille kilomètres. Gardez-moi une graine.",
            ),
            post(
                "mangeoire",
                "mesange_bleue",
                4.0,
                2,
                "Bilan de l’ouverture : quarante graines, trois disputes, zéro geai. On recommence demain, même branche.",
            ),
            reply(
                "mangeoire",
                "mangeoire_cormoran",
                "cormoran_quai",
                3.4,
                1,
                "J’avais apporté un poisson. Personne n’en a voulu.",
            ),
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::PEOPLE;

    #[test]
    fn circles_are_as_people_could_have_made_them() {
        for circle in CIRCLES {
            assert_eq!(
                types::Circle::validate(circle.name, circle.emoji),
                Ok((circle.name.to_owned(), circle.emoji.to_owned()))
            );
            assert!(!circle.members.contains(&circle.owner), "{}", circle.name);
            for handle in circle.members.iter().chain([&circle.owner]) {
                assert!(PEOPLE.iter().any(|person| person.handle == *handle), "{handle}");
            }
            for line in circle.lines {
                let may_write = if line.reply_to.is_empty() {
                    circle.owner == line.by
                } else {
                    circle.admits(line.by)
                };
                assert!(may_write, "{}", line.key);
                // What the protected one writes is for its followers alone, in circles too.
                let protected = PEOPLE.iter().any(|person| person.handle == line.by && person.protected);
                assert!(!protected, "{}", line.key);
                assert!(
                    line.photos.is_empty() && line.quote_of.is_empty() && !line.pinned,
                    "{}",
                    line.key
                );
            }
        }
    }
}
