//! The network service, mounted.

use std::sync::Arc;

use ferronova_compute::{Compute, Request};
use ferronova_http::{Answer, AnswerFuture, Gate, Incoming, Method, Mount, QueryString, Reply};
use serde_json::{Value, json};

use super::{collection::Collection, networks, ports, refusal, security_groups, versions};
use crate::{
    admission::admit,
    listing::{Item, satisfies, to_item},
    paging::{Habits, Paging, PagingError, link},
    routes::{Routes, Unrouted},
};

/// Neutron's face of the networks that servers get addresses on. They can be read, not changed.
pub struct NetworkFace {
    compute: Compute,
    gate: Arc<Gate>,
    routes: Routes<Endpoint>,
}

/// One request to the network service.
struct Call<'a> {
    compute: &'a Compute,
    incoming: &'a Incoming<'a>,
    request: Request<'a>,
    query: &'a QueryString<'a>,
}

/// What is at a path.
#[derive(Clone, Copy)]
enum Endpoint {
    Versions,
    Resources,
    List(Collection),
    Show(Collection),
}

const ROUTES: &[(Method, &str, Endpoint)] = &[
    (Method::GET, "/", Endpoint::Versions),
    (Method::GET, "/v2.0", Endpoint::Resources),
    (Method::GET, "/v2.0/networks", Endpoint::List(Collection::Networks)),
    (Method::GET, "/v2.0/networks/{id}", Endpoint::Show(Collection::Networks)),
    (Method::GET, "/v2.0/subnets", Endpoint::List(Collection::Subnets)),
    (Method::GET, "/v2.0/subnets/{id}", Endpoint::Show(Collection::Subnets)),
    (Method::GET, "/v2.0/ports", Endpoint::List(Collection::Ports)),
    (Method::GET, "/v2.0/ports/{id}", Endpoint::Show(Collection::Ports)),
    (Method::GET, "/v2.0/security-groups", Endpoint::List(Collection::SecurityGroups)),
    (Method::GET, "/v2.0/security-groups/{id}", Endpoint::Show(Collection::SecurityGroups)),
    (Method::GET, "/v2.0/security-group-rules", Endpoint::List(Collection::SecurityGroupRules)),
    (
        Method::GET,
        "/v2.0/security-group-rules/{id}",
        Endpoint::Show(Collection::SecurityGroupRules),
    ),
    (Method::GET, "/v2.0/floatingips", Endpoint::List(Collection::FloatingIps)),
    (Method::GET, "/v2.0/floatingips/{id}", Endpoint::Show(Collection::FloatingIps)),
    (Method::GET, "/v2.0/routers", Endpoint::List(Collection::Routers)),
    (Method::GET, "/v2.0/routers/{id}", Endpoint::Show(Collection::Routers)),
    (Method::GET, "/v2.0/extensions", Endpoint::List(Collection::Extensions)),
    (Method::GET, "/v2.0/extensions/{id}", Endpoint::Show(Collection::Extensions)),
];

impl NetworkFace {
    /// The face of the networks of `compute`, for whom `gate` lets in.
    #[must_use]
    pub fn new(compute: Compute, gate: Arc<Gate>) -> Self {
        Self { compute, gate, routes: Routes::new(ROUTES) }
    }

    async fn serve(&self, incoming: &Incoming<'_>) -> Answer {
        let path = incoming.rest();
        let path = path.strip_suffix(".json").unwrap_or(path);
        match self.routes.find(incoming.method(), path) {
            Ok(found) => {
                let reply = self.run(found.endpoint, found.id, incoming).await;
                let reply = reply.unwrap_or_else(|refusal| refusal);
                Answer { reply, route: found.pattern }
            }
            Err(Unrouted::Path) => Answer { reply: refusal::no_route(), route: "" },
            Err(Unrouted::Method(allow)) => {
                Answer { reply: refusal::wrong_method(&allow), route: "" }
            }
        }
    }

