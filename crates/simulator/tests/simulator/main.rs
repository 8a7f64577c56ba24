//! The simulator, asked through the operations that clients use, with a clock moved by hand.

#![expect(clippy::unwrap_used, reason = "what is shared by tests may unwrap as they do")]

mod background;
mod cloud;
mod events;
mod interruptions;
mod placement;
mod store;
mod works;
