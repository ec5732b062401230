//! One page's WebSocket: JSON messages of `types::live`.

use crate::{
    earlier::Earlier,
    hub::{Hub, Peer},
    missed::{missed, missed_of_feed},
    rights::{Standing, end_of, watchable},
    seat::Seat,
};
use axum::extract::ws::{CloseFrame, Message, WebSocket};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::time::{Instant, interval, sleep_until, timeout};
use types::{
    AccountId, PostId,
    live::{ClientMessage, Feed, MOST_FEEDS, ServerMessage, Topic},
    refusal_moment,
};

/// Close codes of our own: the page does not try again after the first, and loads anew after the second.
const SIGNED_OUT: u16 = 4001;
const TOO_SLOW: u16 = 4002;
const GOING_AWAY: u16 = 1001;
/// A page that says nothing for so long is gone; pages ping every 25 s.
pub const SILENCE: Duration = Duration::from_secs(75);
/// Time in which a page has to take a message.
pub const PATIENCE: Duration = Duration::from_secs(10);
/// How often a session is looked up again, for ends that no event told of, such as its expiry.
const SESSION_CHECK: Duration = Duration::from_secs(60);
/// Messages a page may send in one [`SESSION_CHECK`]: somebody who speaks with captions sends some each second.
pub const MOST_MESSAGES: u32 = 600;
/// Events reach open pages within this time.
pub const TOLD_WITHIN: Duration = Duration::from_secs(20);
/// Cursors that come with pings are multiples of this.
pub const CURSOR_STEP_SECONDS: u64 = 10;

/// Serves a socket until the page leaves, its session ends, it is too slow, or the server stops.
pub async fn serve(mut socket: WebSocket, hub: Hub, peer: Peer) {
    let Some(mut seat) = hub.enter(peer) else {
        let _ = timeout(PATIENCE, close(&mut socket, TOO_SLOW)).await;
        return;
    };
    // What the session is may have changed between the request and the seat.
    if !is_live(&hub, peer).await {
        let _ = timeout(PATIENCE, close(&mut socket, SIGNED_OUT)).await;
        return;
    }
    let code = converse(&mut socket, &hub, peer, &mut seat).await;
    let _ = timeout(Duration::from_secs(2), close(&mut socket, code)).await;
}

async fn converse(socket: &mut WebSocket, hub: &Hub, peer: Peer, seat: &mut Seat) -> u16 {
    let mut check = interval(SESSION_CHECK);
    check.tick().await;
    let mut heard = Instant::now();
    let mut messages = 0;
    let closing = seat.closing.clone();
    loop {
        tokio::select! {
            message = seat.receiver.recv() => {
                let Some(message) = message else { return GOING_AWAY };
                let over = message == ServerMessage::SignedOut;
                if send(socket, &message).await.is_err() {
                    return GOING_AWAY;
                }
                if over {
                    return SIGNED_OUT;
                }
            }
            frame = socket.recv() => {
                heard = Instant::now();
                messages += 1;
                let Some(Ok(frame)) = frame else { return GOING_AWAY };
                if messages > MOST_MESSAGES {
                    return TOO_SLOW;
                }
                let Message::Text(text) = frame else { continue };
                let Ok(message) = serde_json::from_str::<ClientMessage>(&text) else {
                    // What is no message of ours is left unanswered.
                    if let Some(earlier) = Earlier::read(&text)
                        && Box::pin(watch(socket, hub, peer, seat, earlier.topics, earlier.after, earlier.replaced))
                            .await
                            .is_err()
                    {
                        return GOING_AWAY;
                    }
                    continue;
                };
                if matches!(message, ClientMessage::Account { account } if account != peer.account) {
                    return SIGNED_OUT;
                }
                // Boxed: what it needs while it runs is not held by every socket that rests.
                if Box::pin(answer(socket, hub, peer, seat, message)).await.is_err() {
                    return GOING_AWAY;
                }
            }
            () = closing.notified() => {
                // Signed out, or too slow: the queue's last message tells which, if it fitted in.
                return if is_live(hub, peer).await { TOO_SLOW } else { SIGNED_OUT };
            }
            _ = check.tick() => {
                messages = 0;
                if heard.elapsed() > SILENCE {
                    return GOING_AWAY;
                }
                if !is_live(hub, peer).await {
                    return SIGNED_OUT;
                }
            }
            () = hub.ended.cancelled() => return GOING_AWAY,
        }
    }
}

