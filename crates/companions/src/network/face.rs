//! The network service as a mount.

use std::sync::Arc;

use ferronova_compute::{Compute, parse_id};
use ferronova_http::{Answer, AnswerFuture, Gate, Incoming, Method, Mount, QueryString, Reply};
use serde_json::{Value, json};

use super::{
    call::NetworkCall,
    collection::Collection,
    floating_ips,
    networks::{self, Segment},
    ports, refusal, security_group_rules, security_group_view, security_groups, versions,
    writes::Writable,
};
use crate::{
    admission::admit,
    listing::{Item, satisfies, to_item},
    paging::{Paging, PagingDefaults, PagingError, link},
    routes::{Routes, Unrouted},
};

/// Neutron's API for the networks that servers get addresses on, which are read-only, and for
/// security groups and floating addresses, which can also be changed through compute's own API.
pub struct NetworkFace {
    compute: Compute,
    gate: Arc<Gate>,
    routes: Routes<Endpoint>,
}

#[derive(Clone, Copy)]
enum Endpoint {
    Versions,
    Resources,
    /// An endpoint that needs a valid token.
    Protected(Protected),
}

#[derive(Clone, Copy)]
enum Protected {
    List(Collection),
    Show(Collection),
    Create(Writable),
    Update(Writable),
    Delete(Writable),
}

const fn list(collection: Collection) -> Endpoint {
    Endpoint::Protected(Protected::List(collection))
}

const fn show(collection: Collection) -> Endpoint {
    Endpoint::Protected(Protected::Show(collection))
}

const fn create(resource: Writable) -> Endpoint {
    Endpoint::Protected(Protected::Create(resource))
}

const fn update(resource: Writable) -> Endpoint {
    Endpoint::Protected(Protected::Update(resource))
}

const fn delete(resource: Writable) -> Endpoint {
    Endpoint::Protected(Protected::Delete(resource))
}

const ROUTES: &[(Method, &str, Endpoint)] = &[
    (Method::GET, "/", Endpoint::Versions),
    (Method::GET, "/v2.0", Endpoint::Resources),
    (Method::GET, "/v2.0/networks", list(Collection::Networks)),
    (Method::GET, "/v2.0/networks/{id}", show(Collection::Networks)),
    (Method::GET, "/v2.0/subnets", list(Collection::Subnets)),
    (Method::GET, "/v2.0/subnets/{id}", show(Collection::Subnets)),
    (Method::GET, "/v2.0/ports", list(Collection::Ports)),
    (Method::GET, "/v2.0/ports/{id}", show(Collection::Ports)),
    (Method::GET, "/v2.0/security-groups", list(Collection::SecurityGroups)),
    (Method::POST, "/v2.0/security-groups", create(Writable::SecurityGroup)),
    (Method::GET, "/v2.0/security-groups/{id}", show(Collection::SecurityGroups)),
    (Method::PUT, "/v2.0/security-groups/{id}", update(Writable::SecurityGroup)),
    (Method::DELETE, "/v2.0/security-groups/{id}", delete(Writable::SecurityGroup)),
    (Method::GET, "/v2.0/security-group-rules", list(Collection::SecurityGroupRules)),
    (Method::GET, "/v2.0/security-group-rules/{id}", show(Collection::SecurityGroupRules)),
    (Method::POST, "/v2.0/security-group-rules", create(Writable::SecurityGroupRule)),
    (Method::DELETE, "/v2.0/security-group-rules/{id}", delete(Writable::SecurityGroupRule)),
    (Method::GET, "/v2.0/floatingips", list(Collection::FloatingIps)),
    (Method::POST, "/v2.0/floatingips", create(Writable::FloatingIp)),
    (Method::GET, "/v2.0/floatingips/{id}", show(Collection::FloatingIps)),
    (Method::PUT, "/v2.0/floatingips/{id}", update(Writable::FloatingIp)),
    (Method::DELETE, "/v2.0/floatingips/{id}", delete(Writable::FloatingIp)),
    (Method::GET, "/v2.0/routers", list(Collection::Routers)),
    (Method::GET, "/v2.0/routers/{id}", show(Collection::Routers)),
    (Method::GET, "/v2.0/extensions", list(Collection::Extensions)),
    (Method::GET, "/v2.0/extensions/{id}", show(Collection::Extensions)),
];

