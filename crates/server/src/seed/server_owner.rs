//! Reads the owners of what a seed contains, and the locks of its servers.

use ferronova_compute::{Lock, LockedBy, Timestamp};
use serde_saphyr::{Location, Spanned};

use super::{
    error::Wrong,
    format::{LockEntry, Reference},
    people::People,
    scalar::Nullable,
    world::World,
};

/// A user and a project.
#[derive(Clone, Copy)]
pub(super) struct Owner<'a> {
    pub(super) user_id: &'a str,
    pub(super) project_id: &'a str,
}

impl<'a> Owner<'a> {
    /// Reads a project and a user. The default user is the first one with a role in the project.
    pub(super) fn read(
        project: &Reference,
        user: Option<&Reference>,
        people: &'a People,
    ) -> Result<Self, Wrong> {
        let at = project.referenced;
        let project = people.find_project(project)?;
        let project_id = &*project.id;
        if let Some(user) = user {
            return Ok(Self { user_id: &people.find_user(user)?.id, project_id });
        }
        let mut assignments = people.assignments().iter();
        let Some(first) = assignments.find(|it| it.project_id == project_id) else {
            let name = &project.name;
            let what = format!("no user has a role in `{name}`; say whose it is with `user`");
            return Err(Wrong::at(at, what));
        };
        Ok(Self { user_id: &first.user_id, project_id })
    }
}

/// Reads the lock of a server. If the seed leaves out the flag `locked`, the flag is set if there
/// is a holder. A null value means that the value is not known. In a lock without a holder, a
/// missing value means the same.
pub(super) fn read_lock(
    entry: Spanned<LockEntry>,
    owner: &Owner<'_>,
    created: Timestamp,
    world: &World<'_>,
) -> Result<Lock, Wrong> {
    let Spanned { value: entry, referenced: at, .. } = entry;
    let holder = match (&entry.holder, &entry.locked) {
        (Nullable::Value(holder), _) => Some(holder.0),
        (Nullable::Null, _) | (Nullable::Missing, Some(_)) => None,
        (Nullable::Missing, None) => return Err(Wrong::at(at, "the key `holder` is missing")),
    };
    let (user_id, project_id) = read_locker(&entry, holder, owner, world, at)?;
    let lock = Lock {
        is_set: entry.locked.map_or(holder.is_some(), |it| it.0),
        holder,
        reason: entry.reason.map(|it| it.0.0),
        user_id,
        project_id,
        request_id: entry.request_id.map(|it| it.0.0),
        locked_at: match entry.time {
            Nullable::Value(time) => Some(time.0),
            Nullable::Missing => holder.map(|_| created),
            Nullable::Null => None,
        },
    };
    let is_locked = lock.is_set || lock.holder.is_some();
    if !is_locked && lock != Lock::default() {
        let what = "the rest of this lock is lost, as it is neither set nor held; write \
                    `locked: true`, who holds it, or nothing else";
        return Err(Wrong::at(at, what));
    }
    Ok(lock)
}

/// Reads the user who locked a server, and the project of that user's token.
fn read_locker(
    entry: &LockEntry,
    holder: Option<LockedBy>,
    owner: &Owner<'_>,
    world: &World<'_>,
    at: Location,
) -> Result<(Option<String>, Option<String>), Wrong> {
    let people = world.people;
    let user = entry.user.value().map(|it| people.find_user(it)).transpose()?;
    let project = entry.project.value().map(|it| people.find_project(it)).transpose()?;
    let user = user.map(|it| &*it.id);
    let project = project.map(|it| &*it.id);
    // The holder must be the owner if `project` is the server's project, else an administrator.
    if let (Some(holder), Some(project)) = (holder, project)
        && (project == owner.project_id) != (holder == LockedBy::Owner)
    {
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
    let (user, project) = match holder {
        None => (user, project),
        Some(_) if entry.user.is_null() || entry.project.is_null() => (user, project),
        Some(LockedBy::Owner) => (user.or(Some(owner.user_id)), project.or(Some(owner.project_id))),
        Some(LockedBy::Admin) => {
            let admin = find_admin(user, project, owner, world, at)?;
            (Some(admin.user_id), Some(admin.project_id))
        }
    };
    Ok((user.map(str::to_owned), project.map(str::to_owned)))
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
