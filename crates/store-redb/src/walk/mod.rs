//! Walks over the servers of a query, in its order.

mod list_rows;
mod order_rows;
mod plan;
mod selection;
mod source;

use std::{
    collections::VecDeque,
    sync::Arc,
    time::{Duration, Instant},
};

use ferronova_compute::{Condition, Query, Server};
use uuid::Uuid;

use self::{
    plan::Plan,
    source::{Candidate, Source},
};
use crate::{
    collectors::Collector,
    engine_error::{EngineError, log_damage},
    records::{Extent, Stored},
    server_lists::{Existence, ServerList},
    server_reader::ServerReader,
    snapshot::Snapshot,
};

/// Maximum duration of one slice of a walk. It is enough for thousands of rows, unless the query
/// has a pattern that is slow to match.
const SLICE: Duration = Duration::from_millis(10);

/// Maximum number of rows that are read for sorting if there is also a source in the order of the
/// query. If there are more rows, that source is walked instead: with so many servers, a walk over
/// it is likely to find some of them soon.
const MAX_SORTED: usize = 20_000;

/// A walk over the servers of a query, with the collector that receives them. It can stop after any
/// row and continue later, on another thread.
pub(crate) struct Walk<F> {
    snapshot: Arc<Snapshot>,
    plan: Plan,
    /// The source that is walked; `None` if the walk has come to the end of all sources.
    source: Option<Source>,
    /// The numbers of selected servers that were not yet given to the collector.
    selected: VecDeque<u64>,
    /// The number of rows that were read for the selection.
    sorted: usize,
    collector: F,
    is_done: bool,
}

impl<F: Collector> Walk<F> {
    /// Begins a walk over the servers of a query, after its marker.
    pub(crate) fn begin(
        snapshot: Arc<Snapshot>,
        query: &Query,
        marker: Option<&Stored>,
        collector: F,
    ) -> Result<Self, EngineError> {
        let plan = Plan::of(&snapshot, query, marker)?;
        Self::begin_by(plan, snapshot, query, marker, collector)
    }

    /// Begins a walk over all servers of a query, in any order.
    pub(crate) fn in_any_order(
        snapshot: Arc<Snapshot>,
        query: &Query,
        collector: F,
    ) -> Result<Self, EngineError> {
        let plan = Plan::in_any_order(&snapshot, query)?;
        Self::begin_by(plan, snapshot, query, None, collector)
    }

    fn begin_by(
        plan: Plan,
        snapshot: Arc<Snapshot>,
        query: &Query,
        marker: Option<&Stored>,
        collector: F,
    ) -> Result<Self, EngineError> {
        let mut walk = Self::by(plan, snapshot, collector);
        walk.is_done = walk.source.is_none() || walk.collector.is_full();
        if let Some(id) = only_id(query)
            && !walk.is_done
        {
            walk.is_done = true;
            walk.look_up(query, marker, id)?;
        }
        Ok(walk)
    }

    /// Begins a walk over these lists.
    pub(crate) fn over(
        snapshot: Arc<Snapshot>,
        lists: Vec<(u32, ServerList)>,
        collector: F,
    ) -> Self {
        Self::by(Plan::over(lists), snapshot, collector)
    }

    fn by(mut plan: Plan, snapshot: Arc<Snapshot>, collector: F) -> Self {
        let source = plan.sources.pop_front();
        let selected = VecDeque::new();
        Self { snapshot, plan, source, selected, sorted: 0, collector, is_done: false }
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
        let mut servers = ServerReader::of(&snapshot, Extent::of(query.parts_to_read()));
        while let Some(number) = self.selected.pop_front() {
            if let Some(stored) = unless_damaged(servers.read(number))? {
                self.collector.add(stored);
            }
            if self.collector.pauses() || self.collector.is_full() {
                self.is_done = self.collector.is_full();
                return Ok(());
            }
        }
        let Some(mut source) = self.source.take() else {
            self.is_done = true;
            return Ok(());
        };
        let is_at_end = self.walk(query, rows, &mut source, &mut servers)?;
        self.source = if is_at_end { self.next_source(source) } else { Some(source) };
        self.is_done =
            self.collector.is_full() || (self.source.is_none() && self.selected.is_empty());
        Ok(())
    }

