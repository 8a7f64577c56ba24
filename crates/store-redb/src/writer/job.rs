//! What the writer is asked to do, and whom it answers.

use ferronova_compute::{
    Change, Error, FloatingIp, Image, ImageChange, ImageDecision, KeyPair, SecurityGroup, Server,
    StoreError,
};
use tokio::sync::oneshot;

use crate::{
    failure::Failure,
    room::SMALL,
    write::{
        AllocateRequest, Batch, ChangeRequest, DocumentsRequest, EnsureRequest, FillRequest,
        GroupUse, ImageRequest, Loaded, NewKeyPair, OldKeyPair, PurgeRequest, Purged, Refusal,
        ReleaseRequest, RuleRequest, UpdateRequest,
    },
};

/// The rows of a server take this many bytes beside what its user says.
const BESIDE: u64 = 1024;

/// Something to write, and whom to answer.
pub(crate) enum Job {
    /// New servers.
    Create(Task<Vec<Change>, Vec<Server>>),
    /// A change of a server; nothing is answered if another was faster.
    Change(Task<Box<ChangeRequest>, Option<Box<Server>>>),
    /// A change of an image; says whether none was faster.
    Image(Task<ImageRequest, bool>),
    /// A new key pair.
    CreateKeyPair(Task<NewKeyPair, KeyPair>),
    /// The removal of a key pair.
    DeleteKeyPair(Task<OldKeyPair, ()>),
    /// A floating address for a project; `None` if none is left.
    AllocateFloatingIp(Task<AllocateRequest, Option<FloatingIp>>),
    /// A floating address that a project gives back.
    ReleaseFloatingIp(Task<ReleaseRequest, ()>),
    /// Security groups that a project is to have.
    EnsureSecurityGroups(Task<EnsureRequest, ()>),
    /// A new security group.
    AddSecurityGroup(Task<SecurityGroup, SecurityGroup>),
    /// A security group that goes; says no if others came into it meanwhile.
    RemoveSecurityGroup(Task<GroupUse, bool>),
    /// A security group that is to be another, with its servers; says no if others came meanwhile.
    UpdateSecurityGroup(Task<UpdateRequest, bool>),
    /// A rule of a security group that comes or goes.
    ChangeRule(Task<RuleRequest, ()>),
    /// The removal of old servers.
    Purge(Task<PurgeRequest, Purged>),
    /// Documents to write and to remove.
    Documents(Task<DocumentsRequest, ()>),
    /// Content that replaces everything.
    Load(Task<Box<Loaded>, ()>),
    /// Many new servers, with nothing before them or new content.
    Fill(Task<Box<FillRequest>, u64>),
    /// A look at how the engine fares, after something could not be read.
    Check,
}

/// A request, and its result until it can be told.
pub(crate) struct Task<I, O> {
    request: Option<I>,
    result: Option<Result<O, Error>>,
    answer: oneshot::Sender<Result<O, Error>>,
}

/// Where the answer to a task arrives. If the commit fails, none does.
pub(crate) type Answer<O> = oneshot::Receiver<Result<O, Error>>;

impl<I, O> Task<I, O> {
    /// A task for this request.
    pub(crate) fn new(request: I) -> (Self, Answer<O>) {
        let (answer, receiver) = oneshot::channel();
        (Self { request: Some(request), result: None, answer }, receiver)
    }

    fn run<E: Into<Refusal>>(
        &mut self,
        carry_out: impl FnOnce(I) -> Result<O, E>,
    ) -> Result<(), Failure> {
        let Some(request) = self.request.take() else {
            return Ok(());
        };
        self.result = Some(match carry_out(request).map_err(Into::into) {
            Ok(output) => Ok(output),
            Err(Refusal::Refused(error)) => Err(error),
            Err(Refusal::RefusedInPart(error)) => {
                self.result = Some(Err(error));
                return Err(Failure::GivenUp);
            }
            Err(Refusal::Broken(failure)) => return Err(failure),
        });
        Ok(())
    }

