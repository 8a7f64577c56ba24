//! Counts of requests and their responses.

use std::fmt;

use ferronova_http::{LockRefusals, RouteTraffic, Traffic};
use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, EncodeMetric, NoLabelSet},
    metrics::{MetricType, counter::ConstCounter},
    registry::Registry,
};

/// A snapshot of the counts.
#[derive(Debug)]
struct Requests {
    answered: Vec<RouteTraffic>,
    lock_refusals: Vec<LockRefusals>,
}

/// Registers the current counts.
pub(super) fn register(registry: &mut Registry, traffic: &Traffic) {
    let (answered, lock_refusals) = (traffic.by_route(), traffic.lock_refusals());
    registry.register_collector(Box::new(Requests { answered, lock_refusals }));
}

impl Collector for Requests {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        self.encode_counts(&mut encoder)?;
        self.encode_durations(&mut encoder)?;
        self.encode_lock_refusals(&mut encoder)
    }
}

impl Requests {
    fn encode_counts(&self, encoder: &mut DescriptorEncoder<'_>) -> fmt::Result {
        let mut family = encoder.encode_descriptor(
            "ferronova_http_requests",
            "Requests that were answered, by what they led to and the status of the answer.",
            None,
            MetricType::Counter,
        )?;
        for it in &self.answered {
            for (status, count) in &it.statuses {
                let [api, method, route] = labels(it);
                let labels = [api, method, route, ("status", status)];
                ConstCounter::new(*count).encode(family.encode_family(&labels)?)?;
            }
        }
        Ok(())
    }

    fn encode_durations(&self, encoder: &mut DescriptorEncoder<'_>) -> fmt::Result {
        let mut family = encoder.encode_descriptor(
            "ferronova_http_request_duration_seconds",
            "Time from the head of a request to its answer.",
            None,
            MetricType::Histogram,
        )?;
        for it in &self.answered {
            let count = it.durations.iter().map(|(_, count)| count).sum();
            family.encode_family(&labels(it))?.encode_histogram::<NoLabelSet>(
                it.seconds,
                count,
                &it.durations,
                None,
            )?;
        }
        Ok(())
    }

    fn encode_lock_refusals(&self, encoder: &mut DescriptorEncoder<'_>) -> fmt::Result {
        let mut family = encoder.encode_descriptor(
            "ferronova_lock_refusals",
            "Requests that were refused because of the lock of a server.",
            None,
            MetricType::Counter,
        )?;
        for LockRefusals { api, call, count } in &self.lock_refusals {
            let labels = [("api", *api), ("call", *call)];
            ConstCounter::new(*count).encode(family.encode_family(&labels)?)?;
        }
        Ok(())
    }
}

fn labels(it: &RouteTraffic) -> [(&'static str, &'static str); 3] {
    [("api", it.api), ("method", it.method), ("route", it.route)]
}
