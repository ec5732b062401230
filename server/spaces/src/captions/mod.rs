//! Captions made on the server: what those say who agreed to it goes in short pieces to a recogniser. Without one there
//! are only the captions that speakers' browsers make.

mod endpoint;
mod pieces;

pub use endpoint::{BadAddress, Endpoint};
pub use pieces::{Piece, Splitter};

use crate::SpaceId;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use tokio::sync::{Semaphore, mpsc};
use types::{Caption, MAX_CAPTION};

/// Pieces that may wait; more are dropped, because a caption that comes much later is none.
pub const WAITING: usize = 16;
/// Pieces that are recognised at a time.
pub const AT_ONCE: usize = 4;

/// Why a piece was not understood.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Failed(pub String);

pub type Recognised<'a> = Pin<Box<dyn Future<Output = Result<String, Failed>> + Send + 'a>>;

/// Turns speech into text. It answers in its own time limit.
pub trait Recogniser: Send + Sync {
    /// The words in an Ogg/Opus file of a few seconds; empty where there are none.
    fn recognise(&self, ogg: Vec<u8>) -> Recognised<'_>;
}

/// Where a recorder sends pieces, and what [`run`] takes them from.
pub fn queue() -> (mpsc::Sender<Piece>, mpsc::Receiver<Piece>) {
    mpsc::channel(WAITING)
}

/// Has pieces recognised until no more can come, and hands on what was said. A failure is logged and costs its piece.
pub async fn run(
    recogniser: Arc<dyn Recogniser>,
    mut pieces: mpsc::Receiver<Piece>,
    captions: mpsc::Sender<(SpaceId, Caption)>,
) {
    let places = Arc::new(Semaphore::new(AT_ONCE));
    while let Some(piece) = pieces.recv().await {
        let Ok(place) = places.clone().acquire_owned().await else {
            return;
        };
        let (recogniser, captions) = (recogniser.clone(), captions.clone());
        tokio::spawn(async move {
            let _place = place;
            match recogniser.recognise(piece.ogg).await {
                Ok(text) => {
                    let text = plain(&text);
                    if text.is_empty() {
                        return;
                    }
                    let caption = Caption {
                        speaker: piece.speaker,
                        // Grows, also over a restart.
                        number: piece.start,
                        revision: 0,
                        start: piece.start,
                        end: piece.end,
                        text,
                    };
                    // Nobody asks any more when the server ends.
                    let _ = captions.send((piece.space, caption)).await;
                }
                Err(error) => tracing::warn!(%error, "the recogniser did not answer with words"),
            }
        });
    }
}

/// One line without control characters, not longer than a caption may be.
fn plain(text: &str) -> String {
    let words = text.split(|letter: char| letter.is_whitespace() || letter.is_control());
    let line = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    line.chars().take(MAX_CAPTION).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_becomes_one_short_line() {
        assert_eq!(plain(" Hello,\n\tworld\u{7}! "), "Hello, world !");
        assert_eq!(plain(" \n"), "");
        assert_eq!(plain(&"é".repeat(600)).chars().count(), MAX_CAPTION);
    }
}
