//! One page's WebSocket: JSON messages of `types::live`.

use crate::hub::{Hub, MOST_SPACES, MOST_WATCHED, Peer, Seat};
use axum::extract::ws::{CloseFrame, Message, WebSocket};
use std::{
    collections::HashSet,
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use store::Envelope;
use tokio::time::{Instant, interval, sleep_until, timeout};
use types::{
    AccountId, PostId, Result, SpaceId,
    live::{ClientMessage, Event, ServerMessage},
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
/// Events that a page which was away is told of; more, and it loads anew.
pub const MOST_MISSED: i64 = 1_000;
/// Events reach open pages within this time.
pub const TOLD_WITHIN: Duration = Duration::from_secs(20);
/// Cursors that come with pings are multiples of this.
pub const CURSOR_STEP_SECONDS: u64 = 10;
/// Ids are made before their transaction ends, so an event may appear a little later than a greater one.
const OVERLAP_MILLISECONDS: i64 = 10_000;

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
                // What is no message of ours is left unanswered.
                let Ok(message) = serde_json::from_str::<ClientMessage>(&text) else { continue };
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
            if let Some(rooms) = hub.rooms().filter(|_| peer.account != AccountId(0)) {
                for message in rooms.greet(peer.account).await {
                    send(socket, &message).await?;
                }
            }
        }
        ClientMessage::Account { .. } => {}
        ClientMessage::Watch { posts } => {
            let came = Instant::now();
            let new = seat.watch(posts.into_iter().take(MOST_WATCHED).collect());
            // Much may have happened since they were loaded, or while the page was away. A database that is away is no
            // reason to end: the next event tells.
            let standing = hub.standing(peer.account, new).await.unwrap_or_default();
            let is_gone = |message: &ServerMessage| matches!(message, ServerMessage::Gone { .. });
            let gone = standing.iter().filter(|(_, message)| is_gone(message));
            let gone: Vec<PostId> = gone.map(|(post, _)| *post).collect();
            if !gone.is_empty() {
                // What is hidden and what is missing are told alike, after the same time; a later word about one of them
                // would tell which it was.
                seat.unwatch(&gone);
                sleep_until(came + refusal_moment(came.elapsed())).await;
            }
            for (_, message) in standing {
                send(socket, &message).await?;
            }
        }
        ClientMessage::WatchSpaces { spaces } => {
            let came = Instant::now();
            let asked: HashSet<SpaceId> = spaces.into_iter().take(MOST_SPACES).collect();
            let all: Vec<SpaceId> = asked.iter().copied().collect();
            // Where the database is away, those of before stay watched.
            if let Ok(visible) = hub.store.visible_among(peer.account, &all).await {
                let visible: HashSet<SpaceId> = visible.into_iter().collect();
                if asked != visible {
                    sleep_until(came + refusal_moment(came.elapsed())).await;
                }
                // Gone since the page was loaded, or never there.
                for space in asked.difference(&visible).copied() {
                    send(socket, &ServerMessage::SpaceChanged { space }).await?;
                }
                seat.watch_spaces(visible);
            }
        }
        ClientMessage::WatchFeed { feed, after } => {
            let feed = feed.and_then(store::watchable);
            seat.watch_feed(feed.clone());
            // What came since the list was loaded, or while the page was away. A database that is away is no reason to
            // end: the next post tells.
            if let (Some(feed), Some(after)) = (feed, after) {
                let missed = hub.store.feed_posts_after(peer.account, &feed, after).await;
                for (post_id, author_id) in missed.unwrap_or_default() {
                    let feed = feed.clone();
                    let message = ServerMessage::FeedPost {
                        feed,
                        post_id,
                        author_id,
                    };
                    send(socket, &message).await?;
                }
            }
        }
        ClientMessage::Space { space, action } => {
            if let Some(rooms) = hub.rooms()
                && let Some(refusal) = rooms.act(peer.account, space, action).await
            {
                send(socket, &ServerMessage::SpaceRefused { space, refusal }).await?;
            }
        }
        ClientMessage::Caption { space, caption } => {
            if let Some(rooms) = hub.rooms() {
                rooms.caption(peer.account, space, caption).await;
            }
        }
        ClientMessage::Ping => {
            send(socket, &cursor_at(SystemTime::now())).await?;
            send(socket, &ServerMessage::Pong).await?;
        }
    }
    Ok(())
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

/// What a page that was away since `cursor` is told: only what concerns this person, or `Resync`. A constant
/// number of queries.
async fn missed(hub: &Hub, peer: Peer, cursor: &str) -> Result<Vec<ServerMessage>> {
    let resync = || vec![ServerMessage::Resync];
    let Ok(cursor) = cursor.parse::<i64>() else {
        return Ok(resync());
    };
    let now = hub.store.next_id();
    let since = store::first_id_at(types::milliseconds_of(cursor) - OVERLAP_MILLISECONDS);
    let Some(events) = hub.store.events_after(since, MOST_MISSED).await? else {
        return Ok(resync());
    };
    let (mut posts, mut closed, mut spaces, mut messages) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for Envelope { event, .. } in events {
        match event {
            Event::PostCreated { post_id, author_id } => posts.push((post_id, author_id)),
            Event::AccountClosed { account_id } => closed.push(account_id.0),
            Event::SpaceChanged { space_id } if !spaces.contains(&space_id) => spaces.push(space_id),
            Event::AccountHidden { viewer_id, account_id } if viewer_id == peer.account => {
                messages.push(ServerMessage::AccountGone { account_id });
            }
            _ => {}
        }
    }
    let gone = hub.store.gone_among(peer.account, &closed).await?;
    messages.extend(
        gone.into_iter()
            .map(|account_id| ServerMessage::AccountGone { account_id }),
    );
    if !spaces.is_empty() {
        let visible = hub.store.visible_among(peer.account, &spaces).await?;
        messages.extend(visible.into_iter().map(|space| ServerMessage::SpaceChanged { space }));
    }
    if peer.account != AccountId(0) {
        let ids: Vec<i64> = posts.iter().map(|(post_id, _)| post_id.0).collect();
        let home: HashSet<_> = hub
            .store
            .home_posts_among(peer.account, &ids)
            .await?
            .into_iter()
            .collect();
        let news = posts.into_iter().filter(|(post_id, _)| home.contains(post_id));
        messages.extend(news.map(|(post_id, author_id)| ServerMessage::HomePost { post_id, author_id }));
        messages.push(ServerMessage::Unread {
            count: hub.store.unread_notifications(peer.account).await?,
        });
    }
    messages.push(ServerMessage::Cursor {
        cursor: now.to_string(),
    });
    Ok(messages)
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
