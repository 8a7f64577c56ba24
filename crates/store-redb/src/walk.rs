//! Which lists a query walks, and the walk.

use std::{
    ops::Bound,
    sync::Arc,
    time::{Duration, Instant},
};

use ferronova_compute::{
    Condition, LockedBy, Position, Query, Scope, Server, ServerRef, Status, is_same_text,
};
use redb::Range;

use crate::{
    descent::Descent,
    failure::{Failure, tell_of_damage},
    found::Found,
    list::{ALL_PROJECTS, Class, List, ListKey, place_of},
    records::Stored,
    snapshot::{Snapshot, name_in},
};

/// How long a part of a walk may take. That is many rows, unless a pattern is hard to match.
const SLICE: Duration = Duration::from_millis(10);

/// A walk over the servers of a query, and what was found on it. It can stop anywhere and go on
/// later, in another thread.
pub(crate) struct Walk<F> {
    snapshot: Arc<Snapshot>,
    lists: Vec<(u32, List)>,
    after: Option<Position>,
    found: F,
    is_done: bool,
}

impl<F: Found> Walk<F> {
    /// Begins to look for the servers of a query, behind its position.
    pub(crate) fn begin(snapshot: Arc<Snapshot>, query: &Query, found: F) -> Result<Self, Failure> {
        let lists = choose_lists(&snapshot, query)?;
        let mut walk = Self::over(snapshot, lists, found);
        walk.after = query.after;
        walk.is_done = walk.lists.is_empty() || walk.found.is_enough();
        if let Some(id) = only_id(query)
            && !walk.is_done
        {
            walk.is_done = true;
            walk.look_up(query, id)?;
        }
        Ok(walk)
    }

    /// Begins a walk over these lists.
    pub(crate) fn over(snapshot: Arc<Snapshot>, lists: Vec<(u32, List)>, found: F) -> Self {
        Self { snapshot, lists, after: None, found, is_done: false }
    }

    /// Whether everything is found that is wanted.
    pub(crate) fn is_done(&self) -> bool {
        self.is_done
    }

    /// What is found.
    pub(crate) fn found(&self) -> &F {
        &self.found
    }

    /// What was found.
    pub(crate) fn into_found(self) -> F {
        self.found
    }

    /// Walks on, over so many rows at most, and not for long.
    pub(crate) fn advance(&mut self, query: &Query, rows: usize) -> Result<(), Failure> {
        let snapshot = self.snapshot.clone();
        let mut sources = Sources::open(&snapshot, &self.lists, self.after)?;
        let mut servers = Descent::into(&snapshot);
        // Without a condition a row takes a microsecond, with one it can take many.
        let rows_between_looks = if query.conditions.is_empty() { 64 } else { 1 };
        let began = Instant::now();
        for row in 1..=rows {
            let is_late = row % rows_between_looks == 0 && row > 1 && began.elapsed() > SLICE;
            if is_late || self.found.is_enough() {
                break;
            }
            let Some((place, may_match)) = sources.next(query)? else {
                self.is_done = true;
                return Ok(());
            };
            self.after = Some(place);
            if may_match {
                self.take(query, place, servers.read(place.number))?;
                if self.found.pauses() {
                    break;
                }
            }
        }
        self.is_done = self.found.is_enough();
        Ok(())
    }

    /// Adds the server at `place`, if it satisfies the query. A damaged one is left out.
    fn take(
        &mut self,
        query: &Query,
        place: Position,
        read: Result<Option<Stored>, Failure>,
    ) -> Result<(), Failure> {
        let Some(stored) = unless_damaged(read)? else {
            return Ok(());
        };
        let server = &stored.server;
        // A damaged key must not bring a server to somebody who may not see it.
        if Position::of(server) != place || !is_listed(query, server) {
            let id = server.id;
            tell_of_damage(&format!("a list leads to server {id}, which is not of that list"));
            return Ok(());
        }
        if query.deletion.contains(server) && query.conditions.iter().all(|it| it.matches(server)) {
            self.found.add(stored);
        }
        Ok(())
    }

    /// Adds the one server that can satisfy the query.
    fn look_up(&mut self, query: &Query, id: ServerRef) -> Result<(), Failure> {
        let Some(stored) = unless_damaged(self.snapshot.find(id))? else {
            return Ok(());
        };
        let server = &stored.server;
        let is_further = query.after.is_none_or(|it| Position::of(server) < it);
        let matches = query.conditions.iter().all(|it| it.matches(server));
        if is_further && matches && is_listed(query, server) && query.deletion.contains(server) {
            self.found.add(stored);
        }
        Ok(())
    }
}

/// The server that was read. A list goes on without a damaged one, and says so in the log.
fn unless_damaged(read: Result<Option<Stored>, Failure>) -> Result<Option<Stored>, Failure> {
    match read {
        Ok(stored) => Ok(stored),
        Err(Failure::Damaged(what)) => {
            tell_of_damage(&format!("left a server out of a list: {what}"));
            Ok(None)
        }
        Err(failure) => Err(failure),
    }
}

/// Whether the server stands in lists that the query may look at.
fn is_listed(query: &Query, server: &Server) -> bool {
    let class = Class::of(server);
    query.scope.contains(&server.project_id)
        && Class::within(query.deletion).iter().any(|(it, _)| *it == class)
}

fn only_id(query: &Query) -> Option<ServerRef> {
    query
        .conditions
        .iter()
        .find_map(|it| if let Condition::Id(id) = it { Some(ServerRef::Id(*id)) } else { None })
}

