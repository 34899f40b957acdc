//! What changed when: one question per rule, so that no other file compares revisions.

use super::state::AaveV3Revision;

impl AaveV3Revision {
    /// The borrow index grows by the binomial of 3.0 to 3.3.
    pub(super) fn compounds_by_binomial(self) -> bool {
        matches!(self, Self::V3_0 | Self::V3_3)
    }

    /// Balances half-up, debt value floored, and the threshold averaged to a whole basis point: up to 3.4.
    pub(super) fn averages_threshold(self) -> bool {
        matches!(self, Self::V3_0 | Self::V3_3 | Self::V3_4)
    }

    /// A collateral whose reserve has threshold 0 is not counted at all: up to 3.5.
    pub(super) fn skips_zero_threshold(self) -> bool {
        !self.has_ltvzero_bitmap()
    }

    /// The eMode has a bitmap of reserves with LTV 0: from 3.6.
    pub(super) fn has_ltvzero_bitmap(self) -> bool {
        matches!(self, Self::V3_6 | Self::V3_7)
    }

    /// An isolated eMode takes the LTV from every other reserve: from 3.7.
    pub(super) fn has_isolated_e_mode(self) -> bool {
        matches!(self, Self::V3_7)
    }
}
