//! Requests to the writer, and their answers.

use ferronova_compute::{Error, StoreError};
use tokio::sync::oneshot;

use crate::{
    engine_error::EngineError,
    write::{Batch, Refusal},
};

/// Something for the writer to do.
pub(crate) enum Job {
    /// A request to write something.
    Write(Box<dyn Request>),
    /// Sees whether the engine has failed, after something could not be read.
    Check,
}

/// A request to write something, whatever its result is.
pub(crate) trait Request: Send {
    /// About how many bytes more than now will be stored once it is carried out.
    fn size(&self) -> u64;

    /// Carries it out, once. Fails if the whole commit has to be given up.
    fn run(&mut self, batch: &mut Batch<'_>) -> Result<(), EngineError>;

    /// Refuses it, unless it was carried out.
    fn refuse(&mut self, why: &'static str);

    /// Whether it was refused.
    fn is_refused(&self) -> bool;

    /// Sends the result to the caller, if there is one.
    fn answer(self: Box<Self>);
}

/// What is to be done in a commit, and its result until that can be told.
struct WriteRequest<F, O> {
    size: u64,
    work: Option<F>,
    result: Option<Result<O, Error>>,
    answer: oneshot::Sender<Result<O, Error>>,
}

/// Where the answer to a request arrives. If the commit fails, none does.
pub(crate) type Answer<O> = oneshot::Receiver<Result<O, Error>>;

impl Job {
    /// A request to do this to the batch of a commit, which stores about `size` bytes more than
    /// now: see [`size`](super::size).
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
            // The caller may have gone away; what was stored stays.
            drop(self.answer.send(result));
        }
    }
}
