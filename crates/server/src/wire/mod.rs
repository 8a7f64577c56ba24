//! A layer between the socket and the HTTP library that corrects heads of requests.
//!
//! The library refuses some heads before our code sees them, and treats everything after certain
//! other heads as an endless body. So this layer follows the requests on a connection. It encodes
//! raw bytes in a target, removes headers that ask for another protocol, and replaces an invalid
//! head by one that the front answers with a fault. Everything else, including bodies, passes
//! unchanged, in the buffer it was read into.

mod chunks;
mod framing;
mod head;
mod reader;
mod stream;

pub(crate) use self::{reader::Arrivals, stream::Stream};

#[cfg(test)]
mod tests;
