//! Tests that after a power loss everything that was acknowledged is there, and no change is there
//! in part.

use fastrand::Rng;

use super::{
    disk_history::DiskHistory,
    items::{self, Phase},
    new_store, number_in,
    recording_disk::RecordingDisk,
    rows, store_of,
    workload::work,
    writer_on,
};

/// The environment variable that sets how many power losses are tried, instead of [`FEW`].
const LOSSES: &str = "FERRONOVA_POWER_LOSSES";
const FEW: u64 = 150;

/// The environment variable that sets the seed of the workload and of the losses.
const SEED: &str = "FERRONOVA_POWER_LOSS_SEED";

/// The number of power losses that are tried per workload.
const LOSSES_PER_WORK: u64 = 400;

#[test]
fn what_was_acknowledged_survives_every_loss_of_power_and_nothing_is_there_in_part() {
    let seed = number_in(SEED).unwrap_or_else(|| fastrand::u64(..));
    let losses = number_in(LOSSES).unwrap_or(FEW);
    eprintln!("{SEED}={seed} chooses the same again, but for the order of what is done at once");
    let mut random = Rng::with_seed(seed);
    let mut tried = 0;
    let mut syncs = 0;
    while tried < losses {
        let (history, phases) = worked(&mut random);
        syncs += history.syncs();
        for n in 0..LOSSES_PER_WORK.min(losses - tried) {
            // The losses go through the syncs in a mixed order, so that each sync has its turn if
            // there are enough losses.
            let sync = usize::try_from(n).unwrap_or_default() * 7919 % (history.syncs() + 1);
            let moment = history.moment_after_sync(sync, &mut random);
            let (image, how) = history.image(moment, &mut random);
            if let Err(error) = check(image, &phases, moment, &mut random) {
                panic!("loss {tried}, {how}: {error}");
            }
            tried += 1;
        }
    }
    eprintln!("{tried} losses of power around {syncs} syncs");
}

/// Runs a workload on a new store and closes the store. Returns the history of the disk and the
/// phases of the workload.
fn worked(random: &mut Rng) -> (DiskHistory, Vec<Phase>) {
    let (disk, store) = new_store();
    let beginning = disk.begin();
    let phases = work(&store, &disk, random);
    store.close();
    (DiskHistory::of(beginning, &disk), phases)
}

/// Opens a store on this disk content and checks it. Then does the same with the content that the
/// disk may have after another loss of power during that opening.
fn check(image: Vec<u8>, phases: &[Phase], moment: usize, random: &mut Rng) -> Result<(), String> {
    let disk = RecordingDisk::of(image);
    let beginning = disk.begin();
    check_disk(&disk, phases, moment)?;
    let again = DiskHistory::of(beginning, &disk);
    let during = again.moment_after_sync(random.usize(..=again.syncs()), random);
    let (image, how) = again.image(during, random);
    check_disk(&RecordingDisk::of(image), phases, moment)
        .map_err(|error| format!("and again {how}: {error}"))
}

fn check_disk(disk: &RecordingDisk, phases: &[Phase], moment: usize) -> Result<(), String> {
    let writer = writer_on(disk).map_err(|it| it.to_string())?;
    rows::check(writer.database())?;
    let store = store_of(writer);
    let found = items::read(&store)?;
    items::check(phases, &found, moment)
}