/// The fewest rows that hold every server of the query: those of its project, and of them the
/// locked ones or the ones in its statuses, if it asks for these.
fn choose_lists(snapshot: &Snapshot, query: &Query) -> Result<Vec<(u32, List)>, Failure> {
    let mut wanted = Wanted::default();
    for condition in &query.conditions {
        wanted.narrow(condition);
    }
    if wanted.is_nothing {
        return Ok(Vec::new());
    }
    let projects = match (&query.scope, wanted.project) {
        (Scope::Project(own), Some(id)) if !is_same_text(own, id) => Vec::new(),
        (Scope::Project(own), _) => snapshot.find_project(own)?.into_iter().collect(),
        (Scope::All, Some(id)) => snapshot.find_projects(id)?,
        (Scope::All, None) => vec![ALL_PROJECTS],
    };
    let mut lists = Vec::new();
    for project in projects {
        for (class, only) in Class::within(query.deletion) {
            lists.extend(wanted.lists(*class, *only).into_iter().map(|it| (project, it)));
        }
    }
    Ok(lists)
}

/// What conditions say about the lists to walk.
#[derive(Default)]
struct Wanted<'a> {
    is_nothing: bool,
    project: Option<&'a str>,
    holders: Option<Vec<LockedBy>>,
    statuses: Option<Vec<Status>>,
}

impl<'a> Wanted<'a> {
    fn narrow(&mut self, condition: &'a Condition) {
        match condition {
            Condition::Never => self.is_nothing = true,
            Condition::Project(id) => match self.project {
                Some(only) if !is_same_text(only, id) => self.is_nothing = true,
                Some(_) | None => self.project = Some(id),
            },
            Condition::Locked(true) => intersect(&mut self.holders, LockedBy::ALL),
            Condition::LockedBy(holder) => intersect(&mut self.holders, &[*holder]),
            Condition::Status(any_of) => intersect(&mut self.statuses, any_of),
            Condition::Locked(false)
            | Condition::Name(_)
            | Condition::Image(_)
            | Condition::Flavor(_)
            | Condition::Ip(_)
            | Condition::Ip6(_)
            | Condition::FixedIp(_)
            | Condition::ReservationId(_)
            | Condition::ChangesSince(_)
            | Condition::Host(_)
            | Condition::User(_)
            | Condition::Id(_)
            | Condition::VmState(_)
            | Condition::TaskState(_)
            | Condition::SecurityGroup(_)
            | Condition::Metadata(_)
            | Condition::Column(..) => {}
        }
    }

    /// The lists of that half, where servers are wanted in the status `only` if there is one.
    fn lists(&self, class: Class, only: Option<Status>) -> Vec<List> {
        if let Some(holders) = &self.holders {
            return holders.iter().map(|it| List::LockedBy(class, *it)).collect();
        }
        let mut statuses = self.statuses.clone();
        if let Some(only) = only {
            intersect(&mut statuses, &[only]);
        }
        match statuses {
            Some(statuses) => statuses.iter().map(|it| List::Status(class, *it)).collect(),
            None => vec![List::All(class)],
        }
    }
}

/// Keeps what is in `any_of` too, each once: no list may be walked twice.
fn intersect<T: Copy + Ord>(kept: &mut Option<Vec<T>>, any_of: &[T]) {
    let mut both: Vec<T> = match kept {
        None => any_of.to_vec(),
        Some(kept) => kept.iter().copied().filter(|it| any_of.contains(it)).collect(),
    };
    both.sort_unstable();
    both.dedup();
    *kept = Some(both);
}

/// Several lists, walked as one, backwards.
struct Sources<'a>(Vec<Source<'a>>);

struct Source<'a> {
    rows: Range<'a, &'static [u8; 21], &'static [u8]>,
    head: Option<Row<'a>>,
}

/// A row that was read and not yet passed on.
struct Row<'a> {
    place: Position,
    key: redb::AccessGuard<'a, &'static [u8; 21]>,
    name: redb::AccessGuard<'a, &'static [u8]>,
}

impl<'a> Sources<'a> {
    fn open(
        snapshot: &'a Snapshot,
        lists: &[(u32, List)],
        after: Option<Position>,
    ) -> Result<Self, Failure> {
        let mut sources = Vec::with_capacity(lists.len());
        for (project, list) in lists {
            let (first, last) = list.bounds(*project);
            let before = after.map(|it| list.key(*project, it));
            let end = before.as_ref().map_or(Bound::Included(&last), Bound::Excluded);
            let range = (Bound::Included(&first), end);
            let rows = snapshot.tables.lists()?.range::<&ListKey>(range)?;
            let mut source = Source { rows, head: None };
            source.advance()?;
            sources.push(source);
        }
        Ok(Self(sources))
    }

    /// The next place, and whether the server there can satisfy what the query says of names.
    fn next(&mut self, query: &Query) -> Result<Option<(Position, bool)>, Failure> {
        let newest = self.0.iter_mut().max_by_key(|it| it.head.as_ref().map(|row| row.place));
        let Some((source, row)) = newest.and_then(|it| it.head.take().map(|row| (it, row))) else {
            return Ok(None);
        };
        source.advance()?;
        Ok(Some((row.place, row.may_match(query))))
    }
}

impl Source<'_> {
    fn advance(&mut self) -> Result<(), Failure> {
        self.head = match self.rows.next_back() {
            Some(row) => {
                let (key, name) = row?;
                Some(Row { place: place_of(key.value()), key, name })
            }
            None => None,
        };
        Ok(())
    }
}

impl Row<'_> {
    /// Whether the name satisfies the query. Of a damaged row the record is asked.
    fn may_match(&self, query: &Query) -> bool {
        query.conditions.iter().all(|it| {
            let Condition::Name(pattern) = it else {
                return true;
            };
            let name = name_in(self.key.value(), self.name.value());
            name.is_none_or(|it| pattern.matches(it))
        })
    }
}