    /// Walks one source, and returns whether this source is finished.
    fn walk(
        &mut self,
        query: &Query,
        n_rows: usize,
        source: &mut Source,
        servers: &mut ServerReader<'_>,
    ) -> Result<bool, EngineError> {
        let snapshot = self.snapshot.clone();
        let mut rows = source.open(&snapshot)?;
        let mut last = None;
        // Without conditions a row takes about a microsecond, so the time is checked every 64 rows.
        // With conditions a row can take much longer.
        let rows_between_looks = if query.conditions.is_empty() { 64 } else { 1 };
        let began = Instant::now();
        for row in 1..=n_rows {
            let is_late = row % rows_between_looks == 0 && row > 1 && began.elapsed() > SLICE;
            if is_late || self.collector.is_full() {
                break;
            }
            let Some(candidate) = rows.next(query)? else {
                return Ok(true);
            };
            if self.is_sorted(source, &candidate) {
                return Ok(true);
            }
            if candidate.may_match && self.may_take(&candidate) {
                self.take(query, source, &candidate, servers.read(candidate.number))?;
            }
            last = Some(candidate);
            if self.collector.pauses() {
                break;
            }
        }
        drop(rows);
        if let Some(last) = last {
            source.pass(last);
        }
        Ok(false)
    }

    /// Whether the selection needs no more rows of its source, because no later row can be among
    /// the first in the order, or because there are too many rows to sort. In the latter case, ends
    /// the selection, so that the sources in the order of the query are walked instead.
    fn is_sorted(&mut self, source: &Source, candidate: &Candidate) -> bool {
        let Some(selection) = &self.plan.selection else {
            return false;
        };
        self.sorted += 1;
        if self.sorted > MAX_SORTED && !self.plan.otherwise.is_empty() {
            self.plan.selection = None;
            self.plan.sources = std::mem::take(&mut self.plan.otherwise);
            return true;
        }
        let direction = source.direction_of_creation();
        direction.is_some_and(|it| selection.is_over(it, candidate.created))
    }

    fn may_take(&self, candidate: &Candidate) -> bool {
        self.plan.selection.as_ref().is_none_or(|it| it.may_take(candidate.created))
    }

    /// Passes the server that a row leads to on to the selection or the collector, if the server
    /// satisfies the query. A damaged server is left out.
    fn take(
        &mut self,
        query: &Query,
        source: &Source,
        candidate: &Candidate,
        read: Result<Option<Stored>, EngineError>,
    ) -> Result<(), EngineError> {
        let Some(stored) = unless_damaged(read)? else {
            return Ok(());
        };
        let server = &stored.server;
        // A damaged key must not show a server to a caller who may not see it.
        if !source.leads_to(candidate, server) || !is_listed(query, server) {
            let id = server.id;
            log_damage(&format!("a list leads to server {id}, which is not of that list"));
            return Ok(());
        }
        if !satisfies(query, server) {
            return Ok(());
        }
        match &mut self.plan.selection {
            Some(selection) => selection.offer(server),
            None => self.collector.add(stored),
        }
        Ok(())
    }

    /// Collects the only server that can satisfy the query, without walking a list.
    fn look_up(
        &mut self,
        query: &Query,
        marker: Option<&Stored>,
        id: Uuid,
    ) -> Result<(), EngineError> {
        let Some(stored) = unless_damaged(self.snapshot.find(id))? else {
            return Ok(());
        };
        let (server, order) = (&stored.server, &query.order);
        let is_further = marker.is_none_or(|it| {
            order.compare(&order.place_of(server), &order.place_of(&it.server)).is_gt()
        });
        if is_further && is_listed(query, server) && satisfies(query, server) {
            self.collector.add(stored);
        }
        Ok(())
    }

    /// Returns the source to walk after `ended`. With a selection, that is `ended` again, as long as
    /// more servers can be selected.
    fn next_source(&mut self, mut ended: Source) -> Option<Source> {
        let Some(selection) = &mut self.plan.selection else {
            return self.plan.sources.pop_front();
        };
        self.plan.otherwise.clear();
        let (numbers, may_have_more) = selection.take();
        self.selected = numbers.into();
        selection.begin_source(&mut ended);
        may_have_more.then_some(ended)
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

fn satisfies(query: &Query, server: &Server) -> bool {
    query.deletion.contains(server) && query.conditions.iter().all(|it| it.matches(server))
}

/// Whether the server is in the scope of the query, and is living or gone as the query asks.
/// Without damage, this holds for all servers in the sources that the query walks.
fn is_listed(query: &Query, server: &Server) -> bool {
    let existence = Existence::of(server);
    query.scope.contains(&server.project_id)
        && Existence::within(query.deletion).iter().any(|(it, _)| *it == existence)
}

fn only_id(query: &Query) -> Option<Uuid> {
    query.conditions.iter().find_map(|it| if let Condition::Id(id) = it { Some(*id) } else { None })
}
