//! Chooses how a walk finds the servers of a query.

use std::collections::VecDeque;

use ferronova_compute::{
    Condition, Order, Query, Scope, Server, SortDirection, SortKey, Status, Timestamp, is_same_text,
};

use super::{
    order_rows::OrderRange,
    selection::{Selection, direction_of_creation},
    source::Source,
};
use crate::{
    engine_error::EngineError,
    orders::{Index, value_of_text, value_of_time},
    records::Stored,
    server_lists::{ALL_PROJECTS, Existence, LockKind, ServerList},
    snapshot::Snapshot,
};

/// How a walk finds the servers of a query.
pub(super) struct Plan {
    /// The sources to walk, one after the other.
    pub(super) sources: VecDeque<Source>,
    /// Sorts the servers, if the sources have another order than the query.
    pub(super) selection: Option<Selection>,
    /// Sources in the order of the query, to walk instead if there is too much to sort.
    pub(super) otherwise: VecDeque<Source>,
}

impl Plan {
    /// Chooses the sources that have the fewest servers besides those that the query wants. They
    /// are sources of the query's project. If the query asks for locks, statuses, tags or servers
    /// that changed since some time, the sources have only the servers that satisfy one of these
    /// conditions.
    pub(super) fn of(
        snapshot: &Snapshot,
        query: &Query,
        marker: Option<&Stored>,
    ) -> Result<Self, EngineError> {
        let filter = Filter::of(query);
        let projects = filter.projects(snapshot, query)?;
        let narrow = filter.narrow_source(query, &projects);
        let in_order = filter.sources_in_order(query, &projects, marker.map(|it| &*it.server));
        let select = |mut source, otherwise| {
            let after = marker.map(|it| &*it.server);
            let selection = Selection::begin(&query.order, after, query.limit);
            selection.begin_source(&mut source);
            Self { sources: VecDeque::from([source]), selection: Some(selection), otherwise }
        };
        Ok(match narrow {
            Some(narrow) => select(narrow, in_order),
            None if in_order.is_empty() && !projects.is_empty() => {
                let direction = direction_of_walk(&query.order);
                select(filter.lists(query, &projects, direction), in_order)
            }
            None => Self { sources: in_order, selection: None, otherwise: VecDeque::new() },
        })
    }

    /// Like [`Self::of`], for all servers of the query, in any order.
    pub(super) fn in_any_order(snapshot: &Snapshot, query: &Query) -> Result<Self, EngineError> {
        let filter = Filter::of(query);
        let projects = filter.projects(snapshot, query)?;
        let all = || filter.lists(query, &projects, SortDirection::Descending);
        let source = filter.narrow_source(query, &projects).unwrap_or_else(all);
        Ok(Self::by(source))
    }

    /// Walks these lists from the newest server to the oldest.
    pub(super) fn over(lists: Vec<(u32, ServerList)>) -> Self {
        let direction = SortDirection::Descending;
        Self::by(Source::Lists { lists, direction, after: None })
    }

    fn by(source: Source) -> Self {
        let sources = VecDeque::from([source]);
        Self { sources, selection: None, otherwise: VecDeque::new() }
    }
}

/// What the conditions of a query require of its servers, as far as sources can tell them apart.
#[derive(Default)]
struct Filter<'a> {
    is_nothing: bool,
    project: Option<&'a str>,
    /// The value that the flag of the lock must have; `None` if both are accepted.
    flag: Option<bool>,
    locks: Option<Vec<LockKind>>,
    statuses: Option<Vec<Status>>,
    changed_since: Option<Timestamp>,
    /// Tags of which each server has at least one.
    tags: Option<&'a [String]>,
}

impl<'a> Filter<'a> {
    fn of(query: &'a Query) -> Self {
        let mut filter = Self::default();
        for condition in &query.conditions {
            filter.narrow(condition);
        }
        filter
    }

