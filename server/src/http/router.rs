//! Builds the router from the table of routes. This is the only place that adds routes to it.

use crate::{
    config::Config,
    http::{
        functions,
        health::{self, Operations},
        layers::page_account,
        live, media, pages,
        routes::{self, Endpoint, Method, Route},
        session,
    },
    spaces::{replay, turn::TurnServer, voices},
};
use ::spaces::voice::Direction;
use axum::{
    Router,
    http::{HeaderValue, header},
    middleware::{from_fn, from_fn_with_state},
    routing::{self, MethodFilter, MethodRouter},
};
use base::services::Services;
use std::sync::Arc;
use tower_http::{services::ServeDir, set_header::SetResponseHeaderLayer};

/// What handlers need beside [`Services`].
struct Parts {
    operations: Operations,
    turn: Option<Arc<TurnServer>>,
    site: ServeDir,
}

/// All routes without the layers that need the process (limits, metrics): those are added by `Layers`.
pub fn router(services: Services, config: &Config) -> Router {
    // Pages run their effects on Tokio; a second call changes nothing.
    let _ = any_spawner::Executor::init_tokio();
    let parts = Parts {
        operations: Operations::new(services.store.clone(), config),
        turn: config.voice.turn.clone(),
        site: ServeDir::new(&config.site.folder)
            .precompressed_br()
            .precompressed_gzip()
            .append_index_html_on_directories(false),
    };
    let add = |router: Router<Services>, route: &Route| router.route(route.path, methods(route, &parts));
    let (operations, others): (Vec<_>, Vec<_>) = routes::routes().partition(|route| route.endpoint.is_operation());
    let sessions = from_fn_with_state(services.clone(), session::load);
    let router = others
        .into_iter()
        .fold(Router::new(), add)
        .fallback(pages::page)
        .layer(from_fn(page_account::guard))
        .layer(sessions);
    operations.into_iter().fold(router, add).with_state(services)
}

/// What the table says of a route, around its handler.
fn methods(route: &Route, parts: &Parts) -> MethodRouter<Services> {
    let mut methods = handler(route, parts);
    if let Some(kept) = route.cache.header() {
        let kept = HeaderValue::from_static(kept);
        methods = methods.layer(SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, kept));
    }
    if route.endpoint == Endpoint::Function {
        methods = functions::guarded(methods, route.access);
    }
    methods
}

fn handler(route: &Route, parts: &Parts) -> MethodRouter<Services> {
    let on = match route.method {
        Method::Get => MethodFilter::GET,
        Method::Post => MethodFilter::POST,
        Method::Delete => MethodFilter::DELETE,
    };
    let turn = parts.turn.clone();
    match route.endpoint {
        Endpoint::Page => routing::on(on, pages::page),
        Endpoint::Function => routing::on(on, functions::call),
        Endpoint::NoFunction => routing::on(on, functions::none),
        Endpoint::LiveSocket => routing::on(on, live::live),
        Endpoint::UploadPhoto => routing::on(on, media::upload),
        Endpoint::CreatePost => routing::on(on, media::create_post),
        Endpoint::SetPicture => routing::on(on, media::set_profile_picture),
        Endpoint::Picture => routing::on(on, media::serve),
        Endpoint::Speak => voices::offers(on, Direction::Speak, turn),
        Endpoint::StopSpeaking => voices::hanging_up(on, Direction::Speak),
        Endpoint::Listen => voices::offers(on, Direction::Listen, turn),
        Endpoint::StopListening => voices::hanging_up(on, Direction::Listen),
        Endpoint::Replay => routing::on(on, replay::sound),
        Endpoint::Captions => routing::on(on, replay::captions),
        Endpoint::File => routing::any_service(parts.site.clone()),
        Endpoint::Alive => routing::on(on, health::alive),
        Endpoint::Ready => routing::on(on, health::ready).with_state(parts.operations.clone()),
        Endpoint::Metrics => routing::on(on, health::metrics_behind_token).with_state(parts.operations.clone()),
    }
}
