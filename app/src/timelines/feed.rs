//! A list of posts that goes on for as long as one reads.

use super::{
    FeedSource,
    anchor::Anchor,
    api,
    feed_cache::{FeedCache, KeptFeed, address, use_feed_cache},
    feed_state::{FeedState, Items},
    first_page::FirstPage,
    new_posts::NewPosts,
};
use crate::posts::PostCard;
use base::{
    api::ApiResult,
    initial_state::use_viewer,
    live::{FeedWatch, use_live},
    loaded::{Waiting, loaded},
    paged_list::ListEnd,
    post_events::{PostEvents, use_post_events},
};
use leptos::{ev, html, prelude::*, text_prop::TextProp};
use leptos_router::{
    hooks::{use_location, use_matched},
    params::ParamsMap,
};
use locales::{t, t_string, use_i18n};
use std::{sync::Arc, time::Duration};
use types::{Page, PostId, TimelineItem};
use ui::SkeletonKind;

/// Without scrolling for this long one has arrived.
const SETTLED: Duration = Duration::from_millis(120);

/// What loading a feed depends on besides its source. Ask for it where resources are made.
#[derive(Clone, Copy)]
pub struct FeedPlace {
    here: Memo<PageAddress>,
    memory: Option<FeedCache>,
    events: PostEvents,
}

/// The address of one page.
#[derive(Clone, PartialEq)]
struct PageAddress {
    address: String,
    query: ParamsMap,
}

impl FeedPlace {
    /// The router's location moves on while the page that one leaves still stands: this place stays with its own page,
    /// so that nothing is loaded for a page that goes.
    pub fn here() -> Self {
        let (location, own) = (use_location(), use_matched());
        let here = Memo::new(move |before: Option<&PageAddress>| {
            let path = location.pathname.get();
            let is_own = own.with(|own| own.trim_end_matches('/') == path.trim_end_matches('/'));
            match before {
                Some(before) if !is_own => before.clone(),
                _ => PageAddress {
                    address: location.search.with(|query| address(&path, query)),
                    query: location.query.get(),
                },
            }
        });
        Self {
            here,
            memory: use_feed_cache(),
            events: use_post_events(),
        }
    }

    /// Address and cursor of now, tracked: the key of a resource that calls [`first_page`].
    pub fn key(self) -> (String, Option<String>) {
        self.here.with(|here| (here.address.clone(), here.query.get("cursor")))
    }

    /// A value of the address's query, tracked; empty where it is not there.
    pub fn query(self, name: &str) -> String {
        self.here.with(|here| here.query.get(name).unwrap_or_default())
    }
}

/// The beginning of a feed at `(address, cursor)`, a [`FeedPlace::key`].
pub async fn first_page(
    place: FeedPlace,
    (address, cursor): (String, Option<String>),
    source: FeedSource,
) -> ApiResult<FirstPage> {
    if let Some(kept) = place
        .memory
        .and_then(|memory| memory.go_back_to(&address, place.events))
    {
        let KeptFeed {
            items, next, anchor, ..
        } = kept;
        return Ok(FirstPage {
            source,
            address,
            page: Page { items, next },
            anchor,
            kept: true,
        });
    }
    let Page { items, next } = api::list(source.clone(), cursor).await?;
    let page = Page {
        items: items.into_iter().map(Arc::new).collect(),
        next,
    };
    Ok(FirstPage {
        source,
        address,
        page,
        anchor: None,
        kept: false,
    })
}

/// A resource for a page that shows one feed. Make it in the page's `data`.
pub fn feed_resource(source: impl Fn() -> FeedSource + Send + Sync + 'static) -> Resource<ApiResult<FirstPage>> {
    let place = FeedPlace::here();
    Resource::new_blocking(
        move || (place.key(), source()),
        move |(key, source)| first_page(place, key, source),
    )
}

/// A feed with what stands in its place while it loads and when it could not.
#[component]
pub fn Feed(
    first: Resource<ApiResult<FirstPage>>,
    /// Names the list for screen readers.
    #[prop(into)]
    label: TextProp,
    /// In place of a list with nothing in it.
    #[prop(into)]
    empty: ViewFn,
    /// New posts that could be shown.
    #[prop(default = None)]
    waiting: Option<RwSignal<Vec<PostId>>>,
) -> impl IntoView {
    loaded(first, Waiting::skeleton(SkeletonKind::Post, 5), move |first| {
        let (label, empty) = (label.clone(), empty.clone());
        view! { <FeedList first label empty waiting /> }.into_any()
    })
}