impl NetworkFace {
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
                Answer { reply, route: Some(found.pattern) }
            }
            Err(Unrouted::Path) => Answer { reply: refusal::no_route(), route: None },
            Err(Unrouted::Method(allow)) => {
                Answer { reply: refusal::wrong_method(&allow), route: None }
            }
        }
    }

    async fn run(
        &self,
        endpoint: Endpoint,
        id: Option<&str>,
        incoming: &Incoming<'_>,
    ) -> Result<Reply, Reply> {
        let base_url = incoming.base_url();
        let protected = match endpoint {
            Endpoint::Versions => return Ok(ok(&versions::list(base_url))),
            Endpoint::Resources => return Ok(ok(&versions::resources(base_url))),
            Endpoint::Protected(protected) => protected,
        };
        let session = admit(&self.gate, incoming).await?;
        let call = NetworkCall {
            compute: &self.compute,
            incoming,
            subject: &session.subject,
            query: &QueryString::parse(incoming.query_text()),
        };
        let id = || id.ok_or_else(refusal::no_route);
        match protected {
            Protected::List(collection) => call.list(collection).await,
            Protected::Show(collection) => call.show(collection, id()?).await,
            Protected::Create(resource) => call.create(resource).await,
            Protected::Update(resource) => call.update(resource, id()?).await,
            Protected::Delete(resource) => call.delete(resource, id()?).await,
        }
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

impl NetworkCall<'_> {
    async fn list(self, collection: Collection) -> Result<Reply, Reply> {
        let wrong = |error: PagingError| refusal::bad_request(&error.to_string());
        let paging = Paging::parse(self.query, PagingDefaults::ALL_AT_ONCE).map_err(wrong)?;
        let mut items = self.find(collection).await?;
        items.retain(|it| satisfies(it, self.query));
        let mut page = paging.cut(items).map_err(wrong)?;

        let names = collection.names();
        let last = page.items.last().filter(|_| page.has_more);
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

    async fn show(self, collection: Collection, id: &str) -> Result<Reply, Reply> {
        let item = match collection {
            Collection::Ports => self.find_port(id).await?,
            Collection::FloatingIps => {
                Some(to_item(&floating_ips::view(&floating_ips::find_one(self, id).await?)))
            }
            Collection::SecurityGroupRules => {
                let (group, rule) = security_group_rules::find_one(self, id).await?;
                Some(to_item(&security_group_view::of_rule(&group, &rule)))
            }
            Collection::Networks
            | Collection::Subnets
            | Collection::SecurityGroups
            | Collection::Routers
            | Collection::Extensions => {
                let is_it = |it: &Item| it.get("id").and_then(Value::as_str) == Some(id);
                self.find(collection).await?.into_iter().find(is_it)
            }
        };
        let mut item = item.ok_or_else(|| refusal::not_found(collection, id))?;
        self.select_fields(&mut item);
        Ok(ok(&json!({ (collection.names().thing): item })))
    }

    async fn find_port(self, id: &str) -> Result<Option<Item>, Reply> {
        let (Some(id), Some(request)) = (parse_id(id), self.request()) else {
            return Ok(None);
        };
        let found = ports::find_one(self.compute, request, id).await;
        Ok(found.map_err(refusal::from_error)?.as_ref().map(to_item))
    }

    /// All items of a collection that the caller can see.
    async fn find(self, collection: Collection) -> Result<Vec<Item>, Reply> {
        Ok(match collection {
            Collection::Networks => {
                self.find_segments(|it| Some(to_item(&networks::network(it)))).await?
            }
            Collection::Subnets => {
                // As in Neutron, only administrators see the subnets of external networks.
                let is_shown = |it: Segment<'_>| !it.is_external || self.subject.is_admin();
                let view = |it: Segment<'_>| is_shown(it).then(|| to_item(&networks::subnet(it)));
                self.find_segments(view).await?
            }
            Collection::Ports => {
                let Some(request) = self.request() else {
                    return Ok(Vec::new());
                };
                let device_ids = self.query.all("device_id");
                let ports = ports::find(self.compute, request, &device_ids).await;
                ports.map_err(refusal::from_error)?.iter().map(to_item).collect()
            }
            Collection::SecurityGroups => {
                let groups = security_groups::find(self).await?;
                groups.iter().map(|it| to_item(&security_group_view::of_group(it))).collect()
            }
            Collection::FloatingIps => {
                let found = floating_ips::find(self).await?;
                found.iter().map(|it| to_item(&floating_ips::view(it))).collect()
            }
            Collection::SecurityGroupRules => {
                let groups = security_groups::find(self).await?;
                let rules = groups.iter().flat_map(|group| {
                    let view = |it| to_item(&security_group_view::of_rule(group, it));
                    group.rules.iter().map(view)
                });
                rules.collect()
            }
            Collection::Routers | Collection::Extensions => Vec::new(),
        })
    }

    /// Calls `view` for each network and each pool of floating addresses, and returns the results.
    async fn find_segments(
        self,
        view: impl Fn(Segment<'_>) -> Option<Item>,
    ) -> Result<Vec<Item>, Reply> {
        let networks = self.compute.networks().await.map_err(refusal::from_error)?;
        let pools = self.compute.floating_pools().await.map_err(refusal::from_error)?;
        Ok(networks::segments(&networks, &pools).filter_map(view).collect())
    }

    /// If the query selects some attributes, removes all others.
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
