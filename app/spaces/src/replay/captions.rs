//! Reading WebVTT, as far as captions of a space go: times, speakers, text.

/// Times are milliseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cue {
    pub start: u32,
    pub end: u32,
    pub speaker: Option<String>,
    pub text: String,
}

/// The cues in the order of the file; blocks that are none are passed over.
pub(super) fn cues(file: &str) -> Vec<Cue> {
    let file = file.replace("\r\n", "\n");
    file.split("\n\n").filter_map(cue).collect()
}

fn cue(block: &str) -> Option<Cue> {
    let mut lines = block.lines().skip_while(|line| !line.contains("-->"));
    let (from, to) = lines.next()?.split_once("-->")?;
    let text: Vec<&str> = lines.collect();
    let text = text.join(" ");
    let (speaker, text) = match text.strip_prefix("<v ").and_then(|rest| rest.split_once('>')) {
        Some((speaker, said)) => (Some(unescape(speaker.trim())), said.to_owned()),
        None => (None, text),
    };
    Some(Cue {
        start: time(from.trim())?,
        // Settings of the cue may follow.
        end: time(to.split_whitespace().next()?)?,
        speaker,
        text: unescape(text.replace("</v>", "").trim()),
    })
    .filter(|cue| !cue.text.is_empty())
}

/// `01:02:03.456` or `02:03.456`.
fn time(text: &str) -> Option<u32> {
    let (clock, thousandths) = text.split_once('.')?;
    let mut seconds = 0_u32;
    for part in clock.split(':') {
        seconds = seconds.checked_mul(60)?.checked_add(part.parse().ok()?)?;
    }
    seconds.checked_mul(1000)?.checked_add(thousandths.parse().ok()?)
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&nbsp;", "\u{a0}")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cues_are_read() {
        let file = "WEBVTT\n\nNOTE nothing\n\n1\n00:00:01.500 --> 00:00:04.000 align:start\n<v Ada &amp; Co>The reeds\nare full\n\n\
                    01:02.003 --> 01:04.000\n1 &lt; 2</v>\n\nbroken --> line\nno\n";
        let said = |start, end, speaker: Option<&str>, text: &str| Cue {
            start,
            end,
            speaker: speaker.map(str::to_owned),
            text: text.to_owned(),
        };
        assert_eq!(
            cues(file),
            [
                said(1500, 4000, Some("Ada & Co"), "The reeds are full"),
                said(62_003, 64_000, None, "1 < 2"),
            ]
        );
    }
}
