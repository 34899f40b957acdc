//! What changed when: one question per rule, so that no other file compares revisions.

use super::state::AaveV3Revision;

impl AaveV3Revision {
    /// Every revision, oldest first.
    pub const ALL: [Self; 8] = [Self::V3_0, Self::V3_1, Self::V3_2, Self::V3_3, Self::V3_4, Self::V3_5, Self::V3_6, Self::V3_7];

    /// The borrow index grows by the binomial of 3.0 to 3.3.
    pub(super) fn compounds_by_binomial(self) -> bool {
        self.is_before_3_4()
    }

    /// 3.0 to 3.3.
    fn is_before_3_4(self) -> bool {
        self.is_before_3_3() || matches!(self, Self::V3_3)
    }

    /// 3.0 to 3.2.
    fn is_before_3_3(self) -> bool {
        matches!(self, Self::V3_0 | Self::V3_1 | Self::V3_2)
    }

    /// 3.0 and 3.1.
    fn is_before_3_2(self) -> bool {
        matches!(self, Self::V3_0 | Self::V3_1)
    }

    /// Balances half-up, debt value floored, and the threshold averaged to a whole basis point: up to 3.4.
    pub(super) fn averages_threshold(self) -> bool {
        self.is_before_3_4() || matches!(self, Self::V3_4)
    }

    /// Scaled amounts and balances half-up: up to 3.4.
    pub(super) fn rounds_half_up(self) -> bool {
        self.averages_threshold()
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

    /// Bits of a user's scaled balance: 120 from 3.4.
    pub(super) fn balance_bits(self) -> u32 {
        if self.is_before_3_4() { 128 } else { 120 }
    }

    /// Isolated collateral with a debt ceiling, and debts that must be the only one: up to 3.6.
    pub(super) fn has_isolation_mode(self) -> bool {
        !matches!(self, Self::V3_7)
    }

    /// Liquidations write off what nobody repays and leave no dust, and the half applies to large positions only: from 3.3.
    pub(super) fn has_deficit(self) -> bool {
        !self.is_before_3_3()
    }

    /// A debt's flag is cleared when its scaled balance is 0, not when the amount is paid: from 3.4.
    pub(super) fn clears_debt_by_balance(self) -> bool {
        !self.is_before_3_4()
    }

    /// A liquidation accrues the collateral's reserve with the debt's, before anything else: from 3.5.
    pub(super) fn accrues_both_first(self) -> bool {
        !self.rounds_half_up()
    }

    /// A liquidation of one reserve against itself counts the treasury's share twice: 3.5 and 3.6.
    pub(super) fn counts_treasury_twice(self) -> bool {
        matches!(self, Self::V3_5 | Self::V3_6)
    }

    /// A liquidation rounds the bonus against the liquidator and looks at scaled balances to see what is left: from 3.7.
    pub(super) fn seizes_by_scaled_balance(self) -> bool {
        matches!(self, Self::V3_7)
    }

    /// Loans are checked after they are made: from 3.5.
    pub(super) fn checks_loan_afterwards(self) -> bool {
        !self.rounds_half_up()
    }

    /// A loan may not exceed what all have supplied: from 3.1.
    pub(super) fn limits_loan_to_supply(self) -> bool {
        !matches!(self, Self::V3_0)
    }

    /// The debt ceiling is read before the account data: up to 3.3.
    pub(super) fn checks_ceiling_first(self) -> bool {
        self.is_before_3_4()
    }

    /// An eMode's own list rules what may be borrowed inside it, in place of the reserve's flag, and entering or leaving one looks
    /// at every flag: from 3.6.
    pub(super) fn has_strict_e_mode(self) -> bool {
        self.has_ltvzero_bitmap()
    }

    /// Entering a category from none is not checked by the health factor, and choosing the same one again is checked: up to 3.1.
    pub(super) fn trusts_first_e_mode(self) -> bool {
        self.is_before_3_2()
    }

    /// The collateral flag needs a balance whichever way it is set, before anything else: up to 3.3.
    pub(super) fn asks_balance_first(self) -> bool {
        self.is_before_3_4()
    }

    /// The supply rate comes from an average over kinds of debt, of which one is left: 3.0 and 3.1.
    pub(super) fn weighs_borrow_rate(self) -> bool {
        self.is_before_3_2()
    }

    /// A reserve that was paused may give its users time before liquidations go on: from 3.1.
    pub(super) fn has_liquidation_grace(self) -> bool {
        !matches!(self, Self::V3_0)
    }

    /// What may be lent is the reserve's own balance of the token, which a payment raises when it arrives: 3.0.
    pub(super) fn holds_liquidity_as_tokens(self) -> bool {
        matches!(self, Self::V3_0)
    }

    /// The refusal of a debt that the category does not list, up to 3.5 for a change of category as well.
    pub(super) fn refusal_in_e_mode(self) -> &'static str {
        if self.is_before_3_2() { "InconsistentEModeCategory" } else { "NotBorrowableInEMode" }
    }

    /// The refusal of a supply that cannot back the debt.
    pub(super) fn refusal_to_back(self) -> &'static str {
        if self.has_isolation_mode() { "UserInIsolationModeOrLtvZero" } else { "UserHasAssetWithZeroLtv" }
    }
}
