//! Checks everything that does not belong to a single server: format, numbers, infrastructure,
//! documents, projects, key pairs, floating addresses and security groups.

use std::collections::HashSet;

use ferronova_compute::{Census, Infrastructure};
use redb::{ReadableTable, ReadableTableMetadata};

use super::{finding::Report, servers::ServerTotals, surplus::address_of};
use crate::{
    engine_error::EngineError,
    records::{self, Highest, KeyPairTally},
    seal,
    tables::{
        FORMAT_OF_CENSUS, FORMAT_OF_IMAGES, FORMAT_OF_ORDERS, META_CENSUS, META_FORMAT,
        META_HIGHEST_NUMBER, META_IMAGES, META_INFRASTRUCTURE, META_KEY_PAIRS, META_PROBE,
        ReadOrders, ReadTables, address_key,
    },
};

const NO_START: &str = "the server does not start";
const RECOUNT: &str = "the next start counts again";
const NUMBERS: &str = "new servers get the numbers of others and replace them";

/// What was read of the store as a whole, for the other parts of the check.
#[derive(Default)]
pub(super) struct StoreWide {
    /// The version of the layout.
    pub(super) format: u32,
    /// The documents that are not damaged.
    pub(super) documents: Vec<(String, Vec<u8>)>,
    /// Whether no content was ever loaded.
    pub(super) is_new: bool,
    /// The infrastructure; empty if its row is damaged or missing.
    pub(super) infrastructure: Infrastructure,
    /// The highest number that a server ever had; `None` if the row that records it is damaged.
    highest_number: Option<u64>,
    /// The number of images according to the row that records it; `None` if that row is damaged or
    /// missing.
    pub(super) images: Option<u64>,
    /// Whether the row with the number of images exists.
    pub(super) has_images: bool,
    /// The counts of key pairs; `None` if the row that records them is damaged or missing.
    key_pairs: Option<KeyPairTally>,
    /// Whether the row with the counts of key pairs exists.
    has_key_pairs: bool,
    /// The counts of living servers; `None` if the row that records them is damaged or missing, or
    /// if the format has no such row.
    census: Option<Census>,
}

pub(super) fn check(
    tables: &ReadTables,
    report: &mut Report<'_>,
) -> Result<StoreWide, EngineError> {
    let mut found = check_meta(tables, report)?;
    for row in tables.documents()?.iter()? {
        let (name, sealed) = row?;
        let name = name.value();
        report.count();
        match seal::unseal_bytes(name.as_bytes(), sealed.value()) {
            Ok(content) => found.documents.push((name.to_owned(), content.to_vec())),
            Err(damage) => {
                let what = format!("the document {name}: {damage}");
                report.find(what, "the server does not start, or refuses logins");
            }
        }
    }
    check_projects(tables, report)?;
    if found.format >= FORMAT_OF_IMAGES {
        check_key_pairs(tables, &found, report)?;
        check_floating_ips(tables, &found.infrastructure, report)?;
        check_security_groups(tables, report)?;
    }
    Ok(found)
}

fn check_meta(tables: &ReadTables, report: &mut Report<'_>) -> Result<StoreWide, EngineError> {
    let mut found = StoreWide { is_new: true, highest_number: Some(0), ..StoreWide::default() };
    let (mut has_number, mut has_census) = (false, false);
    for row in tables.meta()?.iter()? {
        let (name, value) = row?;
        let (name, value) = (name.value(), value.value());
        report.count();
        match name {
            // Left by a process that tested a failed disk and ended before it could remove the row.
            META_PROBE => {}
            META_FORMAT => found.format = value.try_into().map_or(0, u32::from_le_bytes),
            META_CENSUS => {
                has_census = true;
                match records::decode_census(value) {
                    Ok(census) => found.census = Some(census),
                    Err(error) => report.find(error.to_string(), RECOUNT),
                }
            }
            META_IMAGES => {
                found.has_images = true;
                match records::decode_image_tally(value) {
                    Ok(tally) => found.images = Some(tally.count),
                    Err(error) => report.find(error.to_string(), NO_START),
                }
            }
            META_INFRASTRUCTURE => {
                found.is_new = false;
                match records::decode_infrastructure(value) {
                    Ok(infrastructure) => found.infrastructure = infrastructure,
                    Err(error) => report.find(error.to_string(), NO_START),
                }
            }
            META_HIGHEST_NUMBER => {
                has_number = true;
                let number = Highest::Server.decode(value);
                if let Err(error) = &number {
                    report.find(error.to_string(), NO_START);
                }
                found.highest_number = number.ok();
            }
            META_KEY_PAIRS => {
                found.has_key_pairs = true;
                match records::decode_key_pair_tally(value) {
                    Ok(tally) => found.key_pairs = Some(tally),
                    Err(error) => report.find(error.to_string(), NO_START),
                }
            }
            name => {
                if let Err(damage) = seal::verify(name.as_bytes(), value) {
                    report.find(format!("the record {name}: {damage}"), NO_START);
                }
            }
        }
    }
    if !found.is_new && !has_number {
        report.find("the record of the highest number is lost".to_owned(), NUMBERS);
        found.highest_number = None;
    }
    if found.format >= FORMAT_OF_CENSUS && !has_census {
        report.find("the record of how many servers live is lost".to_owned(), RECOUNT);
    }
    Ok(found)
}

