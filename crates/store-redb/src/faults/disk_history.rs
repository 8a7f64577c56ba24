//! What a disk can hold after a loss of power.
//!
//! Everything that was synced is there. Of what was written later, any combination of sectors of
//! 512 bytes may be there, and any new length of the file may be there or not. A single sector has
//! its old or its new content, never a mixture.

use fastrand::Rng;

use super::recording_disk::{Event, RecordingDisk, write};

const SECTOR: usize = 512;

/// The recorded changes of a disk, and which of them are safe from a loss of power.
pub(super) struct DiskHistory {
    beginning: Vec<u8>,
    events: Vec<Event>,
    /// The indexes of the syncs among the events.
    syncs: Vec<usize>,
    /// For each event, the index of the sync that made it safe; `None` if that sync failed or there
    /// was none.
    safe_by: Vec<Option<usize>>,
}

/// Which of the changes that were not synced are on the disk after the power loss.
#[derive(Clone, Copy, Debug)]
enum Kept {
    None,
    All,
    /// Each change is there with this probability in percent.
    Some(u8),
    /// Each sector of each change is there with this probability in percent.
    Torn(u8),
}

impl DiskHistory {
    /// Returns the history of a disk that held `beginning` before it recorded its events.
    pub(super) fn of(beginning: Vec<u8>, disk: &RecordingDisk) -> Self {
        let events = disk.events();
        let is_sync = |(n, it): (usize, &Event)| matches!(it, Event::Sync).then_some(n);
        let syncs = events.iter().enumerate().filter_map(is_sync).collect();
        let mut safe_by = vec![None; events.len()];
        let mut next = None;
        for (n, event) in events.iter().enumerate().rev() {
            match event {
                Event::Sync => next = Some(n),
                Event::FailedSync => next = None,
                Event::Write { .. } | Event::SetLen(_) => {}
            }
            safe_by[n] = next;
        }
        Self { beginning, events, syncs, safe_by }
    }

    pub(super) fn syncs(&self) -> usize {
        self.syncs.len()
    }

    /// The number of events.
    pub(super) fn end(&self) -> usize {
        self.events.len()
    }

    /// Chooses a random moment between sync number `sync` and the next one. Syncs are counted from
    /// 1, so that 0 means the time before the first. A moment is the number of events before it.
    pub(super) fn moment_after_sync(&self, sync: usize, random: &mut Rng) -> usize {
        let first = sync.checked_sub(1).map_or(0, |it| self.syncs[it] + 1);
        let last = self.syncs.get(sync).copied().unwrap_or(self.events.len());
        random.usize(first..=last)
    }

    /// Returns a content that the disk may have after a power loss at this moment, and a
    /// description of which changes are there.
    pub(super) fn image(&self, moment: usize, random: &mut Rng) -> (Vec<u8>, String) {
        let kept = match random.u8(..8) {
            0 => Kept::None,
            1 => Kept::All,
            2..5 => Kept::Some(random.u8(5..=95)),
            _ => Kept::Torn(random.u8(5..=95)),
        };
        let mut content = self.beginning.clone();
        for (event, safe_by) in self.events.iter().zip(&self.safe_by).take(moment) {
            if safe_by.is_some_and(|it| it < moment) {
                apply(&mut content, event);
            } else {
                kept.apply(&mut content, event, random);
            }
        }
        (content, format!("after {moment} changes, of what is not safe {kept:?}"))
    }
}

impl Kept {
    fn apply(self, content: &mut Vec<u8>, event: &Event, random: &mut Rng) {
        let mut happens = |percent| random.u8(..100) < percent;
        match (self, event) {
            (Self::None, _) => {}
            (Self::All, _) => apply(content, event),
            (Self::Torn(percent), Event::Write { offset, data }) => {
                // The write may begin in the middle of a sector.
                let mut from = 0;
                while from < data.len() {
                    let to = (SECTOR - (offset + from) % SECTOR + from).min(data.len());
                    if happens(percent) {
                        write(content, offset + from, &data[from..to]);
                    }
                    from = to;
                }
            }
            (Self::Some(percent) | Self::Torn(percent), _) => {
                if happens(percent) {
                    apply(content, event);
                }
            }
        }
    }
}

fn apply(content: &mut Vec<u8>, event: &Event) {
    match event {
        Event::Write { offset, data } => write(content, *offset, data),
        Event::SetLen(len) => content.resize(*len, 0),
        Event::Sync | Event::FailedSync => {}
    }
}
