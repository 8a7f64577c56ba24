//! Chooses the lists that hold the servers of a query, and walks them.

use std::{
    ops::Bound,
    sync::Arc,
    time::{Duration, Instant},
};

use ferronova_compute::{
    Condition, LockedBy, Position, Query, Scope, Server, Status, is_same_text,
};
use redb::Range;
use uuid::Uuid;

use crate::{
    collectors::Collector,
    engine_error::{EngineError, log_damage},
    records::Stored,
    server_lists::{ALL_PROJECTS, Existence, ListKey, ServerList, position_of},
    server_reader::ServerReader,
    snapshot::{Snapshot, name_in},
};

/// Maximum duration of one slice of a walk. It is enough for thousands of rows, unless the query
/// has a pattern that is slow to match.
const SLICE: Duration = Duration::from_millis(10);

/// A walk over the servers of a query, with the collector that receives them. It can stop after any
/// row and continue later, on another thread.
pub(crate) struct Walk<F> {
    snapshot: Arc<Snapshot>,
    lists: Vec<(u32, ServerList)>,
    after: Option<Position>,
    collector: F,
    is_done: bool,
}

impl<F: Collector> Walk<F> {
    /// Begins a walk over the servers of a query, after the query's position.
    pub(crate) fn begin(
        snapshot: Arc<Snapshot>,
        query: &Query,
        collector: F,
    ) -> Result<Self, EngineError> {
        let lists = choose_lists(&snapshot, query)?;
        let mut walk = Self::over(snapshot, lists, collector);
        walk.after = query.after;
        walk.is_done = walk.lists.is_empty() || walk.collector.is_full();
        if let Some(id) = only_id(query)
            && !walk.is_done
        {
            walk.is_done = true;
            walk.look_up(query, id)?;
        }
        Ok(walk)
    }

    pub(crate) fn over(
        snapshot: Arc<Snapshot>,
        lists: Vec<(u32, ServerList)>,
        collector: F,
    ) -> Self {
        Self { snapshot, lists, after: None, collector, is_done: false }
    }

    /// Whether the collector has everything it wants, or no server is left.
    pub(crate) fn is_done(&self) -> bool {
        self.is_done
    }

    pub(crate) fn collector(&self) -> &F {
        &self.collector
    }

    pub(crate) fn into_collector(self) -> F {
        self.collector
    }

    /// Walks on until `rows` rows are read or [`SLICE`] is over.
    pub(crate) fn advance(&mut self, query: &Query, rows: usize) -> Result<(), EngineError> {
        let snapshot = self.snapshot.clone();
        let mut merged = MergedLists::open(&snapshot, &self.lists, self.after)?;
        let mut servers = ServerReader::of(&snapshot);
        // Without conditions a row takes about a microsecond, so the time is checked every 64 rows.
        // With conditions a row can take much longer.
        let rows_between_looks = if query.conditions.is_empty() { 64 } else { 1 };
        let began = Instant::now();
        for row in 1..=rows {
            let is_late = row % rows_between_looks == 0 && row > 1 && began.elapsed() > SLICE;
            if is_late || self.collector.is_full() {
                break;
            }
            let Some((position, may_match)) = merged.next(query)? else {
                self.is_done = true;
                return Ok(());
            };
            self.after = Some(position);
            if may_match {
                self.take(query, position, servers.read(position.number))?;
                if self.collector.pauses() {
                    break;
                }
            }
        }
        self.is_done = self.collector.is_full();
        Ok(())
    }

    /// Adds the server that was read at `position` to the collector if it satisfies the query. A
    /// damaged server is left out.
    fn take(
        &mut self,
        query: &Query,
        position: Position,
        read: Result<Option<Stored>, EngineError>,
    ) -> Result<(), EngineError> {
        let Some(stored) = unless_damaged(read)? else {
            return Ok(());
        };
        let server = &stored.server;
        // A damaged key must not show a server to a caller who may not see it.
        if Position::of(server) != position || !is_listed(query, server) {
            let id = server.id;
            log_damage(&format!("a list leads to server {id}, which is not of that list"));
            return Ok(());
        }
        if query.deletion.contains(server) && query.conditions.iter().all(|it| it.matches(server)) {
            self.collector.add(stored);
        }
        Ok(())
    }

    /// Collects the only server that can satisfy the query, without walking a list.
    fn look_up(&mut self, query: &Query, id: Uuid) -> Result<(), EngineError> {
        let Some(stored) = unless_damaged(self.snapshot.find(id))? else {
            return Ok(());
        };
        let server = &stored.server;
        let is_further = query.after.is_none_or(|it| Position::of(server) < it);
        let matches = query.conditions.iter().all(|it| it.matches(server));
        if is_further && matches && is_listed(query, server) && query.deletion.contains(server) {
            self.collector.add(stored);
        }
        Ok(())
    }
}