    fn narrow(&mut self, condition: &'a Condition) {
        match condition {
            Condition::Never => self.is_nothing = true,
            Condition::Project(id) => match self.project {
                Some(only) if !is_same_text(only, id) => self.is_nothing = true,
                Some(_) | None => self.project = Some(id),
            },
            Condition::Locked(flag) => {
                self.is_nothing |= self.flag == Some(!flag);
                self.flag = Some(*flag);
                if *flag {
                    self.narrow_locks(LockKind::is_set);
                }
            }
            Condition::LockedBy(by) => self.narrow_locks(|it| it.holder() == Some(*by)),
            Condition::Status(any_of) => intersect(&mut self.statuses, any_of),
            Condition::ChangesSince(time) => {
                self.changed_since = self.changed_since.max(Some(*time));
            }
            Condition::Tags(all) => {
                self.tags = all.first().map(std::slice::from_ref).or(self.tags);
            }
            Condition::TagsAny(any_of) => self.tags = self.tags.or(Some(any_of)),
            Condition::NotTags(_)
            | Condition::NotTagsAny(_)
            | Condition::ChangesBefore(_)
            | Condition::Name(_)
            | Condition::Image(_)
            | Condition::Flavor(_)
            | Condition::Ip(_)
            | Condition::Ip6(_)
            | Condition::FixedIp(_)
            | Condition::ReservationId(_)
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

    fn narrow_locks(&mut self, is_wanted: impl Fn(LockKind) -> bool) {
        let kept: Vec<LockKind> = LockKind::ALL.into_iter().filter(|it| is_wanted(*it)).collect();
        intersect(&mut self.locks, &kept);
    }

    /// The numbers of the projects to look in; [`ALL_PROJECTS`] for all.
    fn projects(&self, snapshot: &Snapshot, query: &Query) -> Result<Vec<u32>, EngineError> {
        if self.is_nothing {
            return Ok(Vec::new());
        }
        Ok(match (&query.scope, self.project) {
            (Scope::Project(own), Some(id)) if !is_same_text(own, id) => Vec::new(),
            (Scope::Project(own), _) => snapshot.find_project(own)?.into_iter().collect(),
            (Scope::All, Some(id)) => snapshot.find_projects(id)?,
            (Scope::All, None) => vec![ALL_PROJECTS],
        })
    }

    /// Returns the source with the fewest servers: those of the wanted locks or statuses, else
    /// those with a wanted tag, else those that changed since some time. Returns `None` if the
    /// query asks for none of these, or if [`Self::sources_in_order`] has the same servers.
    fn narrow_source(&self, query: &Query, projects: &[u32]) -> Option<Source> {
        if projects.is_empty() {
            return None;
        }
        // In an order by creation, the servers that come first are the most likely to be wanted.
        let direction = direction_of_walk(&query.order);
        if self.locks.is_some() || self.statuses.is_some() {
            let is_by_lock = matches!(query.order.keys(), [(SortKey::Locked, _)]);
            let is_in_order = direction_of_lists(&query.order).is_some()
                || (is_by_lock && self.flag == Some(true));
            return (!is_in_order).then(|| self.lists(query, projects, direction));
        }
        let (index, own_key) = if self.tags.is_some() {
            (Index::Tag, SortKey::Created)
        } else if self.changed_since.is_some() {
            (Index::Updated, SortKey::Updated)
        } else {
            return None;
        };
        let is_in_order = matches!(query.order.keys(), [(key, _)] if *key == own_key);
        (!is_in_order).then(|| self.index(index, query, projects, direction))
    }

    /// Returns the sources that have the order of the query, beginning after its marker; empty if
    /// there are none.
    fn sources_in_order(
        &self,
        query: &Query,
        projects: &[u32],
        marker: Option<&Server>,
    ) -> VecDeque<Source> {
        if projects.is_empty() {
            return VecDeque::new();
        }
        let mut source = if let Some(direction) = direction_of_lists(&query.order) {
            self.lists(query, projects, direction)
        } else {
            let (index, direction) = match query.order.keys() {
                [] => (Index::Id, SortDirection::Ascending),
                [(SortKey::Created, direction)] if self.tags.is_some() => (Index::Tag, *direction),
                [(SortKey::Created, direction)] => (Index::Created, *direction),
                [(SortKey::Updated, direction)] => (Index::Updated, *direction),
                [(SortKey::Name, direction)] => (Index::Name, *direction),
                [(SortKey::Locked, direction)] => {
                    return self.by_lock(query, projects, *direction, marker);
                }
                _ => return VecDeque::new(),
            };
            self.index(index, query, projects, direction)
        };
        if let Some(marker) = marker {
            source.begin_after(marker);
        }
        VecDeque::from([source])
    }

    /// Returns a source of the unlocked servers and one of the locked servers, in the order that
    /// `direction` says. Either is left out if the marker is behind it or the query does not ask
    /// for it.
    fn by_lock(
        &self,
        query: &Query,
        projects: &[u32],
        direction: SortDirection,
        marker: Option<&Server>,
    ) -> VecDeque<Source> {
        let mut halves = VecDeque::new();
        for (index, is_locked) in [(Index::Id, false), (Index::Locked, true)] {
            let mut half = self.index(index, query, projects, SortDirection::Ascending);
            half.pass_over_locked(!is_locked);
            match direction {
                SortDirection::Ascending => halves.push_back((half, is_locked)),
                SortDirection::Descending => halves.push_front((half, is_locked)),
            }
        }
        if let Some(marker) = marker {
            while halves.front().is_some_and(|(_, it)| *it != marker.lock.is_set) {
                halves.pop_front();
            }
            if let Some((half, _)) = halves.front_mut() {
                half.begin_after(marker);
            }
        }
        let is_wanted = |is_locked| self.flag.is_none_or(|it| it == is_locked);
        halves.into_iter().filter(|(_, it)| is_wanted(*it)).map(|(half, _)| half).collect()
    }

    fn index(
        &self,
        index: Index,
        query: &Query,
        projects: &[u32],
        direction: SortDirection,
    ) -> Source {
        let from = match self.changed_since {
            Some(since) if index == Index::Updated => value_of_time(since).to_vec(),
            Some(_) | None => Vec::new(),
        };
        let (ranges, only_unlocked) =
            (self.ranges(index, query, projects), self.flag == Some(false));
        Source::Index { index, ranges, direction, from, only_unlocked, after: None }
    }

    /// The ranges of an index that may have servers of the query.
    fn ranges(&self, index: Index, query: &Query, projects: &[u32]) -> Vec<OrderRange> {
        let mut heads = match (index, self.tags) {
            (Index::Tag, Some(tags)) => tags.iter().map(|it| value_of_text(it)).collect(),
            (_, _) => vec![Vec::new()],
        };
        heads.sort_unstable();
        heads.dedup();
        let mut ranges = Vec::new();
        for project in projects {
            for (existence, _) in Existence::within(query.deletion) {
                let of_head = |head: &Vec<u8>| {
                    let (project, existence, head) = (*project, *existence, head.clone());
                    OrderRange { project, existence, head }
                };
                ranges.extend(heads.iter().map(of_head));
            }
        }
        ranges
    }

    fn lists(&self, query: &Query, projects: &[u32], direction: SortDirection) -> Source {
        let mut lists = Vec::new();
        for project in projects {
            for (existence, only) in Existence::within(query.deletion) {
                let of_project = self.lists_of(*existence, *only);
                lists.extend(of_project.into_iter().map(|it| (*project, it)));
            }
        }
        Source::Lists { lists, direction, after: None }
    }

    /// Returns the lists of living or of gone servers that the query wants: lists by lock, else by
    /// status, else of all. If `only` is given, lists by status or of all are limited to this
    /// status.
    fn lists_of(&self, existence: Existence, only: Option<Status>) -> Vec<ServerList> {
        if let Some(locks) = &self.locks {
            return locks.iter().map(|it| ServerList::Locked(existence, *it)).collect();
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

/// The direction in which sources in the order of creation are walked for an order: its own, if it is
/// an order by creation, else the newest server first.
fn direction_of_walk(order: &Order) -> SortDirection {
    direction_of_creation(order).unwrap_or(SortDirection::Descending)
}

/// The direction in which lists have this order; `None` if lists have another order.
fn direction_of_lists(order: &Order) -> Option<SortDirection> {
    match order.keys() {
        [(SortKey::Created, created), (SortKey::Number, number)] => {
            (created == number).then_some(*created)
        }
        _ => None,
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
