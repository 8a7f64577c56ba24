//! The server groups of a seed.

use ferronova_compute::{ServerGroup, ServerGroupPolicy};
use serde_saphyr::Spanned;
use uuid::Uuid;

use super::{
    error::Wrong,
    format::{Reference, ServerGroupEntry},
    infrastructure::Surroundings,
    names::derived_id,
    people::People,
    quoted::quoted,
    server_owner::Owner,
    world::World,
};

/// Reads all server groups.
pub(super) fn read_server_groups(
    entries: Vec<Spanned<ServerGroupEntry>>,
    people: &People,
    surroundings: &mut Surroundings,
) -> Result<(), Wrong> {
    for Spanned { value: entry, referenced: at, .. } in entries {
        let owner = Owner::read(&entry.project, entry.user.as_ref(), people)?;
        let policy = entry.policy.0;
        if let Some(rules) = &entry.rules
            && policy != ServerGroupPolicy::AntiAffinity
        {
            let what = "only a group with the policy `anti-affinity` has rules; remove `rules`";
            return Err(Wrong::at(rules.referenced, what));
        }
        let most = entry.rules.map(|it| it.value.max_server_per_host.0.0);
        let name = entry.name.0.0;
        let full_name = format!("{}/{name}", owner.project_id);
        let group = ServerGroup {
            id: entry.id.map_or_else(|| derived_id("server group", &full_name), |it| it.0),
            name,
            project_id: owner.project_id.to_owned(),
            user_id: owner.user_id.to_owned(),
            policy,
            max_server_per_host: most.and_then(|it| u32::try_from(it).ok()),
        };
        surroundings.add_server_group(group, at)?;
    }
    Ok(())
}

/// Finds the group of a server with this owner. A group has only servers of its own project.
pub(super) fn find_server_group(
    reference: Option<&Reference>,
    owner: &Owner<'_>,
    world: &World<'_>,
) -> Result<Option<Uuid>, Wrong> {
    let Some(reference) = reference else { return Ok(None) };
    let group = world.surroundings.find_server_group(reference)?;
    if group.project_id == owner.project_id {
        return Ok(Some(group.id));
    }
    let what = format!(
        "the server group {} is of project {}, not of the server's project {}",
        quoted(&group.name),
        quoted(world.people.project_name(&group.project_id)),
        quoted(world.people.project_name(owner.project_id))
    );
    Err(Wrong::at(reference.referenced, what))
}
