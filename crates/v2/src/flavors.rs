//! `/flavors`: how much of everything a server can get.

use ferronova_compute::Flavor;
use ferronova_extend::{Call, Fields, Key, Links, next_link, write_object};
use ferronova_http::{Failure, Fault, Reply};

use crate::flavor_list;

const FLAVOR: Key = Key::plain("flavor");
const FLAVORS: Key = Key::plain("flavors");
const FLAVORS_LINKS: Key = Key::plain("flavors_links");
const ID: Key = Key::plain("id");
const NAME: Key = Key::plain("name");
const RAM: Key = Key::plain("ram");
const DISK: Key = Key::plain("disk");
const VCPUS: Key = Key::plain("vcpus");
const LINKS: Key = Key::plain("links");
const REL: Key = Key::plain("rel");
const HREF: Key = Key::plain("href");

/// `GET /flavors`
pub(crate) fn list(call: &Call<'_>) -> Result<Reply, Failure> {
    Ok(page(call, "flavors", write_brief)?)
}

/// `GET /flavors/detail`
pub(crate) fn detail(call: &Call<'_>) -> Result<Reply, Failure> {
    Ok(page(call, "flavors/detail", write)?)
}

/// `GET /flavors/{id}`
pub(crate) fn show(call: &Call<'_>) -> Result<Reply, Failure> {
    let found = call.compute().find_flavor(call.request(), call.param("id"));
    let flavor = found.ok_or_else(Fault::not_found)?;
    let links = call.links();
    let mut body = Vec::new();
    write_object(&mut body, |out| {
        out.object(FLAVOR, |out| write(&flavor, &links, out));
    });
    Ok(Reply::ok(body))
}

fn page(
    call: &Call<'_>,
    path: &str,
    write: fn(&Flavor, &Links, &mut Fields<'_>),
) -> Result<Reply, Fault> {
    let (flavors, is_full) = flavor_list::find(call)?;
    let links = call.links();
    let last = flavors.last().filter(|_| is_full);
    let next =
        last.map(|it| next_link(&format!("{}/{path}", call.url()), call.query_text(), &it.id));
    let mut body = Vec::new();
    write_object(&mut body, |out| {
        out.list(FLAVORS, &flavors, |flavor, out| write(flavor, &links, out));
        if let Some(href) = next {
            out.list(FLAVORS_LINKS, [href], |href, out| {
                out.field(REL, "next").link(HREF, &href);
            });
        }
    });
    Ok(Reply::ok(body))
}

fn write_brief(flavor: &Flavor, links: &Links, out: &mut Fields<'_>) {
    out.field(ID, &flavor.id)
        .field(NAME, &flavor.name)
        .raw(LINKS, |buffer| links.write(buffer, "flavors", &flavor.id));
}

/// No processors at all are an empty text.
fn write(flavor: &Flavor, links: &Links, out: &mut Fields<'_>) {
    write_brief(flavor, links, out);
    out.field(RAM, &flavor.ram_mb).field(DISK, &flavor.disk_gb);
    if flavor.vcpus == 0 {
        out.field(VCPUS, "");
    } else {
        out.field(VCPUS, &flavor.vcpus);
    }
}
