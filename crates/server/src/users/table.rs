//! Users as a table.

use super::request::{GivenRole, ListedUser};

const HEAD: [&str; 4] = ["NAME", "STATE", "ROLES", "ID"];

/// Formats a header and one line per user, in aligned columns.
pub(super) fn table(users: &[ListedUser]) -> String {
    let rows: Vec<[String; 4]> =
        [HEAD.map(str::to_owned)].into_iter().chain(users.iter().map(row)).collect();
    let width = |column: usize| {
        rows.iter().filter_map(|it| it.get(column)).map(|it| it.chars().count()).max()
    };
    let widths: Vec<usize> = (0..HEAD.len()).filter_map(width).collect();
    let line = |row: &[String; 4]| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        let line = cells.collect::<Vec<_>>().join("  ");
        format!("{}\n", line.trim_end())
    };
    rows.iter().map(line).collect()
}

fn row(user: &ListedUser) -> [String; 4] {
    let state = if user.enabled { "enabled" } else { "disabled" };
    let role = |GivenRole { project, role }: &GivenRole| format!("{role} in {project}");
    let roles: Vec<String> = user.roles.iter().map(role).collect();
    let roles = if roles.is_empty() { "-".to_owned() } else { roles.join(", ") };
    [user.name.clone(), state.to_owned(), roles, user.id.clone()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_they_have_to_be() {
        let role =
            |project: &str, role: &str| GivenRole { project: project.into(), role: role.into() };
        let user = |name: &str, enabled, roles| ListedUser {
            name: name.into(),
            id: "1f".into(),
            enabled,
            roles,
        };
        let users = [
            user("zoë", true, vec![role("a", "admin"), role("b", "member")]),
            user("somebody", false, Vec::new()),
        ];

        assert_eq!(
            table(&users),
            "NAME      STATE     ROLES                    ID\n\
             zoë       enabled   admin in a, member in b  1f\n\
             somebody  disabled  -                        1f\n"
        );
    }
}
