//! What the engine is made of, and how the parts are put together.

use std::sync::Arc;

use crate::audit::Audit;
use crate::claims::stored_claims::StoredClaims;
use crate::clock::{Clock, Random};
use crate::clock_check::ClockCheck;
use crate::config::SessionConfig;
use crate::counters::Counters;
use crate::events::SessionEvents;
use crate::keys::{ServerKeys, SigningKeys};
use crate::manage::create::Creator;
use crate::manage::current_user::CurrentUser;
use crate::manage::payload::Payloads;
use crate::manage::regenerate::Regenerator;
use crate::manage::revoke::Revoker;
use crate::manage::stored::StoredSessions;
use crate::manage::switch::Switcher;
use crate::rotation::end::Ender;
use crate::rotation::live_rows::LiveRows;
use crate::rotation::refresh::Refresher;
use crate::rotation::rekey::Rekeyer;
use crate::rotation::rotate::{RotationsInFlight, Rotator};
use crate::rotation::unknown_outcomes::UnknownOutcomes;
use crate::store::Db;
use crate::tokens::issuer::Issuer;
use crate::tokens::verified::VerifiedTokens;
use crate::tokens::verifier::Verifier;

/// The parts of the engine. [`Sessions`](crate::Sessions) and [`Session`](crate::Session) hand
/// over to them.
pub(crate) struct Parts {
    pub(crate) db: Db,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) clock_check: ClockCheck,
    pub(crate) counters: Arc<Counters>,
    pub(crate) audit: Audit,
    /// Read the session's row on every call, unless a route says otherwise?
    pub(crate) check_database: bool,
    pub(crate) keys: Arc<SigningKeys>,
    pub(crate) verified: Arc<VerifiedTokens>,
    pub(crate) issuer: Arc<Issuer>,
    pub(crate) verifier: Arc<Verifier>,
    pub(crate) rows: Arc<LiveRows>,
    pub(crate) refresher: Refresher,
    pub(crate) rekeyer: Rekeyer,
    pub(crate) creator: Arc<Creator>,
    pub(crate) revoker: Arc<Revoker>,
    pub(crate) stored: Arc<StoredSessions>,
    pub(crate) payloads: Arc<Payloads>,
    pub(crate) regenerator: Regenerator,
    pub(crate) switcher: Switcher,
    pub(crate) current_user: CurrentUser,
    pub(crate) claims: StoredClaims,
}

/// What several parts need.
pub(crate) struct Foundation {
    pub(crate) config: SessionConfig,
    pub(crate) db: Db,
    pub(crate) server_keys: Arc<ServerKeys>,
    pub(crate) keys: Arc<SigningKeys>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) events: Arc<dyn SessionEvents>,
}

impl Parts {
    /// Puts the parts together.
    pub(crate) fn new(on: &Foundation) -> Self {
        let counters = Arc::<Counters>::default();
        let verified = Arc::<VerifiedTokens>::default();
        let audit = Audit { server_keys: Arc::clone(&on.server_keys) };
        let rows = LiveRows { db: on.db.clone(), server_keys: Arc::clone(&on.server_keys) };
        let rows = Arc::new(rows);
        let issuer = Arc::new(on.issuer(&verified, &counters));
        let verifier = Arc::new(on.verifier(&verified, &counters));
        let revoker = Arc::new(on.revoker(&rows, &audit));
        let stored = Arc::new(on.stored(&rows));
        let payloads = Arc::new(on.payloads(&rows, &issuer));
        let creator = Arc::new(on.creator(&rows, &issuer, &revoker, &audit));
        Self {
            db: on.db.clone(),
            clock: Arc::clone(&on.clock),
            clock_check: on.clock_check(),
            check_database: on.config.check_database,
            keys: Arc::clone(&on.keys),
            refresher: on.refresher(&issuer, &counters, &audit),
            rekeyer: on.rekeyer(&rows, &issuer, &audit),
            switcher: Switcher {
                db: on.db.clone(),
                rows: Arc::clone(&rows),
                creator: Arc::clone(&creator),
                clock: Arc::clone(&on.clock),
            },
            creator,
            regenerator: Regenerator {
                verifier: Arc::clone(&verifier),
                issuer: Arc::clone(&issuer),
                rows: Arc::clone(&rows),
                payloads: Arc::clone(&payloads),
                clock: Arc::clone(&on.clock),
            },
            current_user: on.current_user(&rows, &revoker),
            claims: StoredClaims {
                stored: Arc::clone(&stored),
                payloads: Arc::clone(&payloads),
                clock: Arc::clone(&on.clock),
            },
            counters,
            audit,
            verified,
            issuer,
            verifier,
            rows,
            revoker,
            stored,
            payloads,
        }
    }
}

