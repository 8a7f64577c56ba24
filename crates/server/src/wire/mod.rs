//! A layer between the socket and the HTTP library that corrects heads of requests.
//!
//! The library refuses some heads before our code sees them, and takes what follows others for an
//! endless body. So this layer follows the requests on a connection. Raw bytes in a target are
//! encoded, requests for another protocol are removed, and an invalid head is replaced by one that
//! the front answers with a fault. Everything else, including bodies, passes unchanged, in the
//! buffer it was read into.

mod chunks;
mod framing;
mod head;
mod reader;
mod stream;

pub(crate) use self::{reader::Arrivals, stream::Stream};

#[cfg(test)]
mod tests;
