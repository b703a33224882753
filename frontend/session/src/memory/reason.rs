//! Why nobody is signed in, so that a page can say it.

use shared::ErrorType;

/// Why nobody is signed in. Kept as long as the page is open, and until the next sign-in; after a
/// reload it is [`SignOutReason::Never`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SignOutReason {
    /// No session was there while this page was open.
    #[default]
    Never,
    /// The user signed out, on this page.
    SignedOut,
    /// The user signed out in another tab.
    SignedOutElsewhere,
    /// The session was idle for longer than the server keeps one.
    Expired,
    /// The session was ended on another device, or by the server.
    Revoked,
    /// An old refresh token was used again. Somebody may have copied it, so the server ended the
    /// session.
    Theft,
}

impl SignOutReason {
    /// Its name in the message to other tabs.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::SignedOut => "signed-out",
            Self::SignedOutElsewhere => "signed-out-elsewhere",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
            Self::Theft => "theft",
        }
    }

    /// Reads [`SignOutReason::as_str`].
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let all = [
            Self::Never,
            Self::SignedOut,
            Self::SignedOutElsewhere,
            Self::Expired,
            Self::Revoked,
            Self::Theft,
        ];
        all.into_iter().find(|reason| reason.as_str() == text)
    }
}

/// What a response says about the session beside its headers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct ResponseFacts {
    /// It had the status of "session expired".
    pub(crate) unauthorised: bool,
    /// The `type` in its body.
    pub(crate) error_type: Option<ErrorType>,
    /// The user was signing out.
    pub(crate) signing_out: bool,
    /// As far as the page knows, the session had been idle for too long.
    pub(crate) time_was_up: bool,
}

/// How this page learned that the session is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// Another tab ended it, and gave this reason.
    OtherTab(SignOutReason),
    /// A response to a call of this page ended it.
    Response(ResponseFacts),
}

/// Decides why nobody is signed in any more.
pub(crate) fn sign_out_reason(ending: Ending) -> SignOutReason {
    let facts = match ending {
        Ending::OtherTab(SignOutReason::SignedOut | SignOutReason::Never) => {
            return SignOutReason::SignedOutElsewhere;
        }
        Ending::OtherTab(reason) => return reason,
        Ending::Response(facts) => facts,
    };
    if facts.error_type == Some(ErrorType::TokenTheftDetected) {
        SignOutReason::Theft
    } else if facts.signing_out || !facts.unauthorised {
        // A success that ends the session is what the user asked for: a deleted account, too.
        SignOutReason::SignedOut
    } else if facts.time_was_up {
        SignOutReason::Expired
    } else {
        SignOutReason::Revoked
    }
}

/// What this page has seen of the session that the cookies tell of.
#[derive(Debug, Clone, Copy, Default)]
pub(super) enum Life {
    /// None was there yet.
    #[default]
    NoneSeen,
    /// One was there the last time that this page looked.
    Seen,
    /// It ended, and this page knows why.
    Over(SignOutReason),
}

impl Life {
    /// Why nobody is signed in, if nobody is. A session that is gone without a word of this page's
    /// own was ended by another tab.
    pub(super) fn reason(self) -> SignOutReason {
        match self {
            Self::NoneSeen => SignOutReason::Never,
            Self::Seen => SignOutReason::SignedOutElsewhere,
            Self::Over(reason) => reason,
        }
    }

    /// After the session ended. What is known already stays, and where no session was seen, none
    /// has ended; but theft is always said.
    pub(super) fn after(self, ending: Ending) -> Self {
        let reason = sign_out_reason(ending);
        match self {
            Self::Seen => Self::Over(reason),
            Self::NoneSeen if reason == SignOutReason::Theft => Self::Over(reason),
            Self::NoneSeen | Self::Over(_) => self,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Unauthorised, error type, signing out, time was up.
    type Facts = (bool, Option<ErrorType>, bool, bool);

    fn response((unauthorised, error_type, signing_out, time_was_up): Facts) -> Ending {
        Ending::Response(ResponseFacts { unauthorised, error_type, signing_out, time_was_up })
    }

    const THEFT: Option<ErrorType> = Some(ErrorType::TokenTheftDetected);
    const UNAUTHORISED: Option<ErrorType> = Some(ErrorType::Unauthorised);

    #[test]
    fn a_response_says_why_by_its_status_and_its_type() {
        for (facts, expected) in [
            ((false, None, true, false), SignOutReason::SignedOut),
            ((false, None, false, true), SignOutReason::SignedOut),
            ((true, UNAUTHORISED, false, false), SignOutReason::Revoked),
            ((true, None, false, false), SignOutReason::Revoked),
            ((true, Some(ErrorType::TryRefreshToken), false, false), SignOutReason::Revoked),
            ((true, UNAUTHORISED, false, true), SignOutReason::Expired),
            ((true, UNAUTHORISED, true, true), SignOutReason::SignedOut),
            ((true, THEFT, false, true), SignOutReason::Theft),
            ((true, THEFT, true, false), SignOutReason::Theft),
        ] {
            assert_eq!(sign_out_reason(response(facts)), expected, "{facts:?}");
        }
    }

    #[test]
    fn another_tabs_reason_counts_here_too() {
        let told = |reason| sign_out_reason(Ending::OtherTab(reason));
        let elsewhere = SignOutReason::SignedOutElsewhere;
        assert_eq!(told(SignOutReason::Never), elsewhere);
        assert_eq!(told(SignOutReason::SignedOut), elsewhere);
        assert_eq!(told(elsewhere), elsewhere);
        for reason in [SignOutReason::Expired, SignOutReason::Revoked, SignOutReason::Theft] {
            assert_eq!(told(reason), reason);
            assert_eq!(SignOutReason::parse(reason.as_str()), Some(reason));
        }
        assert_eq!(SignOutReason::parse("changed"), None);
    }

    #[test]
    fn the_first_reason_stays_and_a_first_visit_has_none() {
        let rejected = response((true, UNAUTHORISED, false, false));
        assert_eq!(Life::NoneSeen.after(rejected).reason(), SignOutReason::Never);
        assert_eq!(Life::Seen.reason(), SignOutReason::SignedOutElsewhere);
        let over = Life::Seen.after(rejected);
        assert_eq!(over.reason(), SignOutReason::Revoked);
        let told = Ending::OtherTab(SignOutReason::Expired);
        assert_eq!(over.after(told).reason(), SignOutReason::Revoked);
        let theft = response((true, THEFT, false, false));
        assert_eq!(Life::NoneSeen.after(theft).reason(), SignOutReason::Theft);
    }
}
