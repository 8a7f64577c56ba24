//! The table of routes of an API version, built at start.

use std::collections::HashMap;

use actix_web::http::Method;
use matchit::{Params, Router};

/// Routes by method and path pattern, such as `/servers/{id}/ips`.
pub struct RouteTable<T> {
    methods: HashMap<Method, Paths<T>>,
}

struct Paths<T> {
    router: Router<T>,
    patterns: Vec<&'static str>,
}

pub struct RouteMatch<'t, 'p, T> {
    /// The value that was added for the route.
    pub route: &'t T,
    /// The values of the pattern's parameters.
    pub params: Params<'t, 'p>,
}

/// Why a route can't be added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RouteConflict {
    /// The table already has this method and path.
    Taken,
    /// The pattern is malformed, or conflicts with another pattern; the text gives the reason.
    Pattern(String),
}

impl<T> RouteTable<T> {
    #[must_use]
    pub fn new() -> Self {
        Self { methods: HashMap::new() }
    }

    /// Adds a route.
    pub fn add(
        &mut self,
        method: Method,
        pattern: &'static str,
        route: T,
    ) -> Result<(), RouteConflict> {
        let paths = self
            .methods
            .entry(method)
            .or_insert_with(|| Paths { router: Router::new(), patterns: Vec::new() });
        if paths.patterns.contains(&pattern) {
            return Err(RouteConflict::Taken);
        }
        paths
            .router
            .insert(pattern, route)
            .map_err(|error| RouteConflict::Pattern(error.to_string()))?;
        paths.patterns.push(pattern);
        Ok(())
    }

    /// The patterns of all routes, once per method.
    pub fn patterns(&self) -> impl Iterator<Item = &'static str> {
        self.methods.values().flat_map(|it| it.patterns.iter().copied())
    }

    /// The route for this method and path. Among the routes of the method, a literal segment takes
    /// precedence over a parameter.
    #[must_use]
    pub fn find<'t, 'p>(&'t self, method: &Method, path: &'p str) -> Option<RouteMatch<'t, 'p, T>> {
        let found = self.methods.get(method)?.router.at(path).ok()?;
        Some(RouteMatch { route: found.value, params: found.params })
    }
}

impl<T> Default for RouteTable<T> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> RouteTable<u8> {
        let mut table = RouteTable::new();
        table.add(Method::GET, "/servers/{id}", 1).unwrap();
        table.add(Method::GET, "/servers/detail", 2).unwrap();
        table.add(Method::DELETE, "/servers/{id}", 3).unwrap();
        table
    }

    #[test]
    fn a_literal_segment_comes_before_a_named_one() {
        let table = table();

        assert_eq!(table.find(&Method::GET, "/servers/detail").map(|it| *it.route), Some(2));
        assert_eq!(table.find(&Method::GET, "/servers/x").map(|it| *it.route), Some(1));
        assert_eq!(table.find(&Method::DELETE, "/servers/x").map(|it| *it.route), Some(3));
        assert_eq!(table.find(&Method::DELETE, "/servers/detail").map(|it| *it.route), Some(3));
    }

    #[test]
    fn another_method_or_a_slash_at_the_end_is_not_found() {
        let table = table();

        assert!(table.find(&Method::PATCH, "/servers/x").is_none());
        assert!(table.find(&Method::GET, "/servers/x/").is_none());
    }

    #[test]
    fn one_method_of_one_path_is_taken_once() {
        let mut table = table();

        assert_eq!(table.add(Method::GET, "/servers/{id}", 4), Err(RouteConflict::Taken));
        assert!(matches!(
            table.add(Method::GET, "/servers/{other}", 4),
            Err(RouteConflict::Pattern(_))
        ));
    }
}