    /// Refuses the request, unless it was carried out.
    fn refuse(&mut self, why: &'static str) {
        if self.request.take().is_some() {
            self.result = Some(Err(StoreError::failed("writing", why).into()));
        }
    }

    fn is_refused(&self) -> bool {
        matches!(self.result, Some(Err(_)))
    }

    fn answer(self) {
        if let Some(result) = self.result {
            // The caller may have gone away; what was stored stays.
            drop(self.answer.send(result));
        }
    }
}

impl Job {
    pub(super) fn run(&mut self, batch: &mut Batch<'_>) -> Result<(), Failure> {
        match self {
            Self::Create(task) => task.run(|it| batch.create(it)),
            Self::Change(task) => task.run(|it| batch.change(*it)),
            Self::Image(task) => task.run(|it| batch.change_image(it)),
            Self::CreateKeyPair(task) => task.run(|it| batch.create_key_pair(it)),
            Self::DeleteKeyPair(task) => task.run(|it| batch.delete_key_pair(it)),
            Self::AllocateFloatingIp(task) => task.run(|it| batch.allocate_floating_ip(it)),
            Self::ReleaseFloatingIp(task) => task.run(|it| batch.release_floating_ip(&it)),
            Self::EnsureSecurityGroups(task) => task.run(|it| batch.ensure_security_groups(&it)),
            Self::AddSecurityGroup(task) => task.run(|it| batch.add_security_group(it)),
            Self::RemoveSecurityGroup(task) => task.run(|it| batch.remove_security_group(it)),
            Self::UpdateSecurityGroup(task) => task.run(|it| batch.update_security_group(it)),
            Self::ChangeRule(task) => task.run(|it| batch.change_rule(it)),
            Self::Purge(task) => task.run(|it| batch.purge(it)),
            Self::Documents(task) => task.run(|it| batch.write_documents(&it)),
            Self::Load(task) => task.run(|it| batch.load(*it)),
            Self::Fill(task) => task.run(|it| batch.fill(*it)),
            Self::Check => Ok(()),
        }
    }

    /// About how many bytes more than now will be stored once it is carried out; it is asked
    /// before that. What replaces everything counts as a large write, whatever is in it.
    pub(super) fn size(&self) -> u64 {
        match self {
            Self::Create(task) => task.request.iter().flatten().map(size_of_new).sum(),
            Self::Change(task) => task.request.as_ref().map_or(0, |it| size_of_change(it)),
            Self::Image(task) => task.request.as_ref().map_or(0, size_of_image_change),
            Self::Documents(task) => {
                let written = task.request.iter().flat_map(|it| &it.written);
                written.map(|(_, content)| length(content)).sum()
            }
            Self::Load(_) | Self::Fill(_) => SMALL,
            Self::CreateKeyPair(_)
            | Self::AllocateFloatingIp(_)
            | Self::EnsureSecurityGroups(_)
            | Self::AddSecurityGroup(_)
            | Self::ChangeRule(_) => BESIDE,
            Self::DeleteKeyPair(_)
            | Self::ReleaseFloatingIp(_)
            | Self::RemoveSecurityGroup(_)
            | Self::UpdateSecurityGroup(_)
            | Self::Purge(_)
            | Self::Check => 0,
        }
    }

    /// Refuses it, unless it was carried out.
    pub(super) fn refuse(&mut self, why: &'static str) {
        match self {
            Self::Create(task) => task.refuse(why),
            Self::Change(task) => task.refuse(why),
            Self::Image(task) => task.refuse(why),
            Self::CreateKeyPair(task) => task.refuse(why),
            Self::DeleteKeyPair(task) => task.refuse(why),
            Self::AllocateFloatingIp(task) => task.refuse(why),
            Self::ReleaseFloatingIp(task) => task.refuse(why),
            Self::EnsureSecurityGroups(task) => task.refuse(why),
            Self::AddSecurityGroup(task) => task.refuse(why),
            Self::RemoveSecurityGroup(task) => task.refuse(why),
            Self::UpdateSecurityGroup(task) => task.refuse(why),
            Self::ChangeRule(task) => task.refuse(why),
            Self::Purge(task) => task.refuse(why),
            Self::Documents(task) => task.refuse(why),
            Self::Load(task) => task.refuse(why),
            Self::Fill(task) => task.refuse(why),
            Self::Check => {}
        }
    }

