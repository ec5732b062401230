//! Addresses below `/@{handle}` as whole routes: the parts of a profile share one page, so that going from one to
//! another keeps the header where it is.

use base::route_segments::HandleSegment;
use leptos_router::{PartialPathMatch, PathSegment, PossibleRouteMatch};

/// `/@sam`, `/@sam/replies`, `/@sam/media`, `/@sam/likes`; gives `handle` and, but for the first, `tab`.
#[derive(Clone, Copy, Debug)]
pub struct ProfileSegment;

/// `/@sam/followers` and `/@sam/following`; gives `handle` and `list`.
#[derive(Clone, Copy, Debug)]
pub struct PeopleSegment;

impl PossibleRouteMatch for ProfileSegment {
    fn optional(&self) -> bool {
        false
    }

    fn test<'a>(&self, path: &'a str) -> Option<PartialPathMatch<'a>> {
        whole(path, "tab", |rest| {
            rest.is_empty() || ["replies", "media", "likes"].contains(&rest)
        })
    }

    fn generate_path(&self, path: &mut Vec<PathSegment>) {
        path.push(PathSegment::Param("handle".into()));
        path.push(PathSegment::OptionalParam("tab".into()));
    }
}

impl PossibleRouteMatch for PeopleSegment {
    fn optional(&self) -> bool {
        false
    }

    fn test<'a>(&self, path: &'a str) -> Option<PartialPathMatch<'a>> {
        whole(path, "list", |rest| ["followers", "following"].contains(&rest))
    }

    fn generate_path(&self, path: &mut Vec<PathSegment>) {
        path.push(PathSegment::Param("handle".into()));
        path.push(PathSegment::Param("list".into()));
    }
}

/// Matches a path to its end: a handle and a word that `fits`.
fn whole<'a>(path: &'a str, name: &'static str, fits: impl Fn(&str) -> bool) -> Option<PartialPathMatch<'a>> {
    let mut params = HandleSegment.test(path)?.params();
    let rest = HandleSegment.test(path)?.remaining().trim_matches('/');
    if !fits(rest) {
        return None;
    }
    if !rest.is_empty() {
        params.push((name.into(), rest.to_owned()));
    }
    Some(PartialPathMatch::new("", params, path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_has_four_parts() {
        let matched = ProfileSegment.test("/@sam").expect("matches");
        assert_eq!((matched.matched(), matched.remaining()), ("/@sam", ""));
        assert_eq!(matched.params(), [("handle".into(), "sam".to_owned())]);
        let matched = ProfileSegment.test("/@sam/replies").expect("matches");
        assert_eq!(
            matched.params(),
            [
                ("handle".into(), "sam".to_owned()),
                ("tab".into(), "replies".to_owned())
            ]
        );
        for path in ["/@sam/123", "/@sam/followers", "/sam", "/@sam/replies/1", "/@"] {
            assert!(ProfileSegment.test(path).is_none(), "{path}");
        }
        assert!(PeopleSegment.test("/@sam/followers").is_some() && PeopleSegment.test("/@sam").is_none());
    }
}