/// The list itself, from its first page on.
#[component]
pub fn FeedList(
    first: FirstPage,
    #[prop(into)] label: TextProp,
    #[prop(into)] empty: ViewFn,
    #[prop(default = None)] waiting: Option<RwSignal<Vec<PostId>>>,
) -> impl IntoView {
    let state = FeedState::new(&first);
    let waiting = waiting.or_else(|| watch(state, &first));
    let (i18n, element) = (use_i18n(), NodeRef::<html::Div>::new());
    follow_events(state);
    if let (Some(waiting), false) = (waiting, first.kept) {
        // What came before the list was loaded is in it.
        Effect::new(move |_| waiting.set(Vec::new()));
    }
    remember(state, element, first.address, first.anchor);
    let size = move || {
        if state.paging.next.with(Option::is_some) {
            -1
        } else {
            state.items.with(Vec::len) as i64
        }
    };
    let is_busy = move || {
        if state.paging.busy.get() || state.refreshing.get() {
            "true"
        } else {
            "false"
        }
    };
    // A feed without articles is none: it is there again with the first.
    let is_hidden = move || state.items.with(Vec::is_empty);
    let is_empty = move || state.items.with(Vec::is_empty) && state.paging.next.with(Option::is_none);
    view! {
        {waiting.map(|waiting| view! { <NewPosts state waiting /> })}
        <div class="feed" role="feed" aria-label=move || label.get() aria-busy=is_busy hidden=is_hidden node_ref=element>
            <ForEnumerate
                each=move || state.items.get()
                key=|item| item.post.id
                children=move |index, item| {
                    let TimelineItem { post, reposted_by } = Arc::unwrap_or_clone(item);
                    view! {
                        <div class="feed__item">
                            <PostCard
                                post
                                reposted_by
                                attr:aria-posinset=move || (index.get() + 1).to_string()
                                attr:aria-setsize=move || size().to_string()
                            />
                        </div>
                    }
                }
            />
        </div>
        {move || is_empty().then(|| empty.run())}
        <ListEnd
            paging=state.paging
            more=move || t_string!(i18n, timelines.load_more)
            also_busy=state.refreshing
            end=move || {
                let is_read = state.items.with(|items| !items.is_empty());
                is_read.then(|| view! { <p class="list__end">{t!(i18n, timelines.end)}</p> })
            }
        />
    }
}

/// Has the live connection tell what comes into the list; none where it does not. A page further down is left alone.
fn watch(state: FeedState, first: &FirstPage) -> Option<RwSignal<Vec<PostId>>> {
    let feed = first.source.watched().filter(|_| !first.address.contains("cursor="))?;
    let (waiting, shown) = (RwSignal::new(Vec::new()), use_live().feed);
    let me = use_viewer().with_untracked(|viewer| viewer.as_ref().map(|viewer| viewer.card.id));
    // Own posts came on top by themselves: others may have written before them.
    let after = Signal::derive(move || {
        let newest = |items: &Items| {
            let others = items.iter().filter(|item| Some(item.post.author.id) != me);
            others.map(|item| item.post.id).max()
        };
        state.items.with(newest).unwrap_or(PostId(1))
    });
    Effect::new(move |_| {
        shown.set(Some(FeedWatch {
            feed: feed.clone(),
            waiting,
            after,
        }));
    });
    on_cleanup(move || {
        // The next list may be there already.
        let is_own = |watch: &FeedWatch| watch.waiting == waiting;
        if shown.try_with_untracked(|shown| shown.as_ref().is_some_and(is_own)) == Some(true) {
            shown.try_set(None);
        }
    });
    Some(waiting)
}

/// Own new posts come on top; what is deleted or hidden goes.
fn follow_events(state: FeedState) {
    let events = use_post_events();
    Effect::new(move |before: Option<()>| {
        let created = events.created.get();
        // What was written before this list was made is in it already.
        if let (Some(()), Some(post)) = (before, created) {
            state.put_own(post);
        }
    });
    Effect::new(move |before: Option<()>| {
        events.removed.track();
        // What the server gave is there, also where it was gone before: after a block that ended.
        if before.is_some() {
            state.remove_gone(events);
        }
    });
    Effect::new(move |before: Option<()>| {
        if let (Some(()), Some(account)) = (before, events.removed_account.get()) {
            state.remove_account(account);
        }
    });
    Effect::new(move |before: Option<()>| {
        if let (Some(()), Some((post, account))) = (before, events.parted.get()) {
            state.part(post, account);
        }
    });
    Effect::new(move |before: Option<()>| {
        if let (Some(()), Some(account)) = (before, events.muted_account.get()) {
            state.mute_account(account);
        }
    });
}

/// Keeps the feed in mind, and the place in it.
fn remember(state: FeedState, element: NodeRef<html::Div>, address: String, anchor: Option<Anchor>) {
    let Some(memory) = use_feed_cache() else { return };
    let own_address = StoredValue::new(address);
    // Kept while it grows, and not when it is left: then much of it is gone already.
    Effect::new(move |before: Option<()>| {
        let (address, items, next) = (own_address.get_value(), state.items.get(), state.paging.next.get());
        if before.is_none() {
            memory.keep(KeptFeed {
                address,
                items,
                next,
                anchor,
            });
        } else {
            memory.change(&address, |feed| (feed.items, feed.next) = (items, next));
        }
    });
    let note = move || {
        let Some(feed) = element.get_untracked() else { return };
        // While another page is on its way the window moves for that one.
        let location = window().location();
        let here = location.pathname().unwrap_or_default() + &location.search().unwrap_or_default();
        if own_address.with_value(|own| *own == leptos_router::location::Url::unescape(&here)) {
            own_address.with_value(|own| memory.change(own, |kept| kept.anchor = Anchor::find(&feed)));
        }
    };
    Effect::new(move |_| {
        if let Some(anchor) = anchor {
            request_animation_frame(move || anchor.restore());
        }
        let timer = StoredValue::new(None::<TimeoutHandle>);
        let stop = move || {
            if let Some(timer) = timer.try_update_value(Option::take).flatten() {
                timer.clear();
            }
        };
        let scrolled = window_event_listener(ev::scroll, move |_| {
            stop();
            timer.set_value(set_timeout_with_handle(note, SETTLED).ok());
        });
        let pressed = window_event_listener(ev::pointerdown, move |_| note());
        on_cleanup(move || {
            stop();
            scrolled.remove();
            pressed.remove();
        });
    });
}