async fn answer(
    socket: &mut WebSocket,
    hub: &Hub,
    peer: Peer,
    seat: &Seat,
    message: ClientMessage,
) -> std::result::Result<(), axum::Error> {
    match message {
        ClientMessage::Hello { cursor } => {
            let missed = match cursor {
                None => Ok(vec![ServerMessage::Cursor {
                    cursor: hub.store.next_id().to_string(),
                }]),
                Some(cursor) => missed(hub, peer, &cursor).await,
            };
            for message in missed.unwrap_or_else(|_| vec![ServerMessage::Resync]) {
                send(socket, &message).await?;
            }
            if peer.account != AccountId(0) {
                for listener in hub.listeners() {
                    for message in listener.greet(peer.account).await {
                        send(socket, &message).await?;
                    }
                }
            }
        }
        ClientMessage::Account { .. } => {}
        ClientMessage::Watch { topics, after } => watch(socket, hub, peer, seat, topics, after, |_| true).await?,
        ClientMessage::Ping => {
            send(socket, &cursor_at(SystemTime::now())).await?;
            send(socket, &ServerMessage::Pong).await?;
        }
        message => {
            for listener in hub.listeners() {
                if let Some(answer) = listener.said(peer.account, message.clone()).await {
                    send(socket, &answer).await?;
                }
            }
        }
    }
    Ok(())
}

/// Watches these topics instead of those before that are `replaced`, and tells how those stand that are new: much may
/// have happened since they were loaded, or while the page was away. A database that is away is no reason to end: the
/// next event tells.
async fn watch(
    socket: &mut WebSocket,
    hub: &Hub,
    peer: Peer,
    seat: &Seat,
    topics: Vec<Topic>,
    after: Option<PostId>,
    replaced: impl Fn(&Topic) -> bool,
) -> std::result::Result<(), axum::Error> {
    let came = Instant::now();
    let topics: Vec<Topic> = topics.into_iter().filter_map(watchable).collect();
    let feeds: Vec<Feed> = topics.iter().filter_map(feed_of).take(MOST_FEEDS).collect();
    let new = seat.watch(topics, replaced);
    // Without an answer the page would never hear of an end: it comes back and asks anew.
    let standing = hub.standing(peer.account, new).await.map_err(axum::Error::new)?;
    let there = seat.admit(
        standing
            .iter()
            .map(|(topic, standing)| (topic, *standing != Standing::Gone)),
    );
    if there.len() < standing.len() {
        // What is hidden and what is missing are told alike, after the same time; a later word about one of them would
        // tell which it was.
        sleep_until(came + refusal_moment(came.elapsed())).await;
    }
    for (topic, standing) in &standing {
        let message = match standing {
            Standing::There(message) if there.contains(topic) => message.clone(),
            _ => end_of(topic),
        };
        if let Some(message) = message {
            send(socket, &message).await?;
        }
    }
    let Some(after) = after else { return Ok(()) };
    for feed in feeds {
        for message in missed_of_feed(hub, peer, &feed, after).await {
            send(socket, &message).await?;
        }
    }
    Ok(())
}

fn feed_of(topic: &Topic) -> Option<Feed> {
    match topic {
        Topic::Feed(feed) => Some(feed.clone()),
        _ => None,
    }
}

/// Up to where a page that is connected was told everything: a moment ago, in whole steps. The id of the last event would
/// tell to the millisecond when somebody did something, whoever may know of it.
fn cursor_at(now: SystemTime) -> ServerMessage {
    let since = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    let told = since.saturating_sub(TOLD_WITHIN).as_secs() / CURSOR_STEP_SECONDS * CURSOR_STEP_SECONDS;
    let milliseconds = i64::try_from(told).unwrap_or_default().saturating_mul(1_000);
    ServerMessage::Cursor {
        cursor: store::first_id_at(milliseconds).to_string(),
    }
}

/// Guests have no session that could end. A database that is away ends nobody's session.
async fn is_live(hub: &Hub, peer: Peer) -> bool {
    match peer.session {
        Some(session) => hub.store.session_is_live(session).await.unwrap_or(true),
        None => true,
    }
}

async fn send(socket: &mut WebSocket, message: &ServerMessage) -> std::result::Result<(), axum::Error> {
    let Ok(text) = serde_json::to_string(message) else {
        return Ok(());
    };
    match timeout(PATIENCE, socket.send(Message::Text(text.into()))).await {
        Ok(sent) => sent,
        Err(late) => Err(axum::Error::new(late)),
    }
}

async fn close(socket: &mut WebSocket, code: u16) -> std::result::Result<(), axum::Error> {
    socket
        .send(Message::Close(Some(CloseFrame {
            code,
            reason: "".into(),
        })))
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_tells_nothing_but_the_time() {
        let at = |milliseconds| cursor_at(UNIX_EPOCH + Duration::from_millis(milliseconds));
        let (one, other, later) = (at(1_800_000_000_000), at(1_800_000_009_999), at(1_800_000_010_000));
        assert_eq!(one, other);
        let milliseconds_of = |message: &ServerMessage| match message {
            ServerMessage::Cursor { cursor } => types::milliseconds_of(cursor.parse().unwrap()),
            other => panic!("{other:?}"),
        };
        assert_eq!(milliseconds_of(&one), 1_799_999_980_000);
        assert_eq!(milliseconds_of(&later), 1_799_999_990_000);
    }
}
