//! How easily a password is guessed. The same judgement is shown while typing and made by the server at sign-up, which
//! refuses [`Strength::TooShort`] and [`Strength::Weak`].

/// Shortest password, in characters.
pub const MIN_CHARACTERS: usize = 8;
/// Longest password, in bytes; keeps hashing cheap.
pub const MAX_BYTES: usize = 256;

/// From bad to good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Strength {
    /// Below [`MIN_CHARACTERS`].
    TooShort,
    /// Among the first that anybody tries, or longer than [`MAX_BYTES`].
    Weak,
    Fair,
    Good,
    Strong,
}

impl Strength {
    /// Whether an account may have such a password.
    pub fn is_acceptable(self) -> bool {
        self > Strength::Weak
    }
}

/// Words that the commonest passwords consist of (from published counts of leaked passwords), without those that the
/// patterns below find: rows of keys, runs of letters or digits, repetitions.
const COMMON: &str = "\
    access admin alexander amanda america andrea andrew angel angela anthony apple arsenal ashley asshole austin \
    azerty babygirl badboy bailey banana bandit barcelona baseball basketball batman biteme blink182 bonjour booboo \
    boomer brandon buster butterfly camaro changeme charles charlie cheese chelsea chester chicken chocolate \
    chouchou computer cookie corvette coucou cowboy crystal dallas daniel darkness david default diamond donald \
    doudou dragon eagles elephant eminem enter family ferrari flower football forever freedom friends fuckyou \
    gateway george ginger golden google guitar hammer hannah harley heather hello hockey hunter iceman iloveyou \
    internet jackson jasmine jennifer jessica jesus jetaime johnny jordan joseph joshua junior justin killer knight \
    lakers letmein liverpool logitech london loulou lovely loveme loveyou maggie magic marina marine marseille \
    martin master matrix matthew maverick melissa mercedes merlin michael michelle mickey midnight minecraft money \
    monkey monster motdepasse mother mustang nathan nicolas nicole ninja nirvana nothing oliver orange passe \
    passw0rd password patrick peanut pepper phoenix pokemon porsche prince princess purple qazwsx rabbit rainbow \
    ranger robert rockyou samantha samsung school scooter secret shadow shelby silver slipknot snoopy soccer soleil \
    spider starwars steelers summer sunshine superman taylor tennis test teste thomas thunder tigger tinkerbell \
    trustno1 vanessa victoria welcome whatever william winner winter yamaha yankees zaq12wsx";

/// Keys that lie side by side, on English and French keyboards.
const ROWS: [&str; 7] = [
    "1234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "azertyuiop",
    "qsdfghjklm",
    "wxcvbn",
];

/// What parts of a password that need no guessing by character are worth, in tenths of bits.
const CONTEXT: u32 = 40;
const COPIED: u32 = 50;
const YEAR: u32 = 60;
const RUN: u32 = 70;
const WORD: u32 = 80;
/// Shortest part that counts as copied or as a run, in characters.
const MIN_PART: usize = 3;

/// Judges a password. `context` is what a guesser knows of the person: handle, e-mail address, display name.
pub fn strength(password: &str, context: &[&str]) -> Strength {
    if password.chars().count() < MIN_CHARACTERS {
        return Strength::TooShort;
    }
    if password.len() > MAX_BYTES {
        return Strength::Weak;
    }
    match guessing_effort(password, context) {
        0..300 => Strength::Weak,
        300..450 => Strength::Fair,
        450..650 => Strength::Good,
        _ => Strength::Strong,
    }
}

/// Estimate in tenths of bits: each character by the kinds of characters in use, known parts at a flat rate.
fn guessing_effort(password: &str, context: &[&str]) -> u32 {
    let per_character = bits_per_character(password);
    let characters: Vec<char> = password.chars().flat_map(char::to_lowercase).collect();
    let plain: Vec<char> = characters.iter().map(|&character| undisguise(character)).collect();
    let known = known_parts(context);
    let words: Vec<Vec<char>> = COMMON.split_whitespace().map(|word| word.chars().collect()).collect();

    let mut effort = 0;
    let mut position = 0;
    while let Some(rest) = characters.get(position..).filter(|rest| !rest.is_empty()) {
        let plain_rest = plain.get(position..).unwrap_or_default();
        let starts = |part: &Vec<char>| rest.starts_with(part) || plain_rest.starts_with(part);
        let longest = |parts: &[Vec<char>]| parts.iter().filter(|part| starts(part)).map(Vec::len).max();
        let copied = copied_length(&characters, position);
        let run = run_length(rest);
        let (cost, length) = if let Some(length) = longest(&known) {
            (CONTEXT, length)
        } else if let Some(length) = longest(&words) {
            (WORD, length)
        } else if copied >= MIN_PART {
            (COPIED, copied)
        } else if run >= MIN_PART {
            (RUN, run)
        } else if is_year(rest) {
            (YEAR, 4)
        } else {
            (per_character, 1)
        };
        // A known part is never worth more than its characters.
        effort += cost.min(per_character * u32::try_from(length).unwrap_or(u32::MAX));
        position += length;
    }
    effort
}

