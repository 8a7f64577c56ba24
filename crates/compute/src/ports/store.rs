//! The storage port.

use std::{future::ready, net::IpAddr, sync::Arc};

use uuid::Uuid;

use super::{
    PortFuture,
    collect::Collector,
    images::{DecideImage, ImageChange, ImageQuery, ImageSlice, PlacedImage},
};
use crate::{
    AddressError, Census, Error, EventEnd, FloatingIp, Image, Infrastructure, InstanceAction,
    KeyPair, Note, Query, Scope, SecurityGroup, SecurityGroupRule, Server, ServerRef, StoreError,
    Timestamp, Transition, Work, parse_id,
};

/// Decides on one server as it is now.
///
/// It is pure: it may run again when another writer was faster.
pub type Decide<'a> = &'a (dyn Fn(&Server) -> Result<Decision, Error> + Send + Sync);

/// What becomes of a server.
#[derive(Clone, Debug)]
pub enum Decision {
    /// It stays as it is; nothing is written.
    Keep,
    /// It changes.
    Write(Box<Change>),
}

/// A change of one server, or a new one; stored whole or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The server as it will be. The store sets its number and version.
    pub server: Server,
    /// What to append to its instance actions.
    pub action: Option<InstanceAction>,
    /// Which of its events is over, as [`EventEnd::apply`] finds it; looked for before `action`
    /// is appended, and ignored if it goes on no more.
    pub ended: Option<EventEnd>,
    /// Fixed addresses that the store picks and appends to the server's.
    pub allocate: Vec<NetworkRequest>,
    /// What becomes of images with it, in this order.
    pub images: Vec<ImageChange>,
    /// The floating address among the server's that it did not have before, if there is one. It
    /// must still be that project's, and the server that it led to loses it.
    pub floating_ip: Option<FloatingIp>,
    /// The security groups that the server comes into, by their names. Its project must have them.
    pub needs_groups: Vec<String>,
}

impl Change {
    /// A change to `server`, without an instance action.
    #[must_use]
    pub fn to(server: Server) -> Self {
        Self {
            server,
            action: None,
            ended: None,
            allocate: Vec::new(),
            images: Vec::new(),
            floating_ip: None,
            needs_groups: Vec::new(),
        }
    }

    /// Gives up the work in progress. An image that it was making is no more.
    pub fn give_up(&mut self) {
        let Some(Transition { work, .. }) = self.server.transition.take() else {
            return;
        };
        let note = if matches!(work, Work::Snapshot | Work::Backup) {
            Note::SnapshotImage
        } else if work == Work::Shelve {
            Note::ShelvedImage
        } else {
            return;
        };
        self.server.take_note(Note::BackupRotation);
        self.server.take_note(Note::BackupType);
        self.remove_noted_image(note);
    }

    /// Forgets that the server was shelved; the image of its disk has no use any more.
    pub fn forget_shelving(&mut self) {
        self.server.take_note(Note::ShelvedAt);
        self.remove_noted_image(Note::ShelvedImage);
    }

    fn remove_noted_image(&mut self, note: Note) {
        let image = self.server.take_note(note);
        self.images.extend(image.and_then(|it| parse_id(&it)).map(ImageChange::Remove));
    }
}

/// A wish for an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkRequest {
    /// On this network.
    pub network_id: Uuid,
    /// This one; any if nothing is said.
    pub fixed_ip: Option<IpAddr>,
}

/// Takes the servers of a list one by one, in its order, while they are read.
///
/// The store calls it on the thread that it reads on, which can be another one for each slice of
/// the list.
pub trait Visitor: Send + Sync {
    /// The list begins. It begins again when what was read before can't be relied upon.
    fn begin(&self);

    /// Takes the next server.
    fn visit(&self, server: Server) -> Visit;

    /// Waits until more servers can be taken, and returns whether any are still wanted. The store
    /// asks before each slice but the first; slices that follow are not read on the thread of the
    /// caller.
    fn go_on(&self) -> PortFuture<'_, bool> {
        Box::pin(ready(true))
    }
}

