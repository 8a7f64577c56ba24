//! Routing of requests within a service.

use std::borrow::Cow;

use ferronova_http::{Incoming, Method, RouteTable, X_AUTH_TOKEN};

/// The methods that a service may answer.
const METHODS: [Method; 6] =
    [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];

/// The routes of a service. Patterns have the parameter `{id}`, and some also `{name}`.
pub(crate) struct Routes<T> {
    table: RouteTable<(&'static str, T)>,
}

pub(crate) struct EndpointMatch<'a, T> {
    pub(crate) pattern: &'static str,
    pub(crate) endpoint: T,
    /// The value of `{id}` in the path; `None` if the pattern has no `{id}`.
    pub(crate) id: Option<&'a str>,
    /// The value of `{name}` in the path; `None` if the pattern has no `{name}`.
    pub(crate) name: Option<&'a str>,
}

pub(crate) enum Unrouted {
    Path,
    /// The path has routes, but not for this method. The text lists the allowed methods, as in an
    /// `Allow` header.
    Method(String),
}

impl<T: Copy> Routes<T> {
    /// Makes the table of the routes.
    ///
    /// # Panics
    ///
    /// Panics if two of the routes conflict. As routes are constants, this would happen at every
    /// start.
    pub(crate) fn new(routes: &[(Method, &'static str, T)]) -> Self {
        let mut table = RouteTable::new();
        for (method, pattern, endpoint) in routes {
            table
                .add(method.clone(), pattern, (*pattern, *endpoint))
                .expect("the routes of a face stand beside each other");
        }
        Self { table }
    }

    /// Finds the route for a method and a path, with or without a trailing slash. If there is no
    /// route for `HEAD`, the result is the route for `GET`; the server then drops the body.
    pub(crate) fn find<'a>(
        &'a self,
        method: &Method,
        path: &'a str,
    ) -> Result<EndpointMatch<'a, T>, Unrouted> {
        let path = strip_slash(path);
        let as_get = (*method == Method::HEAD).then_some(&Method::GET);
        let mut tried = [Some(method), as_get].into_iter().flatten();
        let Some(found) = tried.find_map(|it| self.table.find(it, path)) else {
            return Err(self.refuse(path));
        };
        let (pattern, endpoint) = *found.route;
        let param = |name| found.params.get(name);
        Ok(EndpointMatch { pattern, endpoint, id: param("id"), name: param("name") })
    }

    pub(crate) fn patterns(&self) -> Vec<&'static str> {
        self.table.patterns().collect()
    }

    fn refuse(&self, path: &str) -> Unrouted {
        let is_taken = |it: &&Method| self.table.find(it, path).is_some();
        let taken: Vec<_> = METHODS.iter().filter(is_taken).map(Method::as_str).collect();
        if taken.is_empty() { Unrouted::Path } else { Unrouted::Method(taken.join(", ")) }
    }
}

fn strip_slash(path: &str) -> &str {
    match path.strip_suffix('/').unwrap_or(path) {
        "" => "/",
        path => path,
    }
}

pub(crate) fn token_of<'a>(incoming: &'a Incoming<'_>) -> Option<Cow<'a, str>> {
    incoming.joined_header(&X_AUTH_TOKEN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn routes() -> Routes<u8> {
        Routes::new(&[
            (Method::GET, "/", 0),
            (Method::GET, "/things", 1),
            (Method::POST, "/things", 2),
            (Method::HEAD, "/things/{id}", 3),
        ])
    }

    fn find(method: &Method, path: &str) -> Option<(u8, Option<String>)> {
        routes().find(method, path).ok().map(|it| (it.endpoint, it.id.map(str::to_owned)))
    }

    #[test]
    fn a_slash_at_the_end_makes_no_difference() {
        assert_eq!(find(&Method::GET, ""), Some((0, None)));
        assert_eq!(find(&Method::GET, "/"), Some((0, None)));
        assert_eq!(find(&Method::POST, "/things/"), Some((2, None)));
    }

    #[test]
    fn head_is_get_where_it_has_no_route_of_its_own() {
        assert_eq!(find(&Method::HEAD, "/things"), Some((1, None)));
        assert_eq!(find(&Method::HEAD, "/things/a"), Some((3, Some("a".to_owned()))));
        assert_eq!(find(&Method::GET, "/things/a"), None);
    }

    #[test]
    fn a_path_without_that_method_says_which_it_takes() {
        let refused = |method, path| routes().find(&method, path).err();

        let Some(Unrouted::Method(allow)) = refused(Method::DELETE, "/things") else {
            panic!("expected a refusal of the method");
        };
        assert_eq!(allow, "GET, POST");
        assert!(matches!(refused(Method::GET, "/nothing"), Some(Unrouted::Path)));
    }
}
