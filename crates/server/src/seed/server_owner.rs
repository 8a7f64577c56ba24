//! The owner of a seed's server, and who locked it.

use ferronova_compute::{Lock, LockedBy, Timestamp};
use serde_saphyr::{Location, Spanned};

use super::{
    error::Wrong,
    format::{LockEntry, ServerEntry},
    world::World,
};

/// A user and a project.
#[derive(Clone, Copy)]
pub(super) struct Owner<'a> {
    pub(super) user_id: &'a str,
    pub(super) project_id: &'a str,
}

impl<'a> Owner<'a> {
    /// Reads the project and the user of a server. The default is the first user with a role in the
    /// project.
    pub(super) fn read(entry: &ServerEntry, world: &World<'a>) -> Result<Self, Wrong> {
        let people = world.people;
        let project = people.find_project(&entry.project)?;
        let project_id = &*project.id;
        if let Some(user) = &entry.user {
            return Ok(Self { user_id: &people.find_user(user)?.id, project_id });
        }
        let mut assignments = people.assignments().iter();
        let Some(first) = assignments.find(|it| it.project_id == project_id) else {
            let name = &project.name;
            let what = format!("no user has a role in `{name}`; say whose it is with `user`");
            return Err(Wrong::at(entry.project.referenced, what));
        };
        Ok(Self { user_id: &first.user_id, project_id })
    }
}

/// Reads the lock of a server.
pub(super) fn read_lock(
    entry: Spanned<LockEntry>,
    owner: &Owner<'_>,
    created: Timestamp,
    world: &World<'_>,
) -> Result<Lock, Wrong> {
    let Spanned { value: entry, referenced: at, .. } = entry;
    let holder = entry.holder.0;
    let people = world.people;
    let user = entry.user.as_ref().map(|it| people.find_user(it)).transpose()?;
    let project = entry.project.as_ref().map(|it| people.find_project(it)).transpose()?;
    let user = user.map(|it| &*it.id);
    let project = project.map(|it| &*it.id);
    let locker = match holder {
        LockedBy::Owner => Owner {
            user_id: user.unwrap_or(owner.user_id),
            project_id: project.unwrap_or(owner.project_id),
        },
        LockedBy::Admin => find_admin(user, project, owner, world, at)?,
    };
    // The project of the user who locked the server determines `locked_by`.
    let is_owner = locker.project_id == owner.project_id;
    if is_owner != (holder == LockedBy::Owner) {
        let what = match holder {
            LockedBy::Owner => {
                "a lock is held by the `owner` only if its `project` is the server's; write \
                 `holder: admin` or leave `project` out"
            }
            LockedBy::Admin => {
                "a lock is held by an `admin` only if its `project` is not the server's; write \
                 `holder: owner` or another project"
            }
        };
        return Err(Wrong::at(at, what));
    }
    Ok(Lock {
        is_set: true,
        holder: Some(holder),
        reason: entry.reason,
        user_id: Some(locker.user_id.to_owned()),
        project_id: Some(locker.project_id.to_owned()),
        request_id: None,
        locked_at: Some(entry.time.map_or(created, |it| it.0)),
    })
}

/// Finds the administrator who locked the server: by default the first user with the role `admin`
/// in another project.
fn find_admin<'a>(
    user: Option<&'a str>,
    project: Option<&'a str>,
    owner: &Owner<'_>,
    world: &World<'a>,
    at: Location,
) -> Result<Owner<'a>, Wrong> {
    if let (Some(user_id), Some(project_id)) = (user, project) {
        return Ok(Owner { user_id, project_id });
    }
    let mut admins = world.people.assignments().iter().filter(|it| it.role == "admin");
    let admin = admins.find(|it| {
        user.is_none_or(|user| user == it.user_id)
            && project.map_or(it.project_id != owner.project_id, |project| project == it.project_id)
    });
    let Some(admin) = admin else {
        let what = "nobody is an admin in another project; say who locked, with `user` and \
                    `project`";
        return Err(Wrong::at(at, what));
    };
    Ok(Owner { user_id: &admin.user_id, project_id: &admin.project_id })
}
