//! What a page is told that was away, or that begins to watch a list which grew meanwhile.

use crate::hub::{Hub, Peer};
use std::collections::HashSet;
use store::Envelope;
use types::{
    AccountId, PostId, Result,
    live::{Event, Feed, ServerMessage},
};

/// Events that a page which was away is told of; more, and it loads anew.
pub const MOST_MISSED: i64 = 1_000;
/// Ids are made before their transaction ends, so an event may appear a little later than a greater one.
const OVERLAP_MILLISECONDS: i64 = 10_000;

/// What came into a list after this post. Nothing where the database is away: the next post tells.
pub(crate) async fn missed_of_feed(hub: &Hub, peer: Peer, feed: &Feed, after: PostId) -> Vec<ServerMessage> {
    let posts = hub.store.feed_posts_after(peer.account, feed, after).await;
    let messages = posts.unwrap_or_default().into_iter();
    messages
        .map(|(post_id, author_id)| ServerMessage::FeedPost {
            feed: feed.clone(),
            post_id,
            author_id,
        })
        .collect()
}

/// What a page that was away since `cursor` is told: only what concerns this person, or `Resync`. A constant
/// number of queries.
pub(crate) async fn missed(hub: &Hub, peer: Peer, cursor: &str) -> Result<Vec<ServerMessage>> {
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
