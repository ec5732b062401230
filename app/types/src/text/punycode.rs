//! Internationalised host names in ASCII (RFC 3490 and 3492): how long they become, and how they look.

const MAX_LABEL: usize = 63;
const PREFIX: &str = "xn--";

/// Length of a host name in its ASCII form; none where a label is empty, longer than 63, or claims to be encoded while
/// it is not.
pub(super) fn host_length(host: &str) -> Option<usize> {
    let mut total = 0;
    let mut labels = 0;
    for label in host.split('.') {
        total += label_length(label)?;
        labels += 1;
    }
    Some(total + labels - 1)
}

fn label_length(label: &str) -> Option<usize> {
    let length = if label.is_ascii() {
        label.len()
    } else {
        encoded(label)?.len()
    };
    (1..=MAX_LABEL).contains(&length).then_some(length)
}

/// A label that is not ASCII, in its ASCII form; none where it cannot have one.
pub(super) fn encoded(label: &str) -> Option<String> {
    if label
        .get(..PREFIX.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(PREFIX))
    {
        return None;
    }
    // Variation selectors and soft hyphens vanish when a name is prepared.
    let vanishes = |character: &char| matches!(character, '\u{ad}' | '\u{fe00}'..='\u{fe0f}');
    let characters: Vec<u32> = label
        .chars()
        .filter(|character| !vanishes(character))
        .flat_map(char::to_lowercase)
        .map(u32::from)
        .collect();
    // An encoded label is never shorter than its characters: no need to encode what cannot fit.
    if characters.len() > MAX_LABEL {
        return None;
    }
    bootstring(&characters).map(|name| format!("{PREFIX}{name}"))
}

/// The Bootstring encoding of a label (RFC 3492, section 6.3).
fn bootstring(input: &[u32]) -> Option<String> {
    const BASE: u32 = 36;
    const T_MIN: u32 = 1;
    const T_MAX: u32 = 26;
    let digit = |value: u32| char::from_digit(value, BASE);
    // `a` to `z` stand for 0 to 25, the digits for 26 to 35.
    let letter = |value: u32| digit(if value < 26 { value + 10 } else { value - 26 });
    let mut output: String = input
        .iter()
        .filter(|&&code| code < 128)
        .filter_map(|&code| char::from_u32(code))
        .collect();
    let basic = output.len() as u32;
    if basic > 0 {
        output.push('-');
    }
    let total = input.len() as u32;
    let (mut next, mut delta, mut bias, mut handled) = (128_u32, 0_u32, 72_u32, basic);
    while handled < total {
        let smallest = input.iter().copied().filter(|&code| code >= next).min()?;
        delta = delta.checked_add((smallest - next).checked_mul(handled + 1)?)?;
        next = smallest;
        for &code in input {
            if code < next {
                delta = delta.checked_add(1)?;
            }
            if code == next {
                let mut quotient = delta;
                let mut key = BASE;
                loop {
                    let threshold = key.saturating_sub(bias).clamp(T_MIN, T_MAX);
                    if quotient < threshold {
                        output.push(letter(quotient)?);
                        break;
                    }
                    output.push(letter(threshold + (quotient - threshold) % (BASE - threshold))?);
                    quotient = (quotient - threshold) / (BASE - threshold);
                    key += BASE;
                }
                bias = adapt(delta, handled + 1, handled == basic);
                delta = 0;
                handled += 1;
            }
        }
        delta = delta.checked_add(1)?;
        next = next.checked_add(1)?;
    }
    Some(output)
}

/// Bias adaptation (RFC 3492, section 6.1).
fn adapt(delta: u32, points: u32, first: bool) -> u32 {
    let mut delta = if first { delta / 700 } else { delta / 2 };
    delta += delta / points;
    let mut key = 0;
    while delta > 455 {
        delta /= 35;
        key += 36;
    }
    key + 36 * delta / (delta + 38)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_those_of_the_encoded_names() {
        for (host, encoded) in [
            ("example.com", "example.com"),
            ("bücher.example", "xn--bcher-kva.example"),
            ("münchen.de", "xn--mnchen-3ya.de"),
            ("みんな.jp", "xn--q9jyb4c.jp"),
            ("☃.net", "xn--n3h.net"),
            ("他们为什么不说中文.cn", "xn--ihqwcrb4cv8a8dqg056pqjye.cn"),
        ] {
            assert_eq!(host_length(host), Some(encoded.len()), "{host}");
            let label = |label: &str| {
                if label.is_ascii() {
                    Some(label.to_owned())
                } else {
                    super::encoded(label)
                }
            };
            let labels: Option<Vec<String>> = host.split('.').map(label).collect();
            assert_eq!(
                labels.map(|labels| labels.join(".")).as_deref(),
                Some(encoded),
                "{host}"
            );
        }
    }

    #[test]
    fn impossible_names_have_no_length() {
        let long = "a".repeat(64);
        for host in ["", "a..b", "xn--はじめよう.com", long.as_str(), &"あ".repeat(80)] {
            assert_eq!(host_length(host), None, "{host}");
        }
    }
}
