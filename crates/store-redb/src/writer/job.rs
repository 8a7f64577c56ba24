//! The jobs that the writer gets, and the answers to requests.

use ferronova_compute::{Error, StoreError};
use tokio::sync::oneshot;

use crate::{
    engine_error::EngineError,
    write::{Batch, Refusal},
};

/// A job of the writer.
pub(crate) enum Job {
    /// A request to write something.
    Write(Box<dyn Request>),
    /// Checks whether the engine has failed, after a failed read.
    Check,
}

/// A request to write, whatever the type of its result.
pub(crate) trait Request: Send {
    /// The estimated number of bytes that the request adds to what is stored.
    fn size(&self) -> u64;

    /// Carries out the request. Must be called at most once. Fails if the whole commit has to be
    /// aborted.
    fn run(&mut self, batch: &mut Batch<'_>) -> Result<(), EngineError>;

    /// Refuses the request, unless it was already carried out.
    fn refuse(&mut self, why: &'static str);

    /// Whether the request was refused, by [`Self::refuse`] or while it was carried out.
    fn is_refused(&self) -> bool;

    /// Sends the result to the caller, if there is a result.
    fn answer(self: Box<Self>);
}

/// A request: the work to do in a commit, and the result until the commit is durable.
struct WriteRequest<F, O> {
    size: u64,
    work: Option<F>,
    result: Option<Result<O, Error>>,
    answer: oneshot::Sender<Result<O, Error>>,
}

/// Receives the answer to a request. If the commit fails, there is no answer, and receiving it
/// fails.
pub(crate) type Answer<O> = oneshot::Receiver<Result<O, Error>>;

impl Job {
    /// Makes a job that does `work` in a commit, and the receiver of its answer. `size` estimates
    /// the bytes that the work adds: see [`size`](super::size).
    pub(crate) fn new<F, O>(size: u64, work: F) -> (Self, Answer<O>)
    where
        F: FnOnce(&mut Batch<'_>) -> Result<O, Refusal> + Send + 'static,
        O: Send + 'static,
    {
        let (answer, receiver) = oneshot::channel();
        let task = WriteRequest { size, work: Some(work), result: None, answer };
        (Self::Write(Box::new(task)), receiver)
    }
}

impl<F, O> Request for WriteRequest<F, O>
where
    F: FnOnce(&mut Batch<'_>) -> Result<O, Refusal> + Send,
    O: Send,
{
    fn size(&self) -> u64 {
        self.size
    }

    fn run(&mut self, batch: &mut Batch<'_>) -> Result<(), EngineError> {
        let Some(work) = self.work.take() else {
            return Ok(());
        };
        self.result = Some(match work(batch) {
            Ok(output) => Ok(output),
            Err(Refusal::Refused(error)) => Err(error),
            Err(Refusal::RefusedInPart(error)) => {
                self.result = Some(Err(error));
                return Err(EngineError::Aborted);
            }
            Err(Refusal::Broken(error)) => return Err(error),
        });
        Ok(())
    }

    fn refuse(&mut self, why: &'static str) {
        if self.work.take().is_some() {
            self.result = Some(Err(StoreError::failed("writing", why).into()));
        }
    }

    fn is_refused(&self) -> bool {
        matches!(self.result, Some(Err(_)))
    }

    fn answer(self: Box<Self>) {
        if let Some(result) = self.result {
            // The caller may be gone. What was stored stays stored.
            drop(self.answer.send(result));
        }
    }
}
