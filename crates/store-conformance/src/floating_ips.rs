//! Rules of floating addresses.

use ferronova_compute::{
    Address, AddressError, AddressKind, Change, Content, ContentError, Decision, Error, FloatingIp,
    FloatingIpError, FloatingPool, Infrastructure, Scope, Scratch, Server, Store,
};

use crate::{
    building::{PROJECT, create, deleted, find, pool, second, server},
    wait,
};

/// A released address is free again.
pub fn a_project_is_given_the_lowest_address_that_is_free(store: &dyn Store) {
    let public = with_pools(store, &["192.0.2.0/29"]).remove(0);

    let given: Vec<String> = (0..3).map(|_| allocate(store, &public).ip.to_string()).collect();
    assert_eq!(given, ["192.0.2.2", "192.0.2.3", "192.0.2.4"]);

    let back = floating_ip(&public, "192.0.2.3");
    wait(store.release_floating_ip(back, second(7))).unwrap();
    assert_eq!(allocate(store, &public).ip.to_string(), "192.0.2.3");
    assert_eq!(allocate(store, &public).ip.to_string(), "192.0.2.5");
}

pub fn a_pool_without_a_free_address_gives_none(store: &dyn Store) {
    let public = with_pools(store, &["192.0.2.0/30"]).remove(0);
    let tiny = pool("192.0.2.0/31");

    assert_eq!(allocate(store, &public).ip.to_string(), "192.0.2.2");
    assert_eq!(wait(store.allocate_floating_ip(public.id, PROJECT)).unwrap(), None);
    assert_eq!(wait(store.allocate_floating_ip(tiny.id, PROJECT)).unwrap(), None);
}

pub fn floating_addresses_are_listed_by_project(store: &dyn Store) {
    let public = with_pools(store, &["192.0.2.0/29"]).remove(0);
    let own = allocate(store, &public);
    let other = wait(store.allocate_floating_ip(public.id, "other")).unwrap().unwrap();

    let of = |scope: &Scope| -> Vec<FloatingIp> {
        wait(store.floating_ips(scope)).unwrap().into_iter().map(|(it, _)| it).collect()
    };

    assert_eq!(of(&Scope::Project(PROJECT.to_owned())), std::slice::from_ref(&own));
    assert_eq!(of(&Scope::Project("other".to_owned())), std::slice::from_ref(&other));
    assert_eq!(of(&Scope::All), [own.clone(), other]);
    let found = wait(store.find_floating_ip(public.id, own.ip)).unwrap();
    assert_eq!(found, Some((own, None)));
    assert_eq!(
        wait(store.find_floating_ip(public.id, "192.0.2.6".parse().unwrap())).unwrap(),
        None
    );
}

/// A floating address leads to at most one server.
pub fn an_address_leaves_one_server_as_it_comes_to_another(store: &dyn Store) {
    let public = with_pools(store, &["192.0.2.0/29"]).remove(0);
    let given = allocate(store, &public);
    let (one, two) = (create(store, server("one")), create(store, server("two")));

    let first = lead(store, &given, &one).unwrap();
    assert_eq!(leads_to(store, &given), Some(first));

    let then = lead(store, &given, &two).unwrap();
    assert_eq!(leads_to(store, &given), Some(then));
    let left = find(store, one.id).unwrap();
    assert_eq!(left.addresses, []);
    assert_eq!(left.version, one.version + 2);
}

pub fn an_address_that_is_not_the_projects_is_refused(store: &dyn Store) {
    let public = with_pools(store, &["192.0.2.0/29"]).remove(0);
    let web = create(store, server("web"));
    let unknown = floating_ip(&public, "192.0.2.2");

    let refused = lead(store, &unknown, &web);
    assert!(matches!(refused, Err(Error::FloatingIp(FloatingIpError::NotFound))), "{refused:?}");

    wait(store.allocate_floating_ip(public.id, "other")).unwrap().unwrap();
    let refused = lead(store, &unknown, &web);
    assert!(matches!(refused, Err(Error::FloatingIp(FloatingIpError::NotFound))), "{refused:?}");
    assert_eq!(find(store, web.id), Some(web));
}

/// The floating address stays allocated to its project.
pub fn a_deleted_server_loses_its_floating_address(store: &dyn Store) {
    let public = with_pools(store, &["192.0.2.0/29"]).remove(0);
    let given = allocate(store, &public);
    let web = create(store, server("web"));
    lead(store, &given, &web).unwrap();

    change(store, &web, &|it| Change::to(deleted(it.clone(), second(5))));

    let found = wait(store.find_floating_ip(public.id, given.ip)).unwrap();
    assert_eq!(found, Some((given, None)));
}

/// Releasing the address a second time is refused.
pub fn an_address_that_is_given_back_leaves_its_server(store: &dyn Store) {
    let public = with_pools(store, &["192.0.2.0/29"]).remove(0);
    let given = allocate(store, &public);
    let web = create(store, server("web"));
    lead(store, &given, &web).unwrap();

    wait(store.release_floating_ip(given.clone(), second(9))).unwrap();

    let left = find(store, web.id).unwrap();
    assert_eq!((left.addresses.len(), left.updated), (0, second(9).max(web.updated)));
    assert_eq!(wait(store.floating_ips(&Scope::All)).unwrap(), []);
    let again = wait(store.release_floating_ip(given, second(10)));
    assert!(matches!(again, Err(Error::FloatingIp(FloatingIpError::NotFound))), "{again:?}");
}