/// Returns the server that was read. If it is damaged, logs the damage and returns `None`, so that
/// the list goes on without it.
fn unless_damaged(
    read: Result<Option<Stored>, EngineError>,
) -> Result<Option<Stored>, EngineError> {
    match read {
        Ok(stored) => Ok(stored),
        Err(EngineError::Damaged(what)) => {
            log_damage(&format!("left a server out of a list: {what}"));
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Whether the server is in the scope of the query, and is living or gone as the query asks.
/// Without damage, this holds for all servers in the lists that the query walks.
fn is_listed(query: &Query, server: &Server) -> bool {
    let existence = Existence::of(server);
    query.scope.contains(&server.project_id)
        && Existence::within(query.deletion).iter().any(|(it, _)| *it == existence)
}

fn only_id(query: &Query) -> Option<Uuid> {
    query.conditions.iter().find_map(|it| if let Condition::Id(id) = it { Some(*id) } else { None })
}

/// Chooses the shortest lists that together have every server of the query: those of its project
/// and, if it asks for locked servers or for statuses, only the lists of these.
fn choose_lists(snapshot: &Snapshot, query: &Query) -> Result<Vec<(u32, ServerList)>, EngineError> {
    let mut filter = ListFilter::default();
    for condition in &query.conditions {
        filter.narrow(condition);
    }
    if filter.is_nothing {
        return Ok(Vec::new());
    }
    let projects = match (&query.scope, filter.project) {
        (Scope::Project(own), Some(id)) if !is_same_text(own, id) => Vec::new(),
        (Scope::Project(own), _) => snapshot.find_project(own)?.into_iter().collect(),
        (Scope::All, Some(id)) => snapshot.find_projects(id)?,
        (Scope::All, None) => vec![ALL_PROJECTS],
    };
    let mut lists = Vec::new();
    for project in projects {
        for (existence, only) in Existence::within(query.deletion) {
            lists.extend(filter.lists(*existence, *only).into_iter().map(|it| (project, it)));
        }
    }
    Ok(lists)
}

/// What the conditions of a query require of the lists to walk.
#[derive(Default)]
struct ListFilter<'a> {
    is_nothing: bool,
    project: Option<&'a str>,
    holders: Option<Vec<LockedBy>>,
    statuses: Option<Vec<Status>>,
}

impl<'a> ListFilter<'a> {
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

    /// The lists to walk for living or for gone servers. If `only` is given, the query needs no
    /// servers of other statuses.
    fn lists(&self, existence: Existence, only: Option<Status>) -> Vec<ServerList> {
        if let Some(holders) = &self.holders {
            return holders.iter().map(|it| ServerList::LockedBy(existence, *it)).collect();
        }
        let mut statuses = self.statuses.clone();
        if let Some(only) = only {
            intersect(&mut statuses, &[only]);
        }
        match statuses {
            Some(statuses) => {
                statuses.iter().map(|it| ServerList::Status(existence, *it)).collect()
            }
            None => vec![ServerList::All(existence)],
        }
    }
}

/// Keeps the values that are also in `any_of`, without duplicates: if a list were walked twice, its
/// servers would be found twice.
fn intersect<T: Copy + Ord>(kept: &mut Option<Vec<T>>, any_of: &[T]) {
    let mut both: Vec<T> = match kept {
        None => any_of.to_vec(),
        Some(kept) => kept.iter().copied().filter(|it| any_of.contains(it)).collect(),
    };
    both.sort_unstable();
    both.dedup();
    *kept = Some(both);
}

/// Several lists, walked backwards as if they were one list. All of them have the same order.
struct MergedLists<'a>(Vec<ListRows<'a>>);

struct ListRows<'a> {
    rows: Range<'a, &'static [u8; 21], &'static [u8]>,
    next: Option<Row<'a>>,
}

/// A row that was read ahead.
struct Row<'a> {
    position: Position,
    key: redb::AccessGuard<'a, &'static [u8; 21]>,
    name: redb::AccessGuard<'a, &'static [u8]>,
}

impl<'a> MergedLists<'a> {
    fn open(
        snapshot: &'a Snapshot,
        lists: &[(u32, ServerList)],
        after: Option<Position>,
    ) -> Result<Self, EngineError> {
        let mut merged = Vec::with_capacity(lists.len());
        for (project, list) in lists {
            let (first, last) = list.bounds(*project);
            let before = after.map(|it| list.key(*project, it));
            let end = before.as_ref().map_or(Bound::Included(&last), Bound::Excluded);
            let range = (Bound::Included(&first), end);
            let rows = snapshot.tables.lists()?.range::<&ListKey>(range)?;
            let mut source = ListRows { rows, next: None };
            source.advance()?;
            merged.push(source);
        }
        Ok(Self(merged))
    }

    /// The next position, and whether the query accepts the name of the server there.
    fn next(&mut self, query: &Query) -> Result<Option<(Position, bool)>, EngineError> {
        let newest = self.0.iter_mut().max_by_key(|it| it.next.as_ref().map(|row| row.position));
        let Some((source, row)) = newest.and_then(|it| it.next.take().map(|row| (it, row))) else {
            return Ok(None);
        };
        source.advance()?;
        Ok(Some((row.position, row.may_match(query))))
    }
}

impl ListRows<'_> {
    fn advance(&mut self) -> Result<(), EngineError> {
        self.next = match self.rows.next_back() {
            Some(row) => {
                let (key, name) = row?;
                Some(Row { position: position_of(key.value()), key, name })
            }
            None => None,
        };
        Ok(())
    }
}

impl Row<'_> {
    /// Whether the name in the row satisfies the query. If the row is damaged, returns `true`, and
    /// the name in the server's record decides.
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
