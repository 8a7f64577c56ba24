//! Selects the servers that come first in one order, from servers that arrive in another.

use std::cmp::Ordering;

use ferronova_compute::{Order, Place, Server, SortDirection, SortKey, Timestamp};

use super::source::Source;

/// Maximum number of servers that are selected at once, which bounds the memory of a selection. For
/// a longer page the servers are walked again.
const MAX_SELECTED: usize = 1000;

/// The servers that come first in an order, among those that were offered so far.
pub(super) struct Selection {
    order: Order,
    /// The server behind which the page begins.
    after: Option<Selected>,
    limit: usize,
    /// The selected servers, in order.
    selected: Vec<Selected>,
}

/// A selected server.
struct Selected {
    place: Place,
    created: Timestamp,
    number: u64,
}

impl Selected {
    fn of(order: &Order, server: &Server) -> Self {
        let Server { created, number, .. } = *server;
        Self { place: order.place_of(server), created, number }
    }
}

impl Selection {
    /// Begins a selection of at most `limit` servers, all behind the server `after`.
    pub(super) fn begin(order: &Order, after: Option<&Server>, limit: usize) -> Self {
        let after = after.map(|it| Selected::of(order, it));
        let limit = limit.min(MAX_SELECTED);
        Self { order: order.clone(), after, limit, selected: Vec::new() }
    }

    /// Makes a source begin again. If it has the direction of creation of the wanted order, it skips
    /// the rows that come before the server `after`.
    pub(super) fn begin_source(&self, source: &mut Source) {
        let direction = direction_of_creation(&self.order);
        let is_in_order = direction.is_some() && source.direction_of_creation() == direction;
        let after = self.after.as_ref().filter(|_| is_in_order);
        source.begin_at(after.map(|it| it.created));
    }

    /// Whether a server that was created at this time may be among the first. Only an order by
    /// creation can rule this out.
    pub(super) fn may_take(&self, created: Timestamp) -> bool {
        let Some(direction) = direction_of_creation(&self.order) else {
            return true;
        };
        let compare = |it: &Selected| direction.apply(created.cmp(&it.created));
        let is_behind_marker = self.after.as_ref().is_none_or(|it| compare(it) != Ordering::Less);
        is_behind_marker && self.last().is_none_or(|it| compare(it) != Ordering::Greater)
    }

    /// Whether a source in this direction of creation, which has reached a server created at this
    /// time, has no more servers to select.
    pub(super) fn is_over(&self, direction: SortDirection, created: Timestamp) -> bool {
        direction_of_creation(&self.order) == Some(direction)
            && self.last().is_some_and(|it| direction.apply(created.cmp(&it.created)).is_gt())
    }

    /// Selects a server if it is among the first.
    pub(super) fn offer(&mut self, server: &Server) {
        let new = Selected::of(&self.order, server);
        let compare = |it: &Selected| self.order.compare(&it.place, &new.place);
        if self.after.as_ref().is_some_and(|it| compare(it).is_ge()) {
            return;
        }
        let index = self.selected.partition_point(|it| compare(it).is_lt());
        if index < self.limit {
            self.selected.truncate(self.limit - 1);
            self.selected.insert(index, new);
        }
    }

    /// Takes the numbers of the selected servers, in order. The selection begins again behind them.
    /// Also returns whether the page may need another selection.
    pub(super) fn take(&mut self) -> (Vec<u64>, bool) {
        let is_full = self.limit == MAX_SELECTED && self.selected.len() == self.limit;
        let numbers = self.selected.iter().map(|it| it.number).collect();
        if let Some(last) = self.selected.drain(..).next_back() {
            self.after = Some(last);
        }
        (numbers, is_full)
    }

    /// The last of the selected servers, if there are as many as wanted.
    fn last(&self) -> Option<&Selected> {
        self.selected.last().filter(|_| self.selected.len() == self.limit)
    }
}

/// The direction of creation in which an order begins; `None` if it begins with another key.
pub(super) fn direction_of_creation(order: &Order) -> Option<SortDirection> {
    let (key, direction) = order.keys().first()?;
    (*key == SortKey::Created).then_some(*direction)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(number: u64) -> Server {
        let created = Timestamp::from_seconds(i64::try_from(number).unwrap() / 10);
        Server { number, created, ..Server::default() }
    }

    fn select(after: Option<u64>, limit: usize, offered: &[u64]) -> Vec<u64> {
        let after = after.map(server);
        let mut selection = Selection::begin(&Order::newest_first(), after.as_ref(), limit);
        for number in offered {
            let server = server(*number);
            if selection.may_take(server.created) {
                selection.offer(&server);
            }
        }
        selection.take().0
    }

    #[test]
    fn the_first_of_the_order_are_selected_whatever_comes_first() {
        assert_eq!(select(None, 3, &[5, 31, 12, 30, 29, 4]), [31, 30, 29]);
        assert_eq!(select(Some(30), 3, &[5, 31, 12, 30, 29, 4]), [29, 12, 5]);
        assert_eq!(select(Some(4), 3, &[5, 31, 4]), [0_u64; 0]);
        assert_eq!(select(None, 0, &[5]), [0_u64; 0]);
    }

    #[test]
    fn a_long_page_is_selected_in_pieces() {
        let mut selection = Selection::begin(&Order::newest_first(), None, usize::MAX);
        let mut all = Vec::new();
        loop {
            for number in 0..2500 {
                selection.offer(&server(number));
            }
            let (numbers, may_have_more) = selection.take();
            assert!(numbers.len() <= MAX_SELECTED);
            all.extend(numbers);
            if !may_have_more {
                break;
            }
        }

        assert!(all.into_iter().eq((0..2500).rev()));
    }
}
