//! The simulator, asked through the operations that clients use, with a clock moved by hand.

#![expect(clippy::unwrap_used, reason = "what is shared by tests may unwrap as they do")]

mod background;
mod clock;
mod cloud;
mod events;
mod images;
mod interruptions;
mod moves;
mod placement;
mod put_aside;
mod store;
mod unseen;
mod works;