/// How a list goes on after a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visit {
    /// With the next server.
    Next,
    /// With the next server, in another slice.
    Pause,
    /// Not at all.
    Enough,
}

/// A floating address, and the server that it leads to.
pub type LeadingFloatingIp = (FloatingIp, Option<Server>);

/// Some servers that are alike as far as sums of them ask.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Group {
    /// The compute host they live on.
    pub host: Option<String>,
    /// The flavor they were made with.
    pub flavor_id: String,
    /// Whether something is being done to them.
    pub is_busy: bool,
    /// How many there are.
    pub n_servers: u64,
}

/// Everything a store holds for the API, as a seed gives it.
#[derive(Clone, Debug, Default)]
pub struct Content {
    /// Flavors, networks, hypervisors.
    pub infrastructure: Infrastructure,
    /// The images, newest last, each with an id of its own.
    pub images: Vec<Image>,
    /// Servers in the order of their creation, each with its actions, oldest first. A number of
    /// 0 is replaced by the next free one.
    pub servers: Vec<(Server, Vec<InstanceAction>)>,
    /// Key pairs in the order of their creation; their ids are 1 and so on.
    pub key_pairs: Vec<KeyPair>,
}

/// Keeps servers and what they are made from.
///
/// Whatever a write acknowledged survives the end of the process, however it ends. Reads see
/// every acknowledged write and nothing that could still be lost.
pub trait Store: Send + Sync {
    /// The server of that name, deleted ones too.
    fn find<'a>(
        &'a self,
        id: ServerRef,
        scope: &'a Scope,
    ) -> PortFuture<'a, Result<Option<Server>, StoreError>>;

    /// Shows the servers of a page to `visitor`, in its order and as of one moment.
    fn visit<'a>(
        &'a self,
        query: &'a Query,
        visitor: Arc<dyn Visitor>,
    ) -> PortFuture<'a, Result<(), StoreError>>;

    /// The servers of a page, in its order. All of them are held in memory.
    fn page<'a>(&'a self, query: &'a Query) -> PortFuture<'a, Result<Vec<Server>, StoreError>> {
        let collector = Arc::new(Collector::new(|it| it));
        Box::pin(async move {
            self.visit(query, collector.clone()).await?;
            Ok(collector.take())
        })
    }

    /// How many servers satisfy the query, grouped; its `after` and `limit` are not looked at.
    /// The groups come in no order.
    fn count<'a>(&'a self, query: &'a Query) -> PortFuture<'a, Result<Vec<Group>, StoreError>>;

    /// How many servers live, by who locked them. It is known, not counted when it is asked for.
    fn census(&self) -> Census;

    /// Stores new servers, all or none, and returns them as they were stored.
    ///
    /// # Errors
    ///
    /// [`Error::AddressNotAvailable`] if a wish for an address can't be fulfilled, and
    /// [`Error::TooManySnapshots`].
    fn create(&self, servers: Vec<Change>) -> PortFuture<'_, Result<Vec<Server>, Error>>;

    /// Changes one server in one atomic step and returns it as it is then.
    ///
    /// # Errors
    ///
    /// [`Error::ServerNotFound`] if there is none in scope, whatever `decide` says,
    /// [`Error::AddressNotAvailable`], and [`Error::TooManySnapshots`].
    fn change<'a>(
        &'a self,
        id: ServerRef,
        scope: &'a Scope,
        decide: Decide<'a>,
    ) -> PortFuture<'a, Result<Server, Error>>;

    /// What was done to the server of that number, newest first.
    fn actions(&self, number: u64) -> PortFuture<'_, Result<Vec<InstanceAction>, StoreError>>;

    /// The servers with work in progress.
    fn in_transition(&self) -> PortFuture<'_, Result<Vec<Server>, StoreError>>;

    /// Removes servers deleted before that time for ever, and says how many.
    fn purge(&self, deleted_before: Timestamp) -> PortFuture<'_, Result<u64, StoreError>>;

    /// Flavors, networks and hypervisors as they are now.
    fn infrastructure(&self) -> Arc<Infrastructure>;

    /// The image of that id. It waits for nothing but one read, so that a decision on a server can
    /// look at an image.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    fn find_image(&self, id: Uuid) -> Result<Option<PlacedImage>, StoreError>;

    /// The next images of a list, newest first. There may be none although the list goes on.
    fn images<'a>(
        &'a self,
        query: &'a ImageQuery,
    ) -> PortFuture<'a, Result<ImageSlice, StoreError>>;

    /// Changes or removes one image in one atomic step.
    ///
    /// # Errors
    ///
    /// [`Error::ImageNotFound`] if there is none of that id, and what `decide` says.
    fn change_image<'a>(
        &'a self,
        id: Uuid,
        decide: DecideImage<'a>,
    ) -> PortFuture<'a, Result<(), Error>>;

    /// The floating addresses of the projects in scope, each with the server that it leads to.
    fn floating_ips<'a>(
        &'a self,
        scope: &'a Scope,
    ) -> PortFuture<'a, Result<Vec<LeadingFloatingIp>, StoreError>>;

    /// One floating address, if a project was given it, with the server that it leads to.
    fn find_floating_ip(
        &self,
        pool_id: Uuid,
        ip: IpAddr,
    ) -> PortFuture<'_, Result<Option<LeadingFloatingIp>, StoreError>>;

    /// Gives a project the lowest floating address of a pool that no project has; nothing if there
    /// is none.
    fn allocate_floating_ip<'a>(
        &'a self,
        pool_id: Uuid,
        project_id: &'a str,
    ) -> PortFuture<'a, Result<Option<FloatingIp>, Error>>;

    /// Takes a floating address from its project, and from the server that it leads to, which
    /// changed last at that time then.
    ///
    /// # Errors
    ///
    /// [`FloatingIpError::NotFound`](crate::FloatingIpError::NotFound) if the project does not
    /// have it.
    fn release_floating_ip(
        &self,
        floating_ip: FloatingIp,
        at: Timestamp,
    ) -> PortFuture<'_, Result<(), Error>>;

    /// The security groups of the projects in scope, by project and name.
    fn security_groups<'a>(
        &'a self,
        scope: &'a Scope,
    ) -> PortFuture<'a, Result<Vec<SecurityGroup>, StoreError>>;

    /// The security group of that name in a project.
    fn find_security_group<'a>(
        &'a self,
        project_id: &'a str,
        name: &'a str,
    ) -> PortFuture<'a, Result<Option<SecurityGroup>, StoreError>>;

    /// Makes sure that a project has its default security group.
    fn ensure_default_group<'a>(&'a self, project_id: &'a str)
    -> PortFuture<'a, Result<(), Error>>;

    /// Makes sure that the security groups are there that the server of this number is in by then.
    /// One that its project lacked is described by its name.
    fn ensure_groups_of(&self, number: u64) -> PortFuture<'_, Result<(), Error>>;

    /// Stores a new security group and returns it with the number and the rules that it got. The
    /// default one of its project comes before it.
    ///
    /// # Errors
    ///
    /// [`SecurityGroupError::Exists`](crate::SecurityGroupError::Exists).
    fn add_security_group(
        &self,
        group: SecurityGroup,
    ) -> PortFuture<'_, Result<SecurityGroup, Error>>;

    /// Gives the security group of that number this name and description; its rules stay. The
    /// servers of its project that are in it are in the group of the new name then, with no other
    /// change.
    ///
    /// # Errors
    ///
    /// [`SecurityGroupError::NameTaken`](crate::SecurityGroupError::NameTaken) for the name of
    /// another group of the project or of the default one, and
    /// [`SecurityGroupError::NoSuchId`](crate::SecurityGroupError::NoSuchId).
    fn update_security_group(
        &self,
        group: SecurityGroup,
    ) -> PortFuture<'_, Result<SecurityGroup, Error>>;

    /// Removes a security group that no server of its project is in, and the rules of others that
    /// name it.
    ///
    /// # Errors
    ///
    /// [`SecurityGroupError::InUse`](crate::SecurityGroupError::InUse), and
    /// [`SecurityGroupError::NoSuchId`](crate::SecurityGroupError::NoSuchId) if it is not there.
    fn remove_security_group(&self, group: SecurityGroup) -> PortFuture<'_, Result<(), Error>>;

    /// Gives the security group of that number and project a rule.
    ///
    /// # Errors
    ///
    /// [`SecurityGroupError::NoSuchId`](crate::SecurityGroupError::NoSuchId) if it is not there, or
    /// its project lacks the group that the rule names,
    /// [`SecurityGroupError::RuleExists`](crate::SecurityGroupError::RuleExists) if it has a rule of
    /// the same traffic, and
    /// [`SecurityGroupError::TooManyRules`](crate::SecurityGroupError::TooManyRules).
    fn add_security_group_rule(
        &self,
        group: SecurityGroup,
        rule: SecurityGroupRule,
    ) -> PortFuture<'_, Result<(), Error>>;

    /// Takes a rule from the security group of that number and project.
    ///
    /// # Errors
    ///
    /// [`SecurityGroupError::NoSuchRule`](crate::SecurityGroupError::NoSuchRule), and
    /// [`SecurityGroupError::NoSuchId`](crate::SecurityGroupError::NoSuchId).
    fn remove_security_group_rule(
        &self,
        group: SecurityGroup,
        rule_id: Uuid,
    ) -> PortFuture<'_, Result<(), Error>>;

    /// The key pairs of a user, in the order of their names.
    fn key_pairs<'a>(
        &'a self,
        user_id: &'a str,
    ) -> PortFuture<'a, Result<Vec<KeyPair>, StoreError>>;

    /// The key pair of a user that has this name.
    fn find_key_pair<'a>(
        &'a self,
        user_id: &'a str,
        name: &'a str,
    ) -> PortFuture<'a, Result<Option<KeyPair>, StoreError>>;

    /// Stores a new key pair, of whose user there are `most` at most, and returns it with its id.
    ///
    /// # Errors
    ///
    /// [`Error::TooManyKeyPairs`], and [`Error::KeyPairExists`] if the user has one of that name.
    fn create_key_pair(
        &self,
        key_pair: KeyPair,
        most: usize,
    ) -> PortFuture<'_, Result<KeyPair, Error>>;

    /// Removes the key pair of a user that has this name.
    ///
    /// # Errors
    ///
    /// [`Error::KeyPairNotFound`].
    fn delete_key_pair<'a>(
        &'a self,
        user_id: &'a str,
        name: &'a str,
    ) -> PortFuture<'a, Result<(), Error>>;

    /// Replaces servers, actions, infrastructure, images and key pairs by `content`, all or nothing.
    /// Numbers go on behind the highest one in it.
    ///
    /// # Errors
    ///
    /// [`ContentError`] if two servers claim the same id, number or address, or two key pairs of a
    /// user the same name.
    fn load(&self, content: Content) -> PortFuture<'_, Result<(), ContentError>>;

    /// Whether reads and writes would succeed.
    ///
    /// # Errors
    ///
    /// Why not.
    fn health(&self) -> Result<(), StoreError>;
}

/// Why a store refuses some content.
#[derive(Debug)]
pub enum ContentError {
    /// Two servers claim one id.
    DuplicateId(Uuid),
    /// Two servers claim one number.
    DuplicateNumber(u64),
    /// Two servers claim one fixed address of a network, or a server one outside of it.
    Address(Uuid, AddressError),
    /// Two key pairs of one user have this name.
    DuplicateKeyPair(String),
    /// The store failed.
    Store(StoreError),
}

impl std::fmt::Display for ContentError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::DuplicateId(id) => write!(f, "two servers have the id {id}"),
            Self::DuplicateNumber(number) => write!(f, "two servers have the number {number}"),
            Self::Address(id, error) => write!(f, "server {id}: {error}"),
            Self::DuplicateKeyPair(name) => {
                write!(f, "two key pairs of one user have the name {name}")
            }
            Self::Store(_) => f.write_str("the store failed"),
        }
    }
}

impl std::error::Error for ContentError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Store(source) => Some(source),
            Self::DuplicateId(_)
            | Self::DuplicateNumber(_)
            | Self::Address(..)
            | Self::DuplicateKeyPair(_) => None,
        }
    }
}

impl From<StoreError> for ContentError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