/// Tenths of bits for one character of a password that mixes these kinds of characters.
fn bits_per_character(password: &str) -> u32 {
    let has = |belongs: fn(char) -> bool| password.contains(belongs);
    let kinds: [(bool, u32); 5] = [
        (has(|character| character.is_ascii_lowercase()), 26),
        (has(|character| character.is_ascii_uppercase()), 26),
        (has(|character| character.is_ascii_digit()), 10),
        (
            has(|character| character.is_ascii() && !character.is_ascii_alphanumeric()),
            33,
        ),
        (has(|character| !character.is_ascii()), 100),
    ];
    match kinds
        .into_iter()
        .filter(|&(present, _)| present)
        .map(|(_, size)| size)
        .sum()
    {
        0..=10_u32 => 33,
        11..=26 => 47,
        27..=36 => 52,
        37..=52 => 57,
        53..=69 => 60,
        70..=95 => 66,
        _ => 75,
    }
}

/// Handles, addresses and names as a whole and in parts, from three characters on.
fn known_parts(context: &[&str]) -> Vec<Vec<char>> {
    let whole = context.iter().map(|text| text.to_lowercase());
    let parts = context.iter().flat_map(|text| {
        text.split(|character: char| !character.is_alphanumeric())
            .map(str::to_lowercase)
            .collect::<Vec<_>>()
    });
    whole
        .chain(parts)
        .map(|part| part.chars().collect::<Vec<char>>())
        .filter(|part| part.len() >= 3)
        .collect()
}

/// The letter that a digit or sign usually stands for.
fn undisguise(character: char) -> char {
    match character {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    }
}

/// How many characters from `position` on stood in the same order before it.
fn copied_length(characters: &[char], position: usize) -> usize {
    let (before, rest) = characters.split_at(position);
    (0..before.len())
        .map(|start| {
            before
                .iter()
                .skip(start)
                .zip(rest)
                .take_while(|(one, other)| one == other)
                .count()
        })
        .max()
        .unwrap_or(0)
}

fn is_year(rest: &[char]) -> bool {
    matches!(rest, ['1', '9', a, b, ..] | ['2', '0', a, b, ..] if a.is_ascii_digit() && b.is_ascii_digit())
}

/// How many characters from the first on are repeated, in order, or along a row of keys.
fn run_length(rest: &[char]) -> usize {
    let step = |one: char, other: char| i64::from(u32::from(other)) - i64::from(u32::from(one));
    let in_order = match rest {
        [first, second, ..] if step(*first, *second).abs() <= 1 => {
            1 + rest
                .windows(2)
                .take_while(|pair| matches!(pair, [a, b] if step(*a, *b) == step(*first, *second)))
                .count()
        }
        _ => 1,
    };
    let on_row = ROWS.iter().map(|row| {
        let place = |character: char| row.chars().position(|key| key == character);
        let beside = |pair: &&[char]| {
            matches!(pair, [a, b] if place(*a).zip(place(*b)).is_some_and(|(a, b)| a.abs_diff(b) == 1))
        };
        1 + rest.windows(2).take_while(beside).count()
    });
    on_row.max().unwrap_or(1).max(in_order)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_is_looked_at_first() {
        assert_eq!(strength("", &[]), Strength::TooShort);
        assert_eq!(strength("Xk3!v9Q", &[]), Strength::TooShort);
        assert_eq!(strength("éééé", &[]), Strength::TooShort);
        assert_eq!(strength(&"kW7?".repeat(65), &[]), Strength::Weak);
    }

    #[test]
    fn the_commonest_passwords_are_weak() {
        for password in [
            "password",
            "Password1",
            "P@ssw0rd!",
            "Password123!",
            "12345678",
            "1234567890",
            "qwertyuiop",
            "azertyuiop",
            "aaaaaaaa",
            "abcdefgh",
            "iloveyou",
            "sunshine1",
            "football2024",
            "letmein123",
            "trustno1!",
            "abcabcabc",
            "11111111",
            "987654321",
            "motdepasse1",
            "welcome2023",
            "qwerty123456",
            "asdfghjkl;",
            "testtest",
        ] {
            assert_eq!(strength(password, &[]), Strength::Weak, "{password}");
        }
    }

    #[test]
    fn what_is_known_of_the_person_counts_little() {
        let context = ["sam_writes", "samira.blum@example.org", "Samira Blum"];
        for password in [
            "samira.blum",
            "samirablum1",
            "SamiraBlum2024",
            "sam_writes!",
            "blum-samira",
        ] {
            assert_eq!(strength(password, &context), Strength::Weak, "{password}");
        }
        assert!(strength("samira plays the trombone", &context).is_acceptable());
    }

    #[test]
    fn better_passwords_rise() {
        for (password, expected) in [
            ("jkwpvemz", Strength::Fair),
            ("gravel-otter", Strength::Strong),
            ("tR5#vq!z", Strength::Good),
            ("vrqmzkpahc", Strength::Good),
            ("correct horse battery staple", Strength::Strong),
            ("mot de passe très long", Strength::Strong),
        ] {
            assert_eq!(strength(password, &[]), expected, "{password}");
        }
    }

    #[test]
    fn any_text_is_judged() {
        for password in [
            "\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}",
            "İİİİİİİİİ",
            "👨‍👩‍👧‍👦👨‍👩‍👧‍👦",
            "ßßßßẞẞẞẞ",
        ] {
            assert!(strength(password, &["", "İ", "👨"]) >= Strength::Weak);
        }
    }
}
