//! The table of routes as text.

use super::{Access, Cache, Endpoint, RateLimit, Route, routes};
use std::fmt::Write;

const TITLES: [(&str, fn(Endpoint) -> bool); 4] = [
    ("Pages", Endpoint::is_page),
    ("Server functions", Endpoint::is_function),
    ("Sockets, pictures, voices and files", |endpoint| {
        !endpoint.is_page() && !endpoint.is_function() && !endpoint.is_operation()
    }),
    ("Operation", Endpoint::is_operation),
];

/// The table, which is Markdown too.
pub fn table() -> String {
    let mut out = String::from(
        "# Routes\n\nEvery address that Piaf answers; `piaf routes` prints this table. *Content* says whether the answer \
         holds what other\npeople wrote, said or show: it is then cut to what the one who asks may see. A person who is \
         not signed in gets an error\nfrom functions, and the log-in from pages, where only people who are signed in may \
         ask.\n",
    );
    for (title, belongs) in TITLES {
        let _ = write!(out, "\n## {title}\n\n");
        let mut rows = vec![["Method", "Address", "Who may ask", "Limit", "Content", "Kept"].map(str::to_owned)];
        rows.extend(routes().filter(|route| belongs(route.endpoint)).map(row));
        let mut widths = [0; 6];
        for row in &rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = cell.chars().count().max(*width);
            }
        }
        rows.insert(1, widths.map(|width| "-".repeat(width)));
        for row in rows {
            out.push('|');
            for (width, cell) in widths.iter().zip(row) {
                let _ = write!(out, " {cell:<width$} |");
            }
            out.push('\n');
        }
    }
    out
}

fn row(route: &Route) -> [String; 6] {
    let access = match route.access {
        Access::Everyone => "everyone",
        Access::SignedIn => "people signed in",
        Access::Operator => "operators",
        Access::SessionOrSpaceToken => "people signed in, or with a token for the space",
        Access::MetricsToken => "whoever has the metrics token",
    };
    let limit = match route.limit {
        None => "",
        Some(RateLimit::SignUp) => "sign_ups_per_hour",
        Some(RateLimit::LogIn) => "log_ins_per_hour",
    };
    let kept = match route.cache {
        Cache::NoStore | Cache::PrivateNoStore => "not at all",
        Cache::PrivateNoCache => "by the browser, which asks again",
        Cache::PrivateForATime => "by the browser, 5 minutes or a day",
        Cache::AnHour => "an hour",
        Cache::Forever => "for ever",
    };
    let content = if route.content { "yes" } else { "" };
    [
        route.method.to_string(),
        format!("`{}`", route.path),
        access.to_owned(),
        limit.to_owned(),
        content.to_owned(),
        kept.to_owned(),
    ]
}
