//! What a feed knows, and how it grows at both ends.

use super::{FeedSource, FirstPage, api};
use base::{api::ApiError, paged_list::Paging, post_events::PostEvents};
use leptos::{prelude::*, task::spawn_local};
use std::{collections::HashSet, sync::Arc};
use types::{AccountId, Page, Post, PostId, TimelineItem};

pub(super) type Items = Vec<Arc<TimelineItem>>;

#[derive(Clone, Copy)]
pub(super) struct FeedState {
    source: StoredValue<FeedSource>,
    pub items: RwSignal<Items>,
    /// How it goes on at the end.
    pub paging: Paging,
    /// Loading at the beginning.
    pub refreshing: RwSignal<bool>,
}

impl FeedState {
    pub fn new(first: &FirstPage) -> Self {
        let source = StoredValue::new(first.source.clone());
        let items = RwSignal::new(first.page.items.clone());
        let paging = Paging::new(first.page.next.clone(), move |cursor| {
            let page = api::list(source.get_value(), Some(cursor));
            async move {
                let Page { items: more, next } = page.await?;
                let _ = items.try_update(|items| append(items, more));
                Ok(next)
            }
        });
        Self {
            source,
            items,
            paging,
            refreshing: RwSignal::new(false),
        }
    }

    /// Puts what came meanwhile on top; `done` runs when it stands there.
    pub fn load_newer(self, done: impl FnOnce(Result<(), ApiError>) + 'static) {
        if self.refreshing.get_untracked() {
            return;
        }
        self.refreshing.set(true);
        let source = self.source.get_value();
        spawn_local(async move {
            let answer = api::list(source, None).await;
            let _ = self.refreshing.try_set(false);
            done(answer.map(|page| self.put_newest(page)));
        });
    }

    /// Adds to `waiting` what came meanwhile, without showing it.
    pub fn look_for_newer(self, waiting: RwSignal<Vec<PostId>>) {
        let source = self.source.get_value();
        spawn_local(async move {
            // Without an answer the next event tells.
            let Ok(page) = api::list(source, None).await else {
                return;
            };
            let Some(known) = self.items.try_get_untracked() else {
                return;
            };
            let is_new = |id: &PostId| !known.iter().any(|item| item.post.id == *id);
            let new: Vec<PostId> = page.items.iter().map(|item| item.post.id).filter(is_new).collect();
            let _ = waiting.try_update(|waiting| {
                for id in new {
                    if !waiting.contains(&id) {
                        waiting.push(id);
                    }
                }
            });
        });
    }

    fn put_newest(self, page: Page<TimelineItem>) {
        let Page { items: newest, next } = page;
        let joined = self.items.try_update(|items| put_newest(items, newest));
        if joined == Some(false) {
            let _ = self.paging.next.try_set(next);
        }
    }

    /// A post that the viewer just wrote.
    pub fn put_own(self, post: Post) {
        if self.source.with_value(|source| source.takes(&post)) {
            self.items.update(|items| {
                items.retain(|item| item.post.id != post.id);
                items.insert(
                    0,
                    Arc::new(TimelineItem {
                        post,
                        reposted_by: None,
                    }),
                );
            });
        }
    }

    pub fn remove_gone(self, events: PostEvents) {
        self.remove(|item| events.is_gone(item.post.id));
    }

    pub fn remove_account(self, account: AccountId) {
        self.remove(|item| {
            item.post.author.id == account || item.reposted_by.as_ref().is_some_and(|card| card.id == account)
        });
    }

    pub fn mute_account(self, account: AccountId) {
        if !self.source.with_value(|source| source.keeps_muted(account)) {
            self.remove_account(account);
        }
    }

    /// The post does not stand on the profile of its former co-author any more.
    pub fn part(self, post: PostId, co_author: AccountId) {
        if self.source.with_value(|source| source.is_by(co_author)) {
            self.remove(|item| item.post.id == post && item.reposted_by.is_none());
        }
    }

    fn remove(self, is_gone: impl Fn(&TimelineItem) -> bool) {
        if self
            .items
            .with_untracked(|items| items.iter().any(|item| is_gone(item)))
        {
            self.items.update(|items| items.retain(|item| !is_gone(item)));
        }
    }
}

/// What is there already stays where it is: a list that changed between two pages repeats some.
fn append(items: &mut Items, more: Vec<TimelineItem>) {
    let known: HashSet<PostId> = items.iter().map(|item| item.post.id).collect();
    items.extend(
        more.into_iter()
            .filter(|item| !known.contains(&item.post.id))
            .map(Arc::new),
    );
}

/// Puts the newest page on top. Where it does not reach down to what is there, posts in between would be missing: then
/// the list begins anew, and the answer is false.
fn put_newest(items: &mut Items, newest: Vec<TimelineItem>) -> bool {
    let is_same = |old: &TimelineItem, new: &TimelineItem| {
        old.post.id == new.post.id
            && old.reposted_by.as_ref().map(|card| card.id) == new.reposted_by.as_ref().map(|card| card.id)
    };
    let joined = newest.iter().any(|new| items.iter().any(|old| is_same(old, new)));
    if !joined {
        items.clear();
    }
    let ids: HashSet<PostId> = newest.iter().map(|item| item.post.id).collect();
    items.retain(|item| !ids.contains(&item.post.id));
    items.splice(0..0, newest.into_iter().map(Arc::new));
    joined
}

#[cfg(test)]
mod tests {
    use super::*;
    use types::AccountCard;

    fn card(id: i64) -> AccountCard {
        let name = format!("a{id}");
        AccountCard {
            id: AccountId(id),
            handle: name.clone(),
            display_name: name,
            avatar: None,
            protected: false,
        }
    }

    fn item(id: i64, reposter: Option<i64>) -> TimelineItem {
        let post = Post::fixture(PostId(id));
        TimelineItem {
            post,
            reposted_by: reposter.map(card),
        }
    }

    fn ids(items: &Items) -> Vec<i64> {
        items.iter().map(|item| item.post.id.0).collect()
    }

    fn list(ids: &[i64]) -> Vec<TimelineItem> {
        ids.iter().map(|id| item(*id, None)).collect()
    }

    #[test]
    fn pages_join_without_repetition() {
        let mut items: Items = list(&[9, 8, 7]).into_iter().map(Arc::new).collect();
        append(&mut items, list(&[8, 6]));
        assert_eq!(ids(&items), [9, 8, 7, 6]);
        assert!(put_newest(&mut items, list(&[11, 10, 9])));
        assert_eq!(ids(&items), [11, 10, 9, 8, 7, 6]);
    }

    #[test]
    fn a_repost_brings_a_known_post_up_and_is_no_join() {
        let mut items: Items = list(&[9, 8, 7]).into_iter().map(Arc::new).collect();
        assert!(put_newest(
            &mut items,
            vec![item(7, Some(2)), item(10, None), item(9, None)]
        ));
        assert_eq!(ids(&items), [7, 10, 9, 8]);
        assert!(!put_newest(&mut items, vec![item(20, None), item(8, Some(3))]));
        assert_eq!(ids(&items), [20, 8]);
    }
}