    async fn run(
        &self,
        endpoint: Endpoint,
        id: &str,
        incoming: &Incoming<'_>,
    ) -> Result<Reply, Reply> {
        let base_url = incoming.base_url();
        let (collection, is_list) = match endpoint {
            Endpoint::Versions => return Ok(ok(&versions::list(base_url))),
            Endpoint::Resources => return Ok(ok(&versions::resources(base_url))),
            Endpoint::List(collection) => (collection, true),
            Endpoint::Show(collection) => (collection, false),
        };
        let session = admit(&self.gate, incoming).await?;
        let call = Call {
            compute: &self.compute,
            incoming,
            request: Request { caller: &session.caller, id: incoming.id() },
            query: &QueryString::parse(incoming.query_text()),
        };
        if is_list { call.list(collection).await } else { call.show(collection, id).await }
    }
}

impl Mount for NetworkFace {
    fn segments(&self) -> &'static [&'static str] {
        &["network"]
    }

    fn routes(&self) -> Vec<&'static str> {
        self.routes.patterns()
    }

    fn answer<'a>(&'a self, incoming: &'a Incoming<'a>) -> AnswerFuture<'a> {
        Box::pin(self.serve(incoming))
    }
}

impl Call<'_> {
    async fn list(&self, collection: Collection) -> Result<Reply, Reply> {
        let wrong = |error: PagingError| refusal::bad_request(&error.to_string());
        let paging = Paging::parse(self.query, Habits::ALL_AT_ONCE).map_err(wrong)?;
        let mut items = self.find(collection).await?;
        items.retain(|it| satisfies(it, self.query));
        let mut page = paging.cut(items).map_err(wrong)?;

        let names = collection.names();
        let last = page.items.last().filter(|_| page.goes_on);
        let marker = last.and_then(|it| it.get("id")).and_then(Value::as_str);
        let next = marker.map(|id| {
            let url = format!("{}/network/v2.0/{}", self.incoming.base_url(), names.path);
            json!([{"rel": "next", "href": link(&url, self.incoming.query_text(), Some(id))}])
        });
        page.items.iter_mut().for_each(|it| self.select_fields(it));
        let mut body = Item::new();
        body.insert(names.list.to_owned(), page.items.into());
        body.extend(next.map(|it| (format!("{}_links", names.list), it)));
        Ok(ok(&body.into()))
    }

    async fn show(&self, collection: Collection, id: &str) -> Result<Reply, Reply> {
        let items = self.find(collection).await?;
        let is_it = |it: &Item| it.get("id").and_then(Value::as_str) == Some(id);
        let item = items.into_iter().find(is_it);
        let mut item = item.ok_or_else(|| refusal::not_found(collection, id))?;
        self.select_fields(&mut item);
        Ok(ok(&json!({ (collection.names().thing): item })))
    }

    /// Everything in a collection that the caller can see.
    async fn find(&self, collection: Collection) -> Result<Vec<Item>, Reply> {
        let infrastructure = self.compute.infrastructure();
        let networks = infrastructure.networks.iter();
        Ok(match collection {
            Collection::Networks => networks.map(|it| to_item(&networks::network(it))).collect(),
            Collection::Subnets => networks.map(|it| to_item(&networks::subnet(it))).collect(),
            Collection::Ports => {
                let device_ids = self.query.all("device_id");
                let ports = ports::find(self.compute, self.request, &device_ids).await;
                ports.map_err(refusal::from_error)?.iter().map(to_item).collect()
            }
            Collection::SecurityGroups => {
                let group = security_groups::default_group(&self.request.caller.project_id);
                group.iter().map(to_item).collect()
            }
            Collection::SecurityGroupRules
            | Collection::FloatingIps
            | Collection::Routers
            | Collection::Extensions => Vec::new(),
        })
    }

    /// Leaves of an item what the query names, if it names anything.
    fn select_fields(&self, item: &mut Item) {
        let fields = self.query.all("fields");
        if !fields.is_empty() {
            item.retain(|key, _| fields.contains(&key.as_str()));
        }
    }
}

fn ok(body: &Value) -> Reply {
    Reply::ok(body.to_string().into_bytes())
}
