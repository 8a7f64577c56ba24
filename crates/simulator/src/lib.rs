//! Implements the hypervisor port without hypervisors: servers change their states over time, as if
//! machines did the work.
//!
//! Start reading at `plan.rs`, which lists the states that each work goes through. [`Simulator`] is
//! the driver: it begins work as a part of the change that requests it, and later takes each step
//! of the work in a separate change. Work in progress is stored with the server, so that it
//! continues after a restart.

mod action_event;
mod background;
mod finish;
mod images;
mod placement;
mod plan;
mod progress;
mod purge;
mod schedule;
mod simulator;
mod times;
mod work_context;

pub use background::Background;
pub use simulator::Simulator;
pub use times::Times;