/// Checks that projects are numbered from 1 without gaps, since a new project gets the number of
/// existing projects plus one.
fn check_projects(tables: &ReadTables, report: &mut Report<'_>) -> Result<(), EngineError> {
    let projects = tables.projects()?;
    let count = usize::try_from(projects.len()?).unwrap_or(usize::MAX);
    let mut taken = vec![false; count];
    for row in projects.iter()? {
        let (id, number) = row?;
        let (id, number) = (id.value(), number.value());
        report.count();
        let index = usize::try_from(number).ok().and_then(|it| it.checked_sub(1));
        match index.and_then(|it| taken.get_mut(it)) {
            Some(is_taken) if !*is_taken => *is_taken = true,
            Some(_) => report.find(
                format!("project {id} has the number {number}, which is another's"),
                "the lists of both are mixed up",
            ),
            None => report.find(
                format!("project {id} has the number {number}, and there are {count} projects"),
                "a new project gets the number of another, and their lists are mixed up",
            ),
        }
    }
    Ok(())
}

fn check_key_pairs(
    tables: &ReadTables,
    found: &StoreWide,
    report: &mut Report<'_>,
) -> Result<(), EngineError> {
    let (mut count, mut highest) = (0, 0);
    for row in tables.key_pairs()?.iter()? {
        let (key, sealed) = row?;
        let (user_id, name) = key.value();
        report.count();
        count += 1;
        match records::decode_key_pair(user_id, name, sealed.value()) {
            Ok(key_pair) => highest = highest.max(key_pair.id),
            Err(error) => report.find(
                error.to_string(),
                "it can't be shown or used, and lists leave it out; it can be deleted",
            ),
        }
    }
    if !found.has_key_pairs {
        let what = "the record of how many key pairs there are is lost".to_owned();
        report.find(what, "a lost key pair is not noticed, and ids are given again");
    }
    let Some(tally) = found.key_pairs else {
        return Ok(());
    };
    if tally.count != count {
        report.find(
            format!("there are {count} key pairs, and there should be {}", tally.count),
            "a key pair is not there, or one is there that was deleted",
        );
    }
    if tally.highest < highest {
        let known = tally.highest;
        report.find(
            format!("the highest id of a key pair is {known}, and there is a key pair {highest}"),
            "new key pairs get the ids of others",
        );
    }
    Ok(())
}

/// Checks that every floating address that a server has from a pool is allocated.
fn check_floating_ips(
    tables: &ReadTables,
    infrastructure: &Infrastructure,
    report: &mut Report<'_>,
) -> Result<(), EngineError> {
    let floating_ips = tables.floating_ips()?;
    for row in floating_ips.iter()? {
        let (key, sealed) = row?;
        report.count();
        if let Err(error) = records::decode_floating_ip(key.value(), sealed.value()) {
            let what = format!("{error}: {}", address_of(key.value()));
            report.find(what, "floating addresses can't be listed or changed");
        }
    }
    let addresses = tables.addresses()?;
    for pool in &infrastructure.floating_pools {
        let hosts = pool.cidr.hosts();
        let bounds = (pool.cidr.host(0), hosts.checked_sub(1).and_then(|it| pool.cidr.host(it)));
        let (Some(first), Some(last)) = bounds else {
            continue;
        };
        let (first, last) = (address_key(pool.id, first), address_key(pool.id, last));
        for row in addresses.range::<&[u8; 32]>(&first..=&last)? {
            let (key, number) = row?;
            let (key, number) = (key.value(), number.value());
            if floating_ips.get(key)?.is_none() {
                let what = format!(
                    "the row of the project of {} is lost: server {number} has it",
                    address_of(key)
                );
                let consequence = "it can't be taken from that server, and any project can get it";
                report.find(what, consequence);
            }
        }
    }
    Ok(())
}

/// Checks that no two groups have the same number, and that none is above the highest number
/// recorded.
fn check_security_groups(tables: &ReadTables, report: &mut Report<'_>) -> Result<(), EngineError> {
    let highest = tables.meta()?.get(Highest::SecurityGroup.name())?;
    // A damaged row was reported already.
    let highest = highest.map_or(Ok(0), |it| Highest::SecurityGroup.decode(it.value())).ok();
    let mut numbers = HashSet::new();
    for row in tables.security_groups()?.iter()? {
        let (key, sealed) = row?;
        report.count();
        match records::decode_group(key.value(), sealed.value()) {
            Err(error) => {
                report.find(error.to_string(), "security groups can't be listed or changed");
            }
            Ok(group) => {
                let is_new = numbers.insert(group.number);
                if !is_new || highest.is_some_and(|it| group.number > it) {
                    let what = format!(
                        "the security group {} has the number {}, which is or becomes another's",
                        key.value(),
                        group.number
                    );
                    report.find(what, "requests by that number may get either");
                }
            }
        }
    }
    Ok(())
}

impl StoreWide {
    /// The table of indexes of servers; `None` if the format has no such table.
    pub(super) fn orders<'a>(
        &self,
        tables: &'a ReadTables,
    ) -> Result<Option<&'a ReadOrders>, EngineError> {
        (self.format >= FORMAT_OF_ORDERS).then(|| tables.orders()).transpose()
    }

    /// Compares the records of the store as a whole with what was found of the servers.
    pub(super) fn compare(&self, totals: &ServerTotals, report: &mut Report<'_>) {
        if self.is_new && totals.servers > 0 {
            report.find(
                "the record of the infrastructure is lost".to_owned(),
                "the next start takes the store for a new one, and replaces everything by the seed",
            );
        }
        if let Some(highest) = self.highest_number
            && highest < totals.highest_number
        {
            let number = totals.highest_number;
            report.find(
                format!("the highest number is {highest}, and there is a server {number}"),
                NUMBERS,
            );
        }
        // The census counts a server as it was before it was damaged, so with damaged servers there
        // is nothing to compare.
        if let Some(census) = self.census
            && totals.is_complete
            && totals.damaged == 0
            && census != totals.census
        {
            report.find(
                "the record of how many servers live disagrees with the servers".to_owned(),
                "the metrics count servers wrongly",
            );
        }
    }
}
