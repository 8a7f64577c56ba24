//! `/flavors`: the sizes of servers.

use ferronova_compute::Flavor;
use ferronova_extend::{Call, Fields, Key, Links, Visible, next_link, object};
use ferronova_http::{Failure, Fault, Reply};

use crate::flavor_list;

const FLAVOR: Key = Key::new("flavor");
const FLAVORS: Key = Key::new("flavors");
const FLAVORS_LINKS: Key = Key::new("flavors_links");
const ID: Key = Key::new("id");
const NAME: Key = Key::new("name");
const RAM: Key = Key::new("ram");
const DISK: Key = Key::new("disk");
const LINKS: Key = Key::new("links");
const REL: Key = Key::new("rel");
const HREF: Key = Key::new("href");

/// The keys of a flavor without any extension.
pub const KEYS: &[Key] = &[ID, NAME, LINKS, RAM, DISK];

/// The differences between the versions.
#[derive(Clone, Copy, Debug)]
pub struct FlavorsDialect {
    /// The fault for an unknown flavor, given its id.
    pub not_found: fn(&str) -> Fault,
    /// The name of the parameter `minRam` in the fault for an invalid value.
    pub min_ram: &'static str,
}

/// `GET /flavors`
pub async fn list(call: Call<'_>, dialect: FlavorsDialect) -> Result<Reply, Failure> {
    page(&call, dialect, "flavors", FlavorView::write_brief).await
}

/// `GET /flavors/detail`
pub async fn detail(call: Call<'_>, dialect: FlavorsDialect) -> Result<Reply, Failure> {
    page(&call, dialect, "flavors/detail", FlavorView::write).await
}

/// `GET /flavors/{id}`
pub async fn show(call: Call<'_>, dialect: FlavorsDialect) -> Result<Reply, Failure> {
    let id = call.param("id");
    let found = call.compute().flavor_open_to(call.caller(), id).await?;
    let flavor = found.ok_or_else(|| (dialect.not_found)(id))?;
    let view = FlavorView::new(&call);
    Ok(Reply::ok(object(|out| {
        out.object(FLAVOR, |out| view.write(&flavor, out));
    })))
}

async fn page(
    call: &Call<'_>,
    dialect: FlavorsDialect,
    path: &str,
    write: fn(&FlavorView, &Flavor, &mut Fields<'_>),
) -> Result<Reply, Failure> {
    let (flavors, is_full) = flavor_list::find(call, dialect.min_ram).await?;
    let view = FlavorView::new(call);
    let last = flavors.last().filter(|_| is_full);
    let next =
        last.map(|it| next_link(&format!("{}/{path}", call.url()), call.query_text(), &it.id));
    Ok(Reply::ok(object(|out| {
        out.list(FLAVORS, &flavors, |flavor, out| write(&view, flavor, out));
        if let Some(href) = next {
            out.list(FLAVORS_LINKS, [href], |href, out| {
                out.field(REL, "next").link(HREF, &href);
            });
        }
    })))
}

/// Writes flavors for a caller.
struct FlavorView {
    visible: Visible,
    links: Links,
}

impl FlavorView {
    fn new(call: &Call<'_>) -> Self {
        Self { visible: call.visible(), links: call.links() }
    }

    fn write_brief(&self, flavor: &Flavor, out: &mut Fields<'_>) {
        out.field(ID, &flavor.id)
            .field(NAME, &flavor.name)
            .raw(LINKS, |buffer| self.links.write(buffer, "flavors", &flavor.id));
    }

    fn write(&self, flavor: &Flavor, out: &mut Fields<'_>) {
        self.write_brief(flavor, out);
        out.field(RAM, &flavor.ram_mb).field(DISK, &flavor.disk_gb);
        self.visible.extend(|it| &it.flavor, flavor, out);
    }
}
