use ferronova_compute::{Instance, Scratch, Server};

/// A server with everything that its two rows hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stored {
    /// In a box, since a server is large and is passed through many functions while it is read.
    pub(crate) server: Box<Server>,
    /// In the rows, the notes of the scratch are among the system metadata of the server.
    pub(crate) scratch: Scratch,
    /// The number of the server's project.
    pub(crate) project: u32,
    /// The number of actions that the server ever had. It is also the number of its next action.
    pub(crate) actions: u64,
}

impl Stored {
    pub(crate) fn into_instance(self) -> Instance {
        Instance { server: *self.server, scratch: self.scratch }
    }
}
