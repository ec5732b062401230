//! What keeps the server standing: bounded bodies, a bounded number of requests at a time, deadlines, and limits on the
//! endpoints where passwords are guessed and accounts are made. Nothing scarce is given before it is known who asks and the
//! body is there, and of everything scarce an address and an account have a share.

mod bodies;
mod limiter;
mod overload;
mod rate_limit;
mod share;
#[cfg(test)]
mod tests;
mod tries;

pub use bodies::{MAX_BODY, MAX_UPLOAD, bodies};
pub use limiter::{
    FORM_BYTES, GUEST_SOCKETS, Limiter, REQUESTS, REQUESTS_PER_ACCOUNT, SOCKETS, STRAY_UPLOADS, SocketPlace,
    UPLOAD_BYTES, UPLOADS,
};
pub use overload::{busy, overload};
pub use rate_limit::rate_limit;
pub use share::{Pool, Shares, Taken, Taker};
pub use tries::COUNTED_ADDRESSES;
