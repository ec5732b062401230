//! Routes that are neither pages nor server functions: the live socket, pictures, voices, what can be heard again, and
//! files of the compiled site.

use super::{Access, Cache, Endpoint, Method, Route};
use Access::{Everyone, SessionOrSpaceToken, SignedIn};

const fn plain(method: Method, path: &'static str, endpoint: Endpoint, access: Access, cache: Cache) -> Route {
    Route {
        method,
        path,
        endpoint,
        access,
        limit: None,
        content: false,
        cache,
    }
}

/// Answers what others wrote, said or show.
const fn content(path: &'static str, endpoint: Endpoint, cache: Cache) -> Route {
    Route {
        content: true,
        ..plain(Method::Get, path, endpoint, Everyone, cache)
    }
}

const fn change(path: &'static str, endpoint: Endpoint) -> Route {
    plain(Method::Post, path, endpoint, SignedIn, Cache::NoStore)
}

const fn voice(method: Method, path: &'static str, endpoint: Endpoint) -> Route {
    plain(method, path, endpoint, SessionOrSpaceToken, Cache::NoStore)
}

/// A file that keeps its address when its content changes.
const fn file(path: &'static str) -> Route {
    plain(Method::Get, path, Endpoint::File, Everyone, Cache::AnHour)
}

pub const PLAIN: &[Route] = &[
    content("/live", Endpoint::LiveSocket, Cache::NoStore),
    change("/media/upload", Endpoint::UploadPhoto),
    change("/media/post", Endpoint::CreatePost),
    change("/media/profile", Endpoint::SetPicture),
    content("/media/{key}/{variant}", Endpoint::Picture, Cache::PrivateForATime),
    voice(Method::Post, "/spaces/{space_id}/whip", Endpoint::Speak),
    voice(Method::Delete, "/spaces/{space_id}/whip/{key}", Endpoint::StopSpeaking),
    Route {
        content: true,
        ..voice(Method::Post, "/spaces/{space_id}/whep", Endpoint::Listen)
    },
    voice(Method::Delete, "/spaces/{space_id}/whep/{key}", Endpoint::StopListening),
    content("/spaces/{space_id}/replay.ogg", Endpoint::Replay, Cache::PrivateNoStore),
    content(
        "/spaces/{space_id}/captions.vtt",
        Endpoint::Captions,
        Cache::PrivateNoStore,
    ),
    plain(Method::Get, "/pkg/{*file}", Endpoint::File, Everyone, Cache::Forever),
    file("/favicon.svg"),
    file("/icons.svg"),
    file("/robots.txt"),
    file("/manifest.webmanifest"),
    file("/icons/{file}"),
    plain(
        Method::Get,
        "/api/{*function}",
        Endpoint::NoFunction,
        Everyone,
        Cache::NoStore,
    ),
    plain(
        Method::Post,
        "/api/{*function}",
        Endpoint::NoFunction,
        Everyone,
        Cache::NoStore,
    ),
];
