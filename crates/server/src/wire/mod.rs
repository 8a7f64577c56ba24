//! Between the socket and the HTTP library: heads of requests as that library wants them.
//!
//! The library refuses some heads before any code of this program sees them, and takes what
//! follows others for a body without an end. So this follows the requests on a connection: a head
//! whose target has raw bytes is handed on with those encoded, one that asks for another protocol
//! without that wish, and one that is none is replaced by one that the front answers with a fault.
//! Everything else, and every byte of a body, is handed on as it came, in the buffer it was read
//! into.

mod chunks;
mod framing;
mod head;
mod reader;
mod stream;

pub(crate) use self::{reader::Arrivals, stream::Stream};

#[cfg(test)]
mod tests;
