//! Tests of the simulator through the operations that clients use, with a clock that the tests
//! advance.

#![expect(clippy::unwrap_used, reason = "helpers of tests may unwrap as tests do")]

mod background;
mod clock;
mod cloud;
mod copies;
mod events;
mod images;
mod interruptions;
mod moves;
mod placement;
mod put_aside;
mod store;
mod unseen;
mod works;
