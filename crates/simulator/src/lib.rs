//! The hypervisor port without hypervisors: servers change their states in time, as if machines
//! did the work.
//!
//! Start reading at `plan.rs`, which says what states each work goes through. [`Simulator`] is
//! the driver: it begins work within the change that asks for it, and later takes each step of it
//! as a change of its own. What is under way stands in the server's record, so that nothing is
//! lost when the process ends.

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
