//! HTTP: connections, the layers around all routes, the routes, and how errors are answered.

pub mod body;
pub mod client_ip;
pub mod connections;
pub mod cookies;
pub mod device;
pub mod errors;
pub mod functions;
pub mod health;
pub mod layers;
pub mod limits;
pub mod live;
pub mod media;
pub mod pace;
pub mod pages;
pub mod router;
pub mod routes;
pub mod session;
