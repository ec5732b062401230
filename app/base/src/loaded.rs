//! What has to be loaded first: something in its place while one waits, and the failure with a way to try again. One
//! view for all of them: what differs is behind a box, so that the browser's program has this once.

use crate::{
    api::{ApiError, ApiResult},
    load_failed::{LoadFailed, failed_page},
};
use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};
use std::{future::Future, pin::Pin, sync::Arc};
use ui::{Skeleton, SkeletonKind};

/// What stands in the place of what is loaded, and how it goes on.
pub struct Waiting {
    view: ViewFn,
    is_page: bool,
    keeps: bool,
}

impl Waiting {
    /// For a part of a page: `view` while it loads.
    pub fn part(view: impl Into<ViewFn>) -> Self {
        Self {
            view: view.into(),
            is_page: false,
            keeps: false,
        }
    }

    /// For a part of a page: the shape of what comes, in grey.
    pub fn skeleton(kind: SkeletonKind, count: usize) -> Self {
        Self::part(move || view! { <Skeleton kind count /> })
    }

    /// For a page as a whole: a failure is a page too.
    pub fn page(view: impl Into<ViewFn>) -> Self {
        Self {
            is_page: true,
            ..Self::part(view)
        }
    }

    /// While it loads anew, what was there stays.
    pub fn kept(self) -> Self {
        Self { keeps: true, ..self }
    }
}

/// Shows what a resource brings.
pub fn loaded<T>(
    resource: Resource<ApiResult<T>>,
    waiting: Waiting,
    show: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> AnyView
where
    T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static,
{
    let (is_page, show) = (waiting.is_page, Arc::new(show));
    let retry = Callback::new(move |()| resource.refetch());
    let view = move || -> Boxed {
        let show = show.clone();
        Box::pin(async move {
            match resource.await {
                Ok(value) => show(value),
                Err(ApiError(error)) if is_page => failed_page(error, move |()| retry.run(())),
                Err(ApiError(error)) => view! { <LoadFailed error retry /> }.into_any(),
            }
        })
    };
    suspended(waiting.view, waiting.keeps, Arc::new(view))
}

/// Shows what has to be waited for, with `waiting` meanwhile.
pub fn when_ready<F>(waiting: impl Into<ViewFn>, view: impl Fn() -> F + Send + Sync + 'static) -> AnyView
where
    F: Future<Output = AnyView> + Send + 'static,
{
    suspended(waiting.into(), false, Arc::new(move || -> Boxed { Box::pin(view()) }))
}

/// Shows what a resource brings where the page is whole without it: nothing while it loads or when it failed.
pub fn loaded_aside<T>(resource: Resource<ApiResult<T>>, show: impl Fn(T) -> AnyView + Send + Sync + 'static) -> AnyView
where
    T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static,
{
    let show = Arc::new(show);
    let view = move || -> Boxed {
        let show = show.clone();
        Box::pin(async move {
            match resource.await {
                Ok(value) => show(value),
                Err(_) => ().into_any(),
            }
        })
    };
    suspended(ViewFn::default(), false, Arc::new(view))
}

type Boxed = Pin<Box<dyn Future<Output = AnyView> + Send>>;

fn suspended(waiting: ViewFn, keeps: bool, view: Arc<dyn Fn() -> Boxed + Send + Sync>) -> AnyView {
    let waiting = move || waiting.run();
    if keeps {
        view! { <Transition fallback=waiting>{move || Suspend::new(view())}</Transition> }.into_any()
    } else {
        view! { <Suspense fallback=waiting>{move || Suspend::new(view())}</Suspense> }.into_any()
    }
}