/// The server keeps the address, which leads to another of its interfaces.
pub fn an_address_can_lead_to_another_interface_of_its_server(store: &dyn Store) {
    let public = with_pools(store, &["192.0.2.0/29"]).remove(0);
    let given = allocate(store, &public);
    let web = create(store, server("web"));
    lead(store, &given, &web).unwrap();

    change(store, &web, &|it| {
        let mut changed = it.clone();
        "fa:16:3e:00:00:02".clone_into(&mut changed.addresses[0].mac);
        Change::to(changed)
    });

    let leading = leads_to(store, &given).unwrap();
    assert_eq!(leading.addresses[0].mac, "fa:16:3e:00:00:02");
}

/// Loading content allocates the floating addresses of its servers to the projects of these
/// servers.
pub fn floating_addresses_of_content_are_given(store: &dyn Store) {
    let public = pool("192.0.2.0/29");
    let given = floating_ip(&public, "192.0.2.4");
    let web = Server { addresses: vec![address(&given)], ..server("web") };
    load(store, std::slice::from_ref(&public), vec![web.clone()]).unwrap();

    assert_eq!(leads_to(store, &given).map(|it| it.id), Some(web.id));
    assert_eq!(allocate(store, &public).ip.to_string(), "192.0.2.2");

    load(store, std::slice::from_ref(&public), Vec::new()).unwrap();
    assert_eq!(wait(store.floating_ips(&Scope::All)).unwrap(), []);
}

/// Content is also refused if a server has an address from a pool, but the address is not in the
/// pool's block. Floating addresses that are from no pool of the content are not checked.
pub fn content_with_a_floating_address_twice_is_refused(store: &dyn Store) {
    let public = pool("192.0.2.0/29");
    let with =
        |name: &str, it: &FloatingIp| Server { addresses: vec![address(it)], ..server(name) };
    let elsewhere = floating_ip(&pool("198.51.100.0/24"), "198.51.100.7");
    let servers = vec![with("one", &elsewhere), with("two", &elsewhere)];
    load(store, std::slice::from_ref(&public), servers).unwrap();

    let given = floating_ip(&public, "192.0.2.4");
    let twice = vec![with("one", &given), with("two", &given)];
    let refused = load(store, std::slice::from_ref(&public), twice);
    let in_use = |it: &_| matches!(it, Err(ContentError::Address(_, AddressError::InUse(_))));
    assert!(in_use(&refused), "{refused:?}");

    let gateway = vec![with("one", &floating_ip(&public, "192.0.2.1"))];
    let refused = load(store, std::slice::from_ref(&public), gateway);
    let outside =
        |it: &_| matches!(it, Err(ContentError::Address(_, AddressError::NotInNetwork(_))));
    assert!(outside(&refused), "{refused:?}");
}

fn load(
    store: &dyn Store,
    pools: &[FloatingPool],
    servers: Vec<Server>,
) -> Result<(), ContentError> {
    let infrastructure =
        Infrastructure { floating_pools: pools.to_vec(), ..Infrastructure::default() };
    let servers = servers.into_iter().map(|it| (it, Vec::new())).collect();
    wait(store.load(Content { infrastructure, servers, ..Content::default() }))
}

fn with_pools(store: &dyn Store, cidrs: &[&str]) -> Vec<FloatingPool> {
    let pools: Vec<FloatingPool> = cidrs.iter().map(|it| pool(it)).collect();
    load(store, &pools, Vec::new()).unwrap();
    pools
}

fn allocate(store: &dyn Store, pool: &FloatingPool) -> FloatingIp {
    wait(store.allocate_floating_ip(pool.id, PROJECT)).unwrap().unwrap()
}

fn floating_ip(pool: &FloatingPool, ip: &str) -> FloatingIp {
    FloatingIp { pool_id: pool.id, ip: ip.parse().unwrap(), project_id: PROJECT.to_owned() }
}

fn address(floating_ip: &FloatingIp) -> Address {
    Address {
        network_id: floating_ip.pool_id,
        label: "private".to_owned(),
        ip: floating_ip.ip,
        kind: AddressKind::Floating,
        mac: "fa:16:3e:00:00:01".to_owned(),
    }
}

fn lead(store: &dyn Store, floating_ip: &FloatingIp, to: &Server) -> Result<Server, Error> {
    let decide = |it: &Server, _: &Scratch| {
        let mut change = Change::to(it.clone());
        change.server.addresses.push(address(floating_ip));
        change.side_effects.floating_ip = Some(floating_ip.clone());
        Ok(Decision::Write(Box::new(change)))
    };
    wait(store.change(to.id, &Scope::All, &decide)).map(|it| it.server)
}

fn change(store: &dyn Store, server: &Server, to: &(dyn Fn(&Server) -> Change + Send + Sync)) {
    let decide = |it: &Server, _: &Scratch| Ok(Decision::Write(Box::new(to(it))));
    wait(store.change(server.id, &Scope::All, &decide)).unwrap();
}

fn leads_to(store: &dyn Store, floating_ip: &FloatingIp) -> Option<Server> {
    wait(store.find_floating_ip(floating_ip.pool_id, floating_ip.ip)).unwrap()?.1
}