    pub(super) fn is_refused(&self) -> bool {
        match self {
            Self::Create(task) => task.is_refused(),
            Self::Change(task) => task.is_refused(),
            Self::Image(task) => task.is_refused(),
            Self::CreateKeyPair(task) => task.is_refused(),
            Self::DeleteKeyPair(task) => task.is_refused(),
            Self::AllocateFloatingIp(task) => task.is_refused(),
            Self::ReleaseFloatingIp(task) => task.is_refused(),
            Self::EnsureSecurityGroups(task) => task.is_refused(),
            Self::AddSecurityGroup(task) => task.is_refused(),
            Self::RemoveSecurityGroup(task) => task.is_refused(),
            Self::UpdateSecurityGroup(task) => task.is_refused(),
            Self::ChangeRule(task) => task.is_refused(),
            Self::Purge(task) => task.is_refused(),
            Self::Documents(task) => task.is_refused(),
            Self::Load(task) => task.is_refused(),
            Self::Fill(task) => task.is_refused(),
            Self::Check => false,
        }
    }

    pub(super) fn answer(self) {
        match self {
            Self::Create(task) => task.answer(),
            Self::Change(task) => task.answer(),
            Self::Image(task) => task.answer(),
            Self::CreateKeyPair(task) => task.answer(),
            Self::DeleteKeyPair(task) => task.answer(),
            Self::AllocateFloatingIp(task) => task.answer(),
            Self::ReleaseFloatingIp(task) => task.answer(),
            Self::EnsureSecurityGroups(task) => task.answer(),
            Self::AddSecurityGroup(task) => task.answer(),
            Self::RemoveSecurityGroup(task) => task.answer(),
            Self::UpdateSecurityGroup(task) => task.answer(),
            Self::ChangeRule(task) => task.answer(),
            Self::Purge(task) => task.answer(),
            Self::Documents(task) => task.answer(),
            Self::Load(task) => task.answer(),
            Self::Fill(task) => task.answer(),
            Self::Check => {}
        }
    }
}

fn size_of_new(new: &Change) -> u64 {
    new.server.content_len() + BESIDE + size_of_images(&new.beside.images)
}

/// What was there before makes room for what comes.
fn size_of_change(request: &ChangeRequest) -> u64 {
    let ChangeRequest { old, change, .. } = request;
    let more = change.server.content_len().saturating_sub(old.server.content_len());
    more + size_of_images(&change.beside.images)
}

fn size_of_images(changes: &[ImageChange]) -> u64 {
    let sizes = changes.iter().map(|it| match it {
        ImageChange::Add(image) => size_of_image(image),
        ImageChange::Reach(..) | ImageChange::Remove(_) | ImageChange::Rotate(_) => 0,
    });
    sizes.sum()
}

fn size_of_image_change(request: &ImageRequest) -> u64 {
    match &request.decision {
        ImageDecision::Write(image) => size_of_image(image),
        ImageDecision::Keep | ImageDecision::Remove => 0,
    }
}

fn size_of_image(image: &Image) -> u64 {
    let metadata = image.metadata.iter().map(|(key, value)| length(key) + length(value));
    metadata.sum::<u64>() + length(&image.name) + BESIDE
}

fn length(bytes: impl AsRef<[u8]>) -> u64 {
    u64::try_from(bytes.as_ref().len()).unwrap_or(u64::MAX)
}