impl Foundation {
    fn clock_check(&self) -> ClockCheck {
        ClockCheck {
            db: self.db.clone(),
            clock: Arc::clone(&self.clock),
            tolerance: self.config.clock_tolerance,
        }
    }

    fn issuer(&self, verified: &Arc<VerifiedTokens>, counters: &Arc<Counters>) -> Issuer {
        Issuer {
            iss: self.config.issuer.clone(),
            access_token_validity: self.config.access_token_validity,
            validity_jitter: self.config.validity_jitter,
            keys: Arc::clone(&self.keys),
            server_keys: Arc::clone(&self.server_keys),
            verified: Arc::clone(verified),
            clock: Arc::clone(&self.clock),
            random: Arc::clone(&self.random),
            counters: Arc::clone(counters),
        }
    }

    fn verifier(&self, verified: &Arc<VerifiedTokens>, counters: &Arc<Counters>) -> Verifier {
        Verifier {
            issuers: self.config.issuers().map(str::to_owned).collect(),
            keys: Arc::clone(&self.keys),
            verified: Arc::clone(verified),
            clock: Arc::clone(&self.clock),
            counters: Arc::clone(counters),
        }
    }

    fn refresher(
        &self,
        issuer: &Arc<Issuer>,
        counters: &Arc<Counters>,
        audit: &Audit,
    ) -> Refresher {
        let unknown_outcomes = Arc::<UnknownOutcomes>::default();
        let rotator = Rotator {
            db: self.db.clone(),
            issuer: Arc::clone(issuer),
            audit: audit.clone(),
            counters: Arc::clone(counters),
            refresh_grace: self.config.refresh_grace,
            refresh_token_validity: self.config.refresh_token_validity,
            unknown_outcomes: Arc::clone(&unknown_outcomes),
            in_flight: RotationsInFlight::default(),
        };
        Refresher {
            db: self.db.clone(),
            clock: Arc::clone(&self.clock),
            server_keys: Arc::clone(&self.server_keys),
            rotator: Arc::new(rotator),
            unknown_outcomes,
            ender: Ender {
                db: self.db.clone(),
                audit: audit.clone(),
                events: Arc::clone(&self.events),
            },
            refresh_grace: self.config.refresh_grace,
            clock_tolerance: self.config.clock_tolerance,
        }
    }

    fn rekeyer(&self, rows: &Arc<LiveRows>, issuer: &Arc<Issuer>, audit: &Audit) -> Rekeyer {
        Rekeyer {
            db: self.db.clone(),
            rows: Arc::clone(rows),
            issuer: Arc::clone(issuer),
            clock: Arc::clone(&self.clock),
            random: Arc::clone(&self.random),
            audit: audit.clone(),
            refresh_token_validity: self.config.refresh_token_validity,
        }
    }

    fn revoker(&self, rows: &Arc<LiveRows>, audit: &Audit) -> Revoker {
        Revoker {
            db: self.db.clone(),
            rows: Arc::clone(rows),
            clock: Arc::clone(&self.clock),
            audit: audit.clone(),
            events: Arc::clone(&self.events),
        }
    }

    fn creator(
        &self,
        rows: &Arc<LiveRows>,
        issuer: &Arc<Issuer>,
        revoker: &Arc<Revoker>,
        audit: &Audit,
    ) -> Creator {
        Creator {
            db: self.db.clone(),
            issuer: Arc::clone(issuer),
            server_keys: Arc::clone(&self.server_keys),
            rows: Arc::clone(rows),
            revoker: Arc::clone(revoker),
            audit: audit.clone(),
            clock: Arc::clone(&self.clock),
            random: Arc::clone(&self.random),
            refresh_token_validity: self.config.refresh_token_validity,
            session_max_age: self.config.session_max_age,
            max_sessions_per_user: self.config.max_sessions_per_user,
        }
    }

    fn stored(&self, rows: &Arc<LiveRows>) -> StoredSessions {
        StoredSessions {
            db: self.db.clone(),
            rows: Arc::clone(rows),
            clock: Arc::clone(&self.clock),
        }
    }

    fn payloads(&self, rows: &Arc<LiveRows>, issuer: &Arc<Issuer>) -> Payloads {
        Payloads {
            db: self.db.clone(),
            rows: Arc::clone(rows),
            issuer: Arc::clone(issuer),
            clock: Arc::clone(&self.clock),
        }
    }

    fn current_user(&self, rows: &Arc<LiveRows>, revoker: &Arc<Revoker>) -> CurrentUser {
        CurrentUser {
            db: self.db.clone(),
            rows: Arc::clone(rows),
            revoker: Arc::clone(revoker),
            clock: Arc::clone(&self.clock),
            refresh_token_validity: self.config.refresh_token_validity,
        }
    }
}
