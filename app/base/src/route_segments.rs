//! The `/@{handle}` segment of addresses, which the router does not know by itself.

use leptos_router::{PartialPathMatch, PathSegment, PossibleRouteMatch};

/// Matches `/@sam` and gives the parameter `handle` without the `@`.
#[derive(Clone, Copy, Debug)]
pub struct HandleSegment;

impl PossibleRouteMatch for HandleSegment {
    fn optional(&self) -> bool {
        false
    }

    fn test<'a>(&self, path: &'a str) -> Option<PartialPathMatch<'a>> {
        let rest = path.strip_prefix('/').unwrap_or(path);
        let handle = rest.strip_prefix('@').or_else(|| rest.strip_prefix("%40"))?;
        let handle = &handle[..handle.find('/').unwrap_or(handle.len())];
        if handle.is_empty() {
            return None;
        }
        let end = path.len() - rest.len() + (rest.find('/').unwrap_or(rest.len()));
        let (matched, remaining) = path.split_at(end);
        Some(PartialPathMatch::new(
            remaining,
            vec![("handle".into(), handle.to_owned())],
            matched,
        ))
    }

    fn generate_path(&self, path: &mut Vec<PathSegment>) {
        path.push(PathSegment::Param("handle".into()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_the_handle_and_leaves_the_rest() {
        let matched = HandleSegment.test("/@sam/123").expect("matches");
        assert_eq!((matched.matched(), matched.remaining()), ("/@sam", "/123"));
        assert_eq!(matched.params(), [("handle".into(), "sam".to_owned())]);
        for path in ["/sam", "/", "", "/@", "/@/1", "/home"] {
            assert!(HandleSegment.test(path).is_none(), "{path}");
        }
    }
}
