//! Users as the rows of a book.

use plimsoll::venue::aave_v3::{AaveV3Revision, AaveV3User};

/// The revisions whose books are held to their users.
pub const BOOK_REVISIONS: &[AaveV3Revision] =
    &[AaveV3Revision::V3_0, AaveV3Revision::V3_3, AaveV3Revision::V3_4, AaveV3Revision::V3_5, AaveV3Revision::V3_6, AaveV3Revision::V3_7];

/// The user as a row of a book, or nothing where a balance does not fit in the contract's 128 bits.
pub fn book_row(user: &AaveV3User) -> Option<Vec<u8>> {
    let mut row = vec![0_u8; 33];
    row[32] = user.e_mode.as_ref().map_or(0, |e_mode| e_mode.id);
    for reserve in &user.reserves {
        let bits = u8::from(reserve.is_borrowing) | u8::from(reserve.used_as_collateral) << 1;
        row[usize::from(reserve.id / 4)] |= bits << (2 * (reserve.id % 4));
        for amount in [reserve.scaled_a_token_balance, reserve.scaled_variable_debt] {
            row.extend(amount.to_string().parse::<u128>().ok()?.to_le_bytes());
        }
    }
    Some(row)
}
